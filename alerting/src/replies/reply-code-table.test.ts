import { days, epochMs, hours, plus } from "@labcanary/domain/basics";
import { isReplyCode } from "@labcanary/domain/notification";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { inTransaction, openDatabase } from "../store/database.ts";
import { createReplyCodeTable } from "./reply-code-table.ts";

const NOW = epochMs(Date.UTC(2026, 10, 22, 8));

function startTable() {
  const database = openDatabase(temporaryFolder());
  onTestFinished(() => database.close());
  const addAlarm = database.prepare(
    `INSERT INTO alarms (id, code, annunciation, priority, condition_active, raised_at, raised_received_at, body)
     VALUES (?, ?, 'unacknowledged', 'high', 1, 0, 0, '{}')`,
  );
  const end = database.prepare("UPDATE alarms SET annunciation = 'normal' WHERE id = ?");
  return {
    table: createReplyCodeTable(database),
    within: (work: () => void) => inTransaction(database, work),
    raise: (id: string, code: string) => void addAlarm.run(id, code),
    end: (id: string) => void end.run(id),
  };
}
const textOf = (alarmId: string, over: { readonly personId?: string; readonly step?: string } = {}) => {
  const { personId = "wang", step = "responsible" } = over;
  return { notificationId: `${alarmId}:${step}:${personId}`, personId, alarmIds: [alarmId], tests: {}, at: NOW };
};

test("two people who share a phone never have the same code, however many there are, and the same notifications give the same codes", () => {
  const [one, other] = [startTable(), startTable()];
  const codesOf = ({ table, within, raise }: typeof one): readonly string[] => {
    const codes: string[] = [];
    within(() => {
      for (let index = 0; index < 1500; index++) {
        raise(`a${index}`, `Z${index}`);
        for (const personId of ["wang", "li"]) codes.push(table.codeOf(textOf(`a${index}`, { personId }), ["wang", "li"]));
      }
    });
    return codes;
  };
  const codes = codesOf(one);
  expect(new Set(codes).size).toBe(3000);
  expect(codes.every(isReplyCode)).toBe(true);
  expect(codesOf(other)).toEqual(codes);
});

test("no code begins that of an open alarm", () => {
  const { table, raise } = startTable();
  raise("a", "ZZZZ");
  const wouldBe = table.codeOf(textOf("a"), ["wang"]);
  const other = startTable();
  other.raise("a", "ZZZZ");
  other.raise("b", `${wouldBe}Q`);
  expect(other.table.codeOf(textOf("a"), ["wang"])).not.toBe(wouldBe);
});

test("whoever is told again of the same alarm keeps the code; once it has ended, the code names nothing else for a month", () => {
  const { table, raise, end } = startTable();
  raise("a", "AAA2");
  const code = table.codeOf(textOf("a"), ["wang"]);
  expect(table.codeOf({ ...textOf("a", { step: "responsible#2" }), at: plus(NOW, hours(1)) }, ["wang"])).toBe(code);
  expect(table.openOf(["wang"], NOW)).toMatchObject([{ code, notificationId: "a:responsible#2:wang" }]);
  end("a");
  expect(table.openOf(["wang"], NOW)).toEqual([]);
  expect(table.withCode(code)).toMatchObject([{ personId: "wang", alarmIds: ["a"] }]);
  raise("b", "AAA3");
  table.codeOf({ ...textOf("b"), at: plus(NOW, days(29)) }, ["wang"]);
  expect(table.withCode(code)).toHaveLength(1);
  raise("c", "AAA4");
  table.codeOf({ ...textOf("c"), at: plus(NOW, days(31)) }, ["wang"]);
  expect(table.withCode(code)).toEqual([]);
});

test("an attempt made again for other alarms is answered for those of the one before too", () => {
  const { table, raise } = startTable();
  for (const id of ["a", "b", "c"]) raise(id, `AAA${id}`);
  const first = table.codeOf({ ...textOf("a"), alarmIds: ["a", "b"] }, ["wang"]);
  expect(table.codeOf({ ...textOf("a"), alarmIds: ["a", "c"] }, ["wang"])).toBe(first);
  expect(table.withCode(first)).toMatchObject([{ alarmIds: ["a", "b", "c"] }]);
});

test("the code of a test holds for a day", () => {
  const { table } = startTable();
  table.codeOf({ notificationId: "test-1:test:wang", personId: "wang", alarmIds: [], tests: {}, at: NOW }, ["wang"]);
  expect(table.openOf(["wang"], plus(NOW, hours(23)))).toHaveLength(1);
  expect(table.openOf(["wang"], plus(NOW, hours(25)))).toEqual([]);
});
