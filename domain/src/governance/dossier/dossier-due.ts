import { type DurationMs, type EpochMs, hours, plus } from "../../basics/index.ts";
import { fullTime } from "../../schedule/index.ts";
import type { Site } from "../../site/index.ts";
import { alarmValue, dayAndMinute } from "../alarm-value.ts";
import { itemName } from "../item-name.ts";
import { type GradedConditions, gradedCondition } from "../lateness.ts";
import type { RecordAlarm } from "../ledger.ts";
import type { Dossier } from "./dossier.ts";

/** How long the contents may be undecided about, and a decision unapproved. */
export interface DossierSpans {
  readonly decideWithin: DurationMs;
  readonly approveWithin: DurationMs;
}

/**
 * Chosen: whoever knows the goods is there within a working day, and until then nobody knows whether they may be used; what is forgotten over a
 * second night is used. A decision is read by somebody else within the next one.
 */
export const DOSSIER_SPANS: DossierSpans = { decideWithin: hours(24), approveWithin: hours(24) };

type Step = "undecided" | "unapproved";
interface DossierDue {
  readonly step: Step;
  readonly at: EpochMs;
}

/** What is to be done next, and by when. Nothing of what is approved, nor of an excursion that was simulated. */
export function dossierDue({ state, simulated, openedAt, decisions }: Dossier, spans: DossierSpans): DossierDue | undefined {
  if (simulated) return undefined;
  const last = decisions.at(-1);
  switch (state) {
    case "open":
      // Sent back: it is decided about anew from then on.
      return { step: "undecided", at: plus(last?.answer?.at ?? openedAt, spans.decideWithin) };
    case "decided":
      return { step: "unapproved", at: plus(last?.at ?? openedAt, spans.approveWithin) };
    case "approved":
      return undefined;
  }
}

/** Each an alarm of its own: one that goes on is told anew, and graver. */
const CONDITIONS: Readonly<Record<Step, GradedConditions>> = {
  undecided: ["dossier-undecided", "dossier-undecided-1d", "dossier-undecided-3d"],
  unapproved: ["dossier-unapproved", "dossier-unapproved-1d", "dossier-unapproved-3d"],
};
const LATE: Readonly<Record<Step, string>> = {
  undecided: "nobody has decided what becomes of what was inside",
  unapproved: "nobody has approved what was decided",
};

export function dossierAlarms(
  dossier: Dossier,
  now: EpochMs,
  { spans, site }: { readonly spans: DossierSpans; readonly site: Pick<Site, "timeZone"> },
): readonly RecordAlarm[] {
  const due = dossierDue(dossier, spans);
  if (due === undefined || now < due.at) return [];
  const by = dayAndMinute(site, due.at);
  return [
    {
      name: gradedCondition(CONDITIONS[due.step], due.at, now),
      value: alarmValue(itemName("dossier", dossier.number), { en: `due ${by}`, zh: `应于${by}前完成` }),
      detail: `excursion dossier ${dossier.number} of ${dossier.where.en}: ${LATE[due.step]}, due by ${fullTime(site.timeZone)(due.at)}`,
    },
  ];
}
