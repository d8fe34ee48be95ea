import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { days, minutes, plus } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import { openDeviceDirectory } from "./device-directory.ts";
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

test("rotated again before the device took the first new one, the token it has goes on and the one nobody used does not", async () => {
  const { old, renew, counts, comesIn } = await rotated();
  comesIn(old);
  const lost = renew();
  const fresh = renew();
  expect(counts(old, lost, fresh)).toEqual([true, false, true]);
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
