import type { Alarm } from "@labcanary/domain/alarm";
import type { EpochMs, Text } from "@labcanary/domain/basics";
import type { PreFlightFinding, PreFlightTopic } from "@labcanary/domain/governance";
import type { BudgetStanding, ContactStanding } from "@labcanary/domain/notification";
import type { ImpairedSignal, SignalStatus } from "@labcanary/domain/ports";
import type { KeyPeriod, Site } from "@labcanary/domain/site";
import type { SignalKey } from "@labcanary/domain/telemetry";

/** What is looked at before a key period, as of one moment. */
export interface PreFlightWorld {
  readonly at: EpochMs;
  readonly site: Site;
  readonly period: KeyPeriod;
  readonly alarms: readonly Alarm[];
  readonly impaired: readonly ImpairedSignal[];
  readonly status: (signal: SignalKey) => SignalStatus | undefined;
  readonly contacts: readonly ContactStanding[];
  readonly budgets: readonly BudgetStanding[];
  /** Whether something shows each day that a message leaves this machine and arrives. */
  readonly isTestedOutside: boolean;
  /** Who may explain by their rights, as actors of the journal; absent: it is not known. */
  readonly explainers?: readonly string[] | undefined;
}

/** Listed of one topic, the rest are counted. Chosen: a line that is read. */
const NAMED = 8;

/** One thing that is not ready; `subjects`: what each of it is, whatever it is called and however many are listed. */
export const finding = (
  about: PreFlightTopic,
  subjects: readonly string[],
  { found, firstAction }: Pick<PreFlightFinding, "found" | "firstAction">,
): PreFlightFinding => ({ about, found, firstAction, subjects });

/** The first few of many, and how many there are. */
export function listed(names: readonly (string | Text)[]): Text {
  const shown = names.slice(0, NAMED).map((name) => (typeof name === "string" ? { en: name, zh: name } : name));
  const en = shown.map((name) => name.en).join(", ");
  const zh = shown.map((name) => name.zh).join("、");
  const more = names.length - NAMED;
  return more > 0 ? { en: `${en} and ${more} more`, zh: `${zh} 等${names.length}项` } : { en, zh };
}
