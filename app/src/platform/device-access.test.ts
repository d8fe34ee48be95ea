import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { createDeviceAccess } from "./device-access.ts";
import { openDeviceDirectory } from "./device-directory.ts";

test("a token counts from the moment the older connection is cut; one taken away counts no more", () => {
  const directory = openDeviceDirectory(temporaryFolder());
  const seen: unknown[] = [];
  const access = createDeviceAccess(directory, () => ({
    isConnected: () => false,
    // What the broker would let in by then.
    endAccess: (deviceId) => void seen.push([deviceId, directory.isEnrolled(deviceId)]),
  }));
  expect(access.revoke("cab-17")).toBe(false);
  const first = access.enrol("cab-17");
  const second = access.enrol("cab-17");
  const counts = (token: string) => directory.verifyToken("cab-17", new TextEncoder().encode(token));
  expect([counts(first), counts(second)]).toEqual([false, true]);
  expect([...access.enrolled()]).toEqual(["cab-17"]);
  expect(access.revoke("cab-17")).toBe(true);
  expect(counts(second)).toBe(false);
  expect(seen).toEqual([
    ["cab-17", true],
    ["cab-17", true],
    ["cab-17", false],
  ]);
});
