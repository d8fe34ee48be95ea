import type { CommissioningAnswer, ToldCommissioning } from "@labcanary/dashboard";
import { days, type EpochMs, plus } from "@labcanary/domain/basics";
import { table } from "../commands/question.ts";
import { ageText, begunText, GAPS, type Reading } from "./words.ts";

/** Chosen: time to plan a visit, and few enough to be looked at. */
const DUE_SOON = days(30);

export interface ListFacts extends Reading {
  readonly now: EpochMs;
  /** Path of a zone; its id where it is not known. */
  readonly place: (zoneId: string) => string;
  /** Those too for which the site asks no proof, and those whose proof holds for long. */
  readonly isAll: boolean;
}

/** What is under test, what was never proven, what is to be proven again and what soon will be, each the longest first. */
export function listText({ total, counts, matching, signals }: CommissioningAnswer, facts: ListFacts): string {
  const { now, place, time, isAll } = facts;
  const soon = plus(now, DUE_SOON);
  const isDueSoon = ({ dueAt }: ToldCommissioning): boolean => dueAt !== undefined && dueAt <= soon;
  const tested = signals.filter(({ test }) => test !== undefined);
  const unproven = signals.filter(({ isUnproven }) => isUnproven);
  const never = unproven.filter(({ proof }) => proof === undefined);
  const again = unproven.filter(({ proof }) => proof !== undefined);
  const serving = signals.filter(({ state }) => state === "in-service").toSorted((a, b) => (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity));
  const due = serving.filter((told) => isAll || isDueSoon(told));
  const notAsked = signals.filter(({ isUnproven, state }) => !isUnproven && state !== "in-service");
  const age = ({ unprovenSince }: ToldCommissioning): string => (unprovenSince === undefined ? "" : ageText(unprovenSince, now));
  const row = (told: ToldCommissioning, first: string, last: string): readonly string[] => [first, told.signal, place(told.zoneId), last];
  const signedText = ({ proof }: ToldCommissioning): string =>
    proof === undefined ? "" : `signed by ${proof.signedBy} ${time(proof.signedAt)}`;
  const heardText = ({ state }: ToldCommissioning): string => (state === "described" ? "never heard" : "heard");
  const groups: readonly (readonly [string, readonly string[], readonly (readonly string[])[]])[] = [
    ["Never proven:", ["for", "signal", "where", ""], never.map((told) => row(told, age(told), heardText(told)))],
    [
      "To be proven again:",
      ["for", "signal", "where", "because"],
      again.map((told) => row(told, age(told), told.gap === undefined ? "" : GAPS[told.gap])),
    ],
    [
      isAll ? "In service:" : "Due within 30 days:",
      ["due in", "signal", "where", ""],
      due.map((told) => row(told, told.dueAt === undefined ? "never" : ageText(now, told.dueAt), signedText(told))),
    ],
    [
      "Not in service, and the site does not ask for proof:",
      ["", "signal", "where", ""],
      isAll ? notAsked.map((told) => row(told, "", heardText(told))) : [],
    ],
  ];
  const parts = [
    `${total} signals, ${counts["in-service"]} in service, ${counts.unproven} to be proven\n`,
    ...tested.flatMap(({ test }) => (test === undefined ? [] : [`${begunText(test, facts)}\n`])),
    ...groups.flatMap(([title, heading, rows]) => (rows.length === 0 ? [] : [`\n${title}\n${table([heading, ...rows])}`])),
    ...(isAll || notAsked.length === 0
      ? []
      : [
          `\n${notAsked.length} more are not in service, and the site does not ask for their proof (prove: in a profile); --all lists them.\n`,
        ]),
    ...(signals.length < matching ? [`\nThe first ${signals.length} of ${matching} are listed.\n`] : []),
  ];
  return parts.join("");
}
