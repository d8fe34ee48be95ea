import { execFile } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { openDeviceDirectory } from "./device-directory.ts";

/** Changes of each process: enough that they meet. */
const EACH = 50;

const bytes = (token: string): Uint8Array => new TextEncoder().encode(token);

function enrolled(folder = join(temporaryFolder(), "data")) {
  const directory = openDeviceDirectory(folder);
  const [first] = directory.enrol(["cab-17"]);
  if (first === undefined) throw new Error("nothing was enrolled");
  return { directory, token: first.token, file: join(folder, "devices.json"), folder };
}

test("a device signs in with its own token and no other", () => {
  const { directory, token } = enrolled();
  const [other] = directory.enrol(["cab-18"]);
  expect(directory.verifyToken("cab-17", bytes(token))).toBe(true);
  for (const wrong of ["", token.slice(1), `${token} `, other?.token ?? ""])
    expect(directory.verifyToken("cab-17", bytes(wrong))).toBe(false);
});

test.each(["cab-99", "__proto__", "constructor", ""])("%j was never enrolled: no token fits, not even one of zeros", (deviceId) => {
  const { directory, token } = enrolled();
  expect(directory.isEnrolled(deviceId)).toBe(false);
  for (const tried of [bytes(token), bytes(""), new Uint8Array(32)]) expect(directory.verifyToken(deviceId, tried)).toBe(false);
});

test("a token has 32 bytes, and only its hash is kept, where only the owner can read it", () => {
  const { token, file } = enrolled();
  expect(Buffer.from(token, "base64url")).toHaveLength(32);
  expect(readFileSync(file, "utf8")).not.toContain(token);
  expect(readFileSync(file, "utf8")).toMatch(/"cab-17": "[0-9a-f]{64}"/);
  expect((statSync(file).mode & 0o777).toString(8)).toBe("600");
  expect((statSync(join(file, "..")).mode & 0o777).toString(8)).toBe("700");
});

test("enrolled again, the older token stops working and the others go on", () => {
  const { directory, token } = enrolled();
  const [other] = directory.enrol(["cab-18"]);
  const [second] = directory.enrol(["cab-17"]);
  expect(directory.verifyToken("cab-17", bytes(token))).toBe(false);
  expect(directory.verifyToken("cab-17", bytes(second?.token ?? ""))).toBe(true);
  expect(directory.verifyToken("cab-18", bytes(other?.token ?? ""))).toBe(true);
});

test("a running platform takes what another process enrolled, and survives a restart", () => {
  const { directory, folder } = enrolled();
  const [added] = openDeviceDirectory(folder).enrol(["cab-18"]);
  expect(directory.verifyToken("cab-18", bytes(added?.token ?? ""))).toBe(true);
  expect(openDeviceDirectory(folder).isEnrolled("cab-17")).toBe(true);
});

test("before anything was enrolled nobody signs in", () => {
  const directory = openDeviceDirectory(temporaryFolder());
  expect(directory.isEnrolled("cab-17")).toBe(false);
  expect(directory.verifyToken("cab-17", bytes("x"))).toBe(false);
});

test("two processes that change tokens at the same time lose none of each other's", async () => {
  const { folder, directory } = enrolled();
  const module = new URL("device-directory.ts", import.meta.url).href;
  const enrolMany = (kind: string) =>
    promisify(execFile)(process.execPath, [
      "--conditions=development",
      "--input-type=module",
      "--eval",
      `import { openDeviceDirectory } from ${JSON.stringify(module)};
       const directory = openDeviceDirectory(${JSON.stringify(folder)});
       for (let n = 0; n < ${EACH}; n += 1) directory.enrol(["${kind}-" + n]);`,
    ]);
  await Promise.all([enrolMany("a"), enrolMany("b")]);
  expect(directory.enrolled().size).toBe(1 + 2 * EACH);
  expect(readdirSync(folder).toSorted()).toEqual(["devices.json", "devices.json.lock"]);
});
