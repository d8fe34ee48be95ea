import type { Alarm } from "@labcanary/domain/alarm";
import { canonicalJson, type EpochMs } from "@labcanary/domain/basics";
import { type Dossier, type DossierDecision, figuresOf } from "@labcanary/domain/governance";
import type { HistoryStore } from "@labcanary/domain/ports";
import { readTemperatures } from "../read-excursion.ts";
import type { KeptBodies } from "./kept-bodies.ts";
import { type DecidedOn, decidedOnOf } from "./kept-dossier.ts";

/** Where what is told of a dossier is from. */
export type Basis =
  /** From readings, journal and site as they are. `because`: nothing waits or stands decided; somebody asked for it so. */
  | { readonly kind: "now"; readonly because: "undecided" | "asked" }
  /** The same, of a decision whose release kept its figures alone. */
  | { readonly kind: "not-kept" }
  /** The same: what was kept is gone, or is not what the journal has the hash of. */
  | { readonly kind: "damaged"; readonly sha256: string }
  /** What the decision was made on, as it was kept. */
  | {
      readonly kind: "kept";
      readonly decidedAt: EpochMs;
      readonly sha256: string;
      readonly readings: ReadingsSince;
      /** Lines that the journal has of the event besides those that are kept. */
      readonly linesSince: number;
    };

/**
 * The readings of the same span against the kept ones. `fewer`: some or all are deleted, as their time was over. `other`: as many or more, and
 * they give other figures. `unknown`: the history does not answer.
 */
export type ReadingsSince = "same" | "fewer" | "other" | "unknown";

/** The decision a dossier stands on: the last, unless it was sent back. */
export const standingDecision = ({ state, decisions }: Dossier): DossierDecision | undefined =>
  state === "open" ? undefined : decisions.at(-1);

/** What a decision was made on; `damaged` where it is not what the journal has the hash of. */
export async function readDecidedOn({ kept }: DossierDecision, bodies: KeptBodies): Promise<DecidedOn | "not-kept" | "damaged"> {
  if (kept === undefined) return "not-kept";
  const bytes = await bodies.read(kept.sha256);
  return (bytes === undefined ? undefined : decidedOnOf({ bytes, people: kept.people })) ?? "damaged";
}

/** Reads anew what was kept, by the limits that were kept. Rejects as reading the history does. */
export async function compareReadings(
  { figures, measured, excursion }: DecidedOn,
  dossier: Dossier,
  history: Pick<HistoryStore, "range">,
): Promise<"same" | "fewer" | "other"> {
  const { span, isUnderWay } = figures;
  const readings = await readTemperatures(history, dossier, { span, measured });
  const limits = figures.beyond.map(({ direction, celsius, inclusive }) => ({ direction, celsius, inclusive }));
  const now = figuresOf({ readings, limits, span, excursion, hold: measured.hold, isUnderWay });
  if (now.readings < figures.readings) return "fewer";
  return canonicalJson(now) === canonicalJson(figures) ? "same" : "other";
}

/** How many lines of these alarms are not among the kept ones. */
export const linesSince = ({ lines }: DecidedOn, alarms: readonly Alarm[], linesOf: (alarmId: string) => readonly { number: number }[]) => {
  const kept = new Set(lines);
  return alarms.flatMap(({ id }) => linesOf(id)).filter(({ number }) => !kept.has(number)).length;
};

/** Without whom what is kept names: they are told as far as whoever asks may know them, where the thing itself is. */
export const withoutPeople = (dossier: Dossier): Dossier => ({
  ...dossier,
  decisions: dossier.decisions.map((decision) =>
    decision.kept === undefined ? decision : { ...decision, kept: { ...decision.kept, people: [] } },
  ),
});
