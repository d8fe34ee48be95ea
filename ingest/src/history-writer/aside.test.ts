import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { epochMs } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { Aside } from "./aside.ts";

const entry = (signal: string, said: string, position = 1) => ({
  position,
  entry: { deviceId: "cab-17", signal, receivedAt: epochMs(1_795_334_400_000), said },
});

function createAside() {
  const file = join(temporaryFolder(), "aside.sqlite");
  const aside = new Aside(file);
  const rows = (table: string): readonly Record<string, unknown>[] => {
    aside.close();
    return new DatabaseSync(file, { readOnly: true }).prepare(`SELECT * FROM ${table} ORDER BY id`).all();
  };
  return { aside, rows };
}

test("a batch that says an unknown signal many times is kept whole, and once however often it is read", () => {
  const { aside, rows } = createAside();
  const batch = [
    entry("radon", "value 1, at 5"),
    entry("radon", "value 2, at 6"),
    entry("thoron", "value 1, at 5"),
    entry("radon", "value 1, at 5", 2),
  ];
  for (let time = 0; time < 2; time++) aside.quarantine(batch);
  expect(rows("quarantined").map(({ position, signal, said }) => `${position} ${signal}: ${said}`)).toEqual([
    "1 radon: value 1, at 5",
    "1 radon: value 2, at 6",
    "1 thoron: value 1, at 5",
    "2 radon: value 1, at 5",
  ]);
});

test("what was kept before gateways had addresses stays, and two devices of one gateway may say the same in one message", () => {
  const file = join(temporaryFolder(), "aside.sqlite");
  const before = new DatabaseSync(file);
  before.exec(`
    CREATE TABLE quarantined (
      id INTEGER PRIMARY KEY, position INTEGER NOT NULL, device TEXT NOT NULL, signal TEXT NOT NULL,
      received INTEGER NOT NULL, said TEXT NOT NULL, UNIQUE (position, signal, said)
    );
    INSERT INTO quarantined (position, device, signal, received, said) VALUES (1, 'cab-17', 'radon', 5, 'value 1');
  `);
  before.close();
  new Aside(file).close();
  const aside = new Aside(file);
  const one = entry("battery", "value 100", 2);
  aside.quarantine([
    { position: 2, entry: { ...one.entry, address: "kitchen/door" } },
    { position: 2, entry: { ...one.entry, address: "0x00158d0001e82a3f" } },
  ]);
  aside.close();
  const rows = new DatabaseSync(file, { readOnly: true }).prepare("SELECT * FROM quarantined ORDER BY id").all();
  expect(rows.map(({ position, address, signal }) => `${position} ${address} ${signal}`)).toEqual([
    "1  radon",
    "2 kitchen/door battery",
    "2 0x00158d0001e82a3f battery",
  ]);
});

test("names and words that are SQL are words", () => {
  const { aside, rows } = createAside();
  aside.quarantine([entry("'); DROP TABLE quarantined; --", "\n,\"'")]);
  expect(rows("quarantined")).toMatchObject([{ signal: "'); DROP TABLE quarantined; --", said: "\n,\"'" }]);
});

test("a point the store will never take is kept with its reason, once", () => {
  const { aside, rows } = createAside();
  const at = epochMs(5);
  const point = { signal: "cab-17/vapour", at, tieBreak: 7, receivedAt: at, quality: "good" as const };
  for (let time = 0; time < 2; time++) {
    aside.refuse([
      { point: { ...point, value: 0 }, reason: "field type conflict" },
      { point: { ...point, tieBreak: 8 }, reason: "outside retention" },
    ]);
  }
  expect(rows("refused")).toMatchObject([
    { value: 0, tie_break: 7, reason: "field type conflict" },
    { value: null, tie_break: 8, reason: "outside retention" },
  ]);
});
