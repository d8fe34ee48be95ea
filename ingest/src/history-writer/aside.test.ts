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
