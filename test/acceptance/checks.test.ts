import { createHash } from "node:crypto";
import { join } from "node:path";
import { verifyJournal } from "@labcanary/alerting";
import { type EpochMs, epochMs, hours, milliseconds, minutes } from "@labcanary/domain/basics";
import type { Check, Round } from "@labcanary/domain/governance";
import { expect, test } from "vitest";
import { loadSite } from "../../app/src/site/load.ts";
import { createSettableClock } from "../support/clock.ts";
import { type GovernanceBench, startGovernance } from "../support/governance.ts";

const EXAMPLE = join(import.meta.dirname, "../../examples/night-duty/site.yaml");
const at = (text: string): EpochMs => epochMs(Date.parse(`${text}+08:00`));
/** Responsible for the gas room. */
const WANG = "user:wang";
let ids = 0;

function goTo(bench: GovernanceBench, text: string): void {
  bench.clock.sleep(milliseconds(at(text) - bench.clock.now()));
  bench.clock.advance(minutes(1));
}
const checksOn = (bench: GovernanceBench, patrol: string): readonly Check[] =>
  bench.governance
    .checks()
    .all()
    .filter(({ patrolId }) => patrolId === patrol);

/** Answers every item as it should be, but for those said to be failed, and signs. */
function work(bench: GovernanceBench, { number, list }: Check, actor: string, failed: Readonly<Record<string, string>> = {}): void {
  const send = (order: Parameters<ReturnType<GovernanceBench["governance"]["checks"]>["carryOut"]>[0]["order"]) => {
    const outcome = bench.governance.checks().carryOut({ id: `order-${++ids}`, actor, number, order });
    if (!outcome.ok) throw new Error(outcome.error.code);
  };
  for (const { id, number: wanted, photo } of bench.governance.checklist(list)?.items ?? []) {
    const words = failed[id];
    const value = ((wanted?.min ?? wanted?.max ?? 0) + (wanted?.max ?? wanted?.min ?? 0)) / 2;
    const answer =
      words !== undefined
        ? ({ kind: "no", words } as const)
        : wanted === undefined
          ? ({ kind: "yes" } as const)
          : ({ kind: "number", value } as const);
    send({ verb: "answer", item: id, answer });
    // Each of its own: one picture is the evidence of one item.
    const picture = { sha256: String(++ids).padStart(64, "0"), type: "image/jpeg", bytes: 9, width: 3, height: 3 } as const;
    if (photo === true) send({ verb: "add-photo", item: id, photo: picture });
  }
  send({ verb: "sign", signed: "checked" });
}

test("a week of patrols: one missed, one item that becomes a hazard, a spot check anybody can draw again, a restart in between", async () => {
  const loaded = loadSite(EXAMPLE);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  // Sunday evening.
  let bench = await startGovernance({ site: loaded.value, clock: createSettableClock(at("2026-11-22T20:00")) });

  goTo(bench, "2026-11-23T08:05");
  const [monday] = checksOn(bench, "gas-room-morning");
  if (monday === undefined) throw new Error("no check on Monday");
  work(bench, monday, WANG, { chained: "the empty one leans at the wall" });
  expect(bench.governance.hazards().all()).toMatchObject([
    {
      number: 1,
      origin: "inspection",
      class: "gas",
      zoneId: "gas-room",
      filedBy: WANG,
      state: "filed",
      check: { number: monday.number, item: "chained" },
    },
  ]);
  expect(bench.governance.checks().get(monday.number)).toMatchObject({
    state: "done",
    hazards: { chained: 1 },
    signed: { standIn: false },
  });

  const [spot] = checksOn(bench, "laboratory-spot-check");
  if (spot !== undefined) work(bench, spot, "user:zhao");

  // Tuesday nobody comes; meanwhile the platform is away over the end of the check's time.
  goTo(bench, "2026-11-24T09:00");
  await bench.governance.stop();
  goTo(bench, "2026-11-24T12:10");
  bench = await bench.restartAll();
  const missed = checksOn(bench, "gas-room-morning")[1];
  const alarms = () => bench.alerting.list().filter(({ source }) => source.kind === "record" && source.condition === "check-missed");
  expect(alarms()).toMatchObject([{ conditionActive: true, source: { record: `check/${missed?.number}`, zoneId: "gas-room" } }]);
  goTo(bench, "2026-11-24T15:00");
  if (missed !== undefined) work(bench, missed, WANG);
  expect(alarms()).toMatchObject([{ conditionActive: false }]);
  expect(bench.alerting.recordsOf("check", missed?.number ?? 0).at(-1)).toMatchObject({ act: { act: "signed", late: true } });

  // Wednesday to Friday, the last one by somebody else.
  for (const [day, actor] of [
    ["25", WANG],
    ["26", WANG],
    ["27", "user:sun"],
  ] as const) {
    goTo(bench, `2026-11-${day}T08:30`);
    const today = checksOn(bench, "gas-room-morning").at(-1);
    if (today !== undefined) work(bench, today, actor);
  }
  goTo(bench, "2026-11-29T20:00");
  const week = checksOn(bench, "gas-room-morning").map(({ state, missedAt, signed }) => [state, missedAt !== undefined, signed?.standIn]);
  expect(week).toEqual([
    ["done", false, false],
    ["done", true, false],
    ["done", false, false],
    ["done", false, false],
    ["done", false, true],
  ]);

  // The spot check of the week: one of two rooms, drawn on Monday at eight.
  const rounds = bench.alerting.recordsAfter(0, 10_000).filter(({ ledger, act }) => ledger === "patrol" && "round" in act);
  const drawn = rounds.flatMap(({ line, act }) => {
    const { round, day } = act as unknown as { readonly round: Round; readonly day: string };
    return round.draw === undefined ? [] : [{ line, day, draw: round.draw }];
  });
  expect(drawn).toHaveLength(1);
  const journal = new Map(bench.alerting.journal({ limit: 10_000 }).map((entry) => [entry.number, entry]));
  for (const { line, day, draw } of drawn) {
    expect(draw.line).toBeLessThan(line);
    const { hash } = journal.get(draw.line) ?? { hash: "" };
    const lot = (zone: string) => createHash("sha256").update(`${hash}/laboratory-spot-check/${day}/${zone}`).digest("hex");
    const lowest = lot("gas-room") < lot("store") ? "gas-room" : "store";
    expect(draw.drawn).toEqual([lowest]);
    expect(checksOn(bench, "laboratory-spot-check").map(({ zoneId }) => zoneId)).toEqual([lowest]);
  }

  // Nothing was opened twice, and the journal proves all of it.
  bench = await bench.restartAll();
  bench.clock.sleep(hours(1));
  expect(checksOn(bench, "gas-room-morning")).toHaveLength(5);
  await bench.governance.stop();
  await bench.alerting.stop();
  expect(verifyJournal(bench.options)).toMatchObject({ ok: true, findings: [] });
});
