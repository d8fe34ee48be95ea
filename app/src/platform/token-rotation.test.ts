import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { days, minutes, plus } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import { openDeviceDirectory } from "./device-directory.ts";
import { DeviceFileBusyError } from "./device-file-lock.ts";
import { createTokenRotation } from "./token-rotation.ts";

const bytes = (token: string): Uint8Array => new TextEncoder().encode(token);

async function rotated() {
  const clock = createSettableClock();
  const folder = temporaryFolder();
  const directory = openDeviceDirectory(folder, () => clock.now());
  const cut: string[] = [];
  const journal: { kind: string; actor: string; detail: Readonly<Record<string, unknown>> }[] = [];
  const rotation = createTokenRotation({
    clock,
    devices: directory,
    broker: () => ({ endAccess: (deviceId) => void cut.push(deviceId) }),
    desk: { record: (entry) => void journal.push(entry) },
  });
  const old = directory.enrol(["cab-17"])[0]?.token ?? "";
  await rotation.start();
  const until = plus(clock.now(), days(7));
  const renew = (): string => directory.rotate(["cab-17"], until, "user:li")[0]?.token ?? "";
  const counts = (...tokens: readonly string[]): readonly boolean[] => tokens.map((token) => directory.verifyToken("cab-17", bytes(token)));
  const comesIn = (token: string): void => {
    expect(counts(token)).toEqual([true]);
    directory.signedIn?.("cab-17", bytes(token));
  };
  const ended = (token: string): boolean => directory.isEndedToken?.("cab-17", bytes(token)) === true;
  return { clock, folder, directory, rotation, cut, journal, old, until, renew, counts, comesIn, ended };
}

test("both tokens count until the new one was used; then the old one is refused by name, counted, and journaled with why", async () => {
  const { clock, directory, cut, journal, old, until, renew, counts, comesIn, ended } = await rotated();
  const fresh = renew();
  comesIn(old);
  clock.advance(minutes(1));
  expect(counts(old, fresh)).toEqual([true, true]);
  expect(journal).toEqual([{ kind: "device-token-rotated", actor: "user:li", detail: { device: "cab-17", until } }]);
  comesIn(fresh);
  // At once, not when somebody next looks.
  expect([counts(old, fresh), ended(old), ended("nonsense")]).toEqual([[false, true], true, false]);
  clock.advance(minutes(1));
  expect(journal.at(-1)).toEqual({ kind: "device-token-ended", actor: "system", detail: { device: "cab-17", because: "used" } });
  expect([ended(old), ended(fresh), directory.endedAttempts("cab-17")]).toEqual([true, false, 2]);
  // Its connection was taken over by the new one's.
  expect(cut).toEqual([]);
});

test("a device that never takes its new token is cut off when the time is over, and not before", async () => {
  const { clock, cut, journal, old, renew, counts, comesIn } = await rotated();
  const fresh = renew();
  comesIn(old);
  clock.advance(days(6));
  expect([cut, counts(old)]).toEqual([[], [true]]);
  clock.advance(days(1));
  expect([cut, counts(old, fresh)]).toEqual([["cab-17"], [false, true]]);
  expect(journal.at(-1)?.detail).toEqual({ device: "cab-17", because: "over" });
});

test("a connection made before the rotation is cut as well when the time is over; one by a token that still counts is not", async () => {
  const { clock, directory, cut, old, comesIn } = await rotated();
  const other = directory.enrol(["cab-18"])[0]?.token ?? "";
  comesIn(old);
  directory.signedIn?.("cab-18", bytes(other));
  directory.rotate(["cab-17"], plus(clock.now(), minutes(60)), "user:li");
  clock.advance(minutes(59));
  expect(cut).toEqual([]);
  clock.advance(minutes(1));
  expect(cut).toEqual(["cab-17"]);
});

test("a device that was enrolled anew since it came in, and rotated, is not cut for the token it no longer has", async () => {
  const { clock, directory, cut, old, comesIn } = await rotated();
  const until = plus(clock.now(), minutes(60));
  comesIn(old);
  const anew = directory.enrol(["cab-17"])[0]?.token ?? "";
  comesIn(anew);
  const fresh = directory.rotate(["cab-17"], until, "user:li")[0]?.token ?? "";
  comesIn(fresh);
  clock.advance(minutes(61));
  expect(cut).toEqual([]);
});

test("rotated again before the device took the first new one, the token it has goes on and the one nobody used does not", async () => {
  const { old, renew, counts, comesIn } = await rotated();
  comesIn(old);
  const lost = renew();
  const fresh = renew();
  expect(counts(old, lost, fresh)).toEqual([true, false, true]);
});

test("rotated on the command line just after the device took the first new one, before anybody looked, the token in use goes on", async () => {
  const { clock, folder, journal, until, old, renew, counts, comesIn, ended } = await rotated();
  const first = renew();
  comesIn(first);
  const second = openDeviceDirectory(folder, () => clock.now()).rotate(["cab-17"], until, "command-line")[0]?.token ?? "";
  expect([counts(old, first, second), ended(old)]).toEqual([[false, true, true], true]);
  // What was taken of the first is no use of the second.
  clock.advance(minutes(1));
  expect(counts(first, second)).toEqual([true, true]);
  expect(journal.map(({ kind, actor }) => [kind, actor])).toEqual([["device-token-rotated", "command-line"]]);
});

