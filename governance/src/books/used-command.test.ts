import type { NewHazard } from "@labcanary/domain/governance";
import { expect, test } from "vitest";
import { startGovernance, type GovernanceBench } from "../../../test/support/governance.ts";

const hazard: NewHazard = { zoneId: "room-114", origin: "inspection", class: "gas", level: "general", words: "not chained" };
const order = ({ governance }: GovernanceBench, actor: string, verb: "file" | "comment" | "reopen", number?: number) => {
  const of = number === undefined ? {} : { number };
  const said = verb === "file" ? { verb, hazard } : { verb, words: "seen" };
  const outcome = governance.hazards().carryOut({ id: verb === "file" ? "f" : "c", actor, order: said, ...of });
  return outcome.ok ? outcome.value.number : outcome.error.code;
};
/** Under the one id by which hazard 1 was filed, or under the one by which it was commented on. */
const USED = [
  ["another actor files", "user:chen", "file", undefined],
  ["another actor comments", "user:chen", "comment", 1],
  ["another hazard is commented on", "user:li", "comment", 2],
  ["another verb", "user:li", "reopen", 1],
] as const;

test("a command that comes twice is carried out once, and one under its id that is another is refused, also after a restart", async () => {
  const before = await startGovernance();
  expect(order(before, "user:li", "file")).toBe(1);
  before.governance.hazards().carryOut({ id: "second", actor: "user:li", order: { verb: "file", hazard } });
  expect(order(before, "user:li", "comment", 1)).toBe(1);
  for (const bench of [before, await before.restartAll()]) {
    const { revision } = bench.governance.hazards();
    expect([order(bench, "user:li", "file"), order(bench, "user:li", "comment", 1)]).toEqual([1, 1]);
    for (const [_, actor, verb, number] of USED) expect(order(bench, actor, verb, number)).toBe("COMMAND_ID_USED");
    const opens = bench.governance.hazards().carryOut({ id: "c", actor: "user:li", order: { verb: "file", hazard } });
    expect(opens).toMatchObject({ ok: false, error: { code: "COMMAND_ID_USED" } });
    expect(bench.governance.hazards().revision).toBe(revision);
  }
});

test("of a line of before, which has no verb, who it was and of which item is known", async () => {
  const bench = await startGovernance();
  const filed = { act: "filed", hazard, earlier: [] };
  bench.alerting.keepRecords({ id: "f", actor: "user:li", records: [{ ledger: "hazard", number: 1, zoneId: "room-114", act: filed }] });
  const after = await bench.restartAll();
  expect([order(after, "user:li", "file"), order(after, "user:chen", "file")]).toEqual([1, "COMMAND_ID_USED"]);
});
