import { existsSync } from "node:fs";
import { join } from "node:path";
import { milliseconds } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { withFileLock } from "./device-file-lock.ts";

test("while one changes the file another is refused, and has done nothing; afterwards it may, also where the first failed", () => {
  const file = join(temporaryFolder(), "data", "devices.json");
  const done: string[] = [];
  const second = (): void => withFileLock(file, () => void done.push("second"), milliseconds(0));
  withFileLock(file, () => {
    expect(second).toThrow(expect.objectContaining({ code: "DEVICE_FILE_BUSY" }));
  });
  expect(() =>
    withFileLock(file, () => {
      throw new Error("no space left");
    }),
  ).toThrow("no space left");
  expect(done).toEqual([]);
  second();
  expect([done, existsSync(file)]).toEqual([["second"], false]);
});
