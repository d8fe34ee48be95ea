import { COMMAND_ID_USED, err, type Result } from "@labcanary/domain/basics";
import type { PersonalName } from "@labcanary/domain/governance";
import type { Metrics } from "@labcanary/domain/ports";
import type { Journal } from "../journal/journal.ts";
import type { Batch, Commit } from "./batch.ts";
import type { Seen } from "./seen.ts";

/** Somebody's order, and what makes it another one than theirs before it. */
export interface Order {
  /** Made by the sender; the same of orders of different kinds are different orders. */
  readonly commandId: string;
  readonly kind: "alarm" | "service" | "measure" | "shift" | "commissioning" | "contact-test";
  readonly actor: PersonalName;
  readonly verb: string;
  /** What it is about, by its id: an alarm, a signal, an entry. */
  readonly about: string;
  readonly whom?: PersonalName;
  /** What the journal says of it beside, when it was refused. */
  readonly refusedLine?: { readonly alarmId?: string; readonly detail?: Readonly<Record<string, string>> };
}

type Refusal<Code extends string> = { readonly code: Code | "COMMAND_ID_USED"; readonly message: string };

/**
 * Carries an order out in one transaction with what it was answered. The same order again is answered the same and not carried out; another one
 * under its id is refused. What is refused is in the journal and counted.
 */
export type CarryOutOnce = <T, Code extends string>(
  order: Order,
  carryOut: (batch: Batch) => Result<T, Refusal<Code>>,
) => Result<T, Refusal<Code>>;

export interface CarryOutOnceDeps {
  readonly seen: Seen;
  readonly journal: Pick<Journal, "append">;
  readonly metrics: Metrics;
  readonly commit: Commit;
}

export function createCarryOutOnce({ seen, journal, metrics, commit }: CarryOutOnceDeps): CarryOutOnce {
  return (order, carryOut) => {
    const { commandId, kind, actor, verb, about, whom, refusedLine: { alarmId, detail } = {} } = order;
    // Alarms' are kept as they always were: by the id alone.
    const key = kind === "alarm" ? commandId : `${kind}:${commandId}`;
    const made = { actor, verb, about, ...(whom === undefined ? {} : { whom }) };
    type Outcome = ReturnType<typeof carryOut>;
    const before = seen.before<Outcome>(key, made);
    if (before.kind === "same") return before.outcome;
    const outcome = commit((batch): Outcome => {
      const carriedOut = before.kind === "another" ? USED : carryOut(batch);
      if (!carriedOut.ok) {
        const refused = { commandId, verb, ...detail, code: carriedOut.error.code };
        journal.append({ at: batch.at, kind: "refused", actor, ...(alarmId === undefined ? {} : { alarmId }), detail: refused });
      }
      if (before.kind === "none") seen.keepOutcome(key, carriedOut, made);
      return carriedOut;
    });
    if (!outcome.ok) metrics.counter("labcanary_refused_total", "command", outcome.error.code).inc();
    return outcome;
  };
}

const USED = err({ code: "COMMAND_ID_USED", message: COMMAND_ID_USED } as const);
