import { expect, test } from "vitest";
import { goneFrom } from "./gone-photo.ts";

test.each([
  {
    code: "PHOTO_REMOVED",
    detail: "2026-11-22T08:00:00.000Z · officer · asked · twice",
    gone: { because: "removed", at: Date.UTC(2026, 10, 22, 8), by: "officer", reason: "asked · twice" },
  },
  {
    code: "PHOTO_EXPIRED",
    detail: "2026-11-22T08:00:00.000Z",
    gone: { because: "expired", at: Date.UTC(2026, 10, 22, 8), by: "", reason: "" },
  },
  { code: "PHOTO_DAMAGED", detail: "", gone: undefined },
  { code: "PHOTO_REMOVED", detail: "", gone: undefined },
])("$code '$detail'", ({ code, detail, gone }) => expect(goneFrom(code, detail)).toEqual(gone));