test("what was used counts after a crash, also where the last mark of it was cut off", async () => {
  const { clock, folder, until, directory, old, renew, comesIn } = await rotated();
  comesIn(renew());
  appendFileSync(join(folder, "devices.json.used"), "cab-18 0011");
  const other = directory.enrol(["cab-18"])[0]?.token ?? "";
  const fresh = directory.rotate(["cab-18"], until, "user:li")[0]?.token ?? "";
  directory.signedIn?.("cab-18", bytes(fresh));
  const again = openDeviceDirectory(folder, () => clock.now());
  expect([again.verifyToken("cab-17", bytes(old)), again.verifyToken("cab-18", bytes(other))]).toEqual([false, false]);
  expect(again.rotations().map(({ deviceId, isUsed }) => [deviceId, isUsed])).toEqual([
    ["cab-17", true],
    ["cab-18", true],
  ]);
});

test("a rotation that begins while an ended one is written down is not ended with it", async () => {
  const { clock, folder, until, directory, renew, counts, comesIn } = await rotated();
  const first = renew();
  comesIn(first);
  expect(directory.rotations()).toMatchObject([{ isUsed: true }]);
  const second = openDeviceDirectory(folder, () => clock.now()).rotate(["cab-17"], until, "command-line")[0]?.token ?? "";
  expect(directory.endOld()).toEqual([]);
  expect(counts(first, second)).toEqual([true, true]);
});

test("over a restart the old token goes on, and one that has ended stays ended", async () => {
  const { clock, folder, rotation, old, renew, comesIn } = await rotated();
  const fresh = renew();
  const again = () => openDeviceDirectory(folder, () => clock.now());
  expect(again().verifyToken("cab-17", bytes(old))).toBe(true);
  comesIn(fresh);
  await rotation.stop();
  expect([again().verifyToken("cab-17", bytes(old)), again().isEndedToken?.("cab-17", bytes(old))]).toEqual([false, true]);
});

test("revoked or enrolled anew, neither the old token nor the new one counts", async () => {
  const { directory, old, renew, counts } = await rotated();
  const fresh = renew();
  const [enrolled] = directory.enrol(["cab-17"]);
  expect(counts(old, fresh, enrolled?.token ?? "")).toEqual([false, false, true]);
  renew();
  directory.revoke("cab-17");
  expect([counts(old, fresh), directory.isEnrolled("cab-17")]).toEqual([[false, false], false]);
});

test("a rotation begun on the command line is seen through by the running platform", async () => {
  const { clock, folder, journal, until } = await rotated();
  openDeviceDirectory(folder).rotate(["cab-17"], until, "command-line");
  clock.advance(minutes(1));
  expect(journal).toEqual([{ kind: "device-token-rotated", actor: "command-line", detail: { device: "cab-17", until } }]);
});

test("while another process is stopped in the middle of a change the platform runs on, and sees to it afterwards; anything else is not passed over", async () => {
  const { clock, directory, journal, old } = await rotated();
  const failing: { error: Error | undefined } = { error: new DeviceFileBusyError("devices.json") };
  const rotation = createTokenRotation({
    clock,
    devices: {
      rotations: () => directory.rotations(),
      markTold: (told) => directory.markTold(told),
      takeOutdated: () => directory.takeOutdated(),
      endOld() {
        if (failing.error !== undefined) throw failing.error;
        return directory.endOld();
      },
    },
    broker: () => ({ endAccess: () => undefined }),
    desk: { record: (entry) => void journal.push(entry) },
  });
  const fresh = directory.rotate(["cab-17"], plus(clock.now(), minutes(60)), "user:li")[0]?.token ?? "";
  directory.signedIn?.("cab-17", bytes(fresh));
  await rotation.start();
  expect([journal.map(({ kind }) => kind), directory.verifyToken("cab-17", bytes(old))]).toEqual([["device-token-rotated"], false]);
  failing.error = undefined;
  await rotation.stop();
  expect(journal.at(-1)).toMatchObject({ kind: "device-token-ended", detail: { because: "used" } });
  failing.error = new Error("no space left");
  await expect(rotation.start()).rejects.toThrow("no space left");
});

test.each([
  { what: "enrolled anew", change: (folder: string) => void openDeviceDirectory(folder).enrol(["cab-17"]) },
  { what: "revoked", change: (folder: string) => void openDeviceDirectory(folder).revoke("cab-17") },
])(
  "a device $what by another process is cut off by the next look, once, and one that came in by the new token is not",
  async ({ change }) => {
    const { folder, directory, rotation, cut, old, comesIn } = await rotated();
    comesIn(old);
    change(folder);
    rotation.look();
    rotation.look();
    expect(cut).toEqual(["cab-17"]);
    const [fresh] = directory.enrol(["cab-17"]);
    comesIn(fresh?.token ?? "");
    rotation.look();
    expect(cut).toEqual(["cab-17"]);
  },
);

test("the file of earlier releases is read, and stays in its form for what was never rotated", async () => {
  const { folder, directory, old, renew, counts } = await rotated();
  const file = join(folder, "devices.json");
  const before = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  writeFileSync(file, JSON.stringify({ ...before, "cab-18": before["cab-17"] }));
  expect(counts(old)).toEqual([true]);
  const fresh = renew();
  const text = readFileSync(file, "utf8");
  expect(JSON.parse(text)).toMatchObject({ "cab-18": before["cab-17"], "cab-17": { old: { token: before["cab-17"], by: "user:li" } } });
  expect(text).not.toContain(fresh);
  expect(directory.isEnrolled("cab-18")).toBe(true);
});
