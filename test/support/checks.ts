import type { Answer, Check, CheckCommand } from "@labcanary/domain/governance";
import { hours } from "@labcanary/domain/basics";
import { WEEKDAYS } from "@labcanary/domain/schedule";
import type { Checklist, ChecklistItem, Patrol, Site } from "@labcanary/domain/site";
import type { GovernanceBench } from "./governance.ts";
import { testSite } from "./site.ts";

const text = (en: string, zh: string) => ({ en, zh });

/** Two statements and a reading; the second statement wants a photo. */
export function gasList(over: Partial<Checklist> = {}): Checklist {
  const item = (id: string, words: ChecklistItem["words"], rest: Partial<ChecklistItem> = {}): ChecklistItem => ({
    id,
    words,
    hazard: { class: "gas", level: "general" },
    source: "own: test",
    ...rest,
  });
  return {
    id: "gas",
    version: "1",
    name: text("Gas cylinders", "气瓶"),
    source: "own: test",
    items: [
      item("chained", text("Every cylinder is chained", "气瓶均已固定")),
      item("pressure", text("Pressure of the ring main", "管网压力"), { number: { unit: "bar", min: 1, max: 8 } }),
    ],
    ...over,
  };
}

/** Every day from 08:00 to 12:00 in room 114, Wang's to do. */
export function gasPatrol(over: Partial<Patrol> = {}): Patrol {
  return {
    id: "gas-round",
    name: text("Round of the gases", "气体巡查"),
    checklist: "gas",
    zones: ["room-114"],
    schedule: { kind: "weekly", timeZone: "Asia/Shanghai", days: WEEKDAYS, from: hours(8), to: hours(12), except: [] },
    every: "day",
    within: hours(4),
    by: [{ kind: "responsible" }],
    ...over,
  };
}

export const siteWithChecks = (patrol: Partial<Patrol> = {}, list: Partial<Checklist> = {}): Site =>
  testSite({ checklists: [gasList(list)], patrols: [gasPatrol(patrol)] });

let ids = 0;

/** Orders something of a check, and gives the outcome. */
export const orderOfCheck = (
  bench: GovernanceBench,
  number: number,
  order: CheckCommand,
  actor = "user:wang",
  id = `check-order-${++ids}`,
) => bench.governance.checks().carryOut({ id, actor, number, order });

const YES: Answer = { kind: "yes" };

/** Answers every item of the gas list and signs; throws when something is refused. */
export function doCheck(bench: GovernanceBench, number: number, over: Readonly<Record<string, Answer>> = {}, actor = "user:wang"): Check {
  const answers: Readonly<Record<string, Answer>> = { chained: YES, pressure: { kind: "number", value: 5 }, ...over };
  for (const [item, answer] of Object.entries(answers)) {
    const answered = orderOfCheck(bench, number, { verb: "answer", item, answer }, actor);
    if (!answered.ok) throw new Error(answered.error.code);
  }
  const signed = orderOfCheck(bench, number, { verb: "sign", signed: "checked" }, actor);
  if (!signed.ok) throw new Error(signed.error.code);
  return signed.value;
}
