import { type AlarmRule, FIGURE_KINDS, type Figure, RULE_KINDS } from "@labcanary/domain/rules";

/** How a sample can come, other than fresh and good. */
export const MANNERS = {
  late: "older than the signal's `lateness` on receipt",
  retained: "a retained message that is told again",
  "out of order": "older than a sample that was evaluated already",
  twice: "the same message again",
  "from the future": "its time is further ahead than the signal's `clockTolerance`",
  uncertain: "quality `uncertain`, also of a sensor whose calibration is overdue",
  simulated: "quality `simulated`; an alarm that it begins says so",
  maintenance: "quality `maintenance`",
  bad: "quality `bad`",
  "no value": "`null`, or state `fault`, `inhibited`, `warm-up` or `calibration`",
  "over range": "state `over-range`, whatever the value beside it",
  suspect: "within the range, after the sensor was over it and before clean air was read",
} as const;
export type Manner = keyof typeof MANNERS;

/** What can become of it. */
export const EFFECTS = {
  evaluated: "as any fresh and good sample: it can begin an alarm and end one",
  "placed at receipt": "evaluated as if it had been taken when it was received; the device's own time is kept beside it",
  once: "the repeat is dropped and counted; nothing changes",
  historical: "an excursion in it is recorded as historical; it changes no alarm, and wakes nobody",
  "begins only": "it can begin an alarm and ends none",
  "ends only": "it can end an alarm and begins none: clean air after having been over range, or the opening that was waited for",
  heard: "the signal is not silent",
  "not heard": "the signal counts as silent all the same",
  interrupts:
    "it begins no alarm, and keeps the next sample from ending one: what must last without a gap, clean air or a settling weight, begins anew",
  ignored: "it neither begins an alarm nor ends one",
  refused: "a signal with states of its own has no range: `DECODE_STATE`, counted and kept among the last rejects",
  "cannot be": "the signal has no rule for being over range",
} as const;
export type Effect = keyof typeof EFFECTS;

type Kind = AlarmRule["kind"];
export type EffectRow = Exclude<Kind, "limit"> | "limit high" | "limit low" | `limit on ${Figure["kind"]}`;

/** Each kind of rule, a limit by its direction and by what it is set on. */
export const EFFECT_ROWS: readonly EffectRow[] = RULE_KINDS.flatMap((kind): readonly EffectRow[] =>
  kind === "limit" ? ["limit high", "limit low", ...FIGURE_KINDS.map((figure): EffectRow => `limit on ${figure}`)] : [kind],
);

const AS_A_FIGURE = {
  late: "ignored",
  retained: "ignored",
  "out of order": "ignored",
  twice: "once",
  "from the future": "placed at receipt",
  uncertain: "evaluated",
  simulated: "evaluated",
  maintenance: "ignored",
  bad: "ignored",
  "no value": "ignored",
  "over range": "begins only",
  suspect: "ignored",
} as const satisfies Record<Manner, Effect>;
const AS_A_VALUE = { ...AS_A_FIGURE, late: "historical", retained: "historical", "out of order": "historical" } as const;
const OF_A_DOOR = { ...AS_A_FIGURE, "over range": "refused", suspect: "cannot be" } as const;
const AS_A_SIGN_OF_LIFE = {
  late: "not heard",
  retained: "not heard",
  "out of order": "not heard",
  twice: "once",
  "from the future": "heard",
  uncertain: "heard",
  simulated: "heard",
  maintenance: "heard",
  bad: "not heard",
  "no value": "not heard",
  "over range": "heard",
  suspect: "heard",
} as const satisfies Record<Manner, Effect>;
const NOT_AT_ALL = Object.fromEntries(Object.keys(MANNERS).map((manner) => [manner, "ignored"])) as Readonly<Record<Manner, Effect>>;

/** What becomes of a sample, for each kind of rule. `test/contract/sample-effects.test.ts` finds every one out on the real decoder and fold. */
export const SAMPLE_EFFECTS: Readonly<Record<EffectRow, Readonly<Record<Manner, Effect>>>> = {
  "limit high": AS_A_VALUE,
  "limit low": { ...AS_A_VALUE, "over range": "interrupts", suspect: "begins only" },
  "limit on average": AS_A_FIGURE,
  "limit on rate": AS_A_FIGURE,
  "limit on time-to": AS_A_FIGURE,
  "limit on time-beyond": AS_A_FIGURE,
  "limit on mean-kinetic-temperature": { ...AS_A_FIGURE, suspect: "cannot be" },
  state: { ...AS_A_VALUE, "over range": "refused", suspect: "cannot be" },
  silence: AS_A_SIGN_OF_LIFE,
  "silence-group": AS_A_SIGN_OF_LIFE,
  due: NOT_AT_ALL,
  expression: AS_A_FIGURE,
  recovery: { ...AS_A_FIGURE, suspect: "cannot be" },
  "over-range": { ...AS_A_VALUE, bad: "interrupts", "no value": "interrupts", suspect: "ends only" },
  "not-assessable": { ...AS_A_FIGURE, "over range": "evaluated" },
  // Of the door; what people did comes as events, which are no samples.
  "opened-without-access": OF_A_DOOR,
  "unlocked-unopened": { ...OF_A_DOOR, "from the future": "ends only", uncertain: "ends only", simulated: "ends only" },
  "two-person": OF_A_DOOR,
  // Found open, it counts as opened: what makes any other door unknown only puts it off.
  "sealed-door": OF_A_DOOR,
  "weight-without-opening": { ...AS_A_FIGURE, bad: "interrupts", "no value": "interrupts", "over range": "ignored", suspect: "cannot be" },
};
