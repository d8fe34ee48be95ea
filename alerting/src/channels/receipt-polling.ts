import { type DurationMs, days, type EpochMs, elapsed, milliseconds, minutes, seconds } from "@labcanary/domain/basics";
import type { DeliveryReport } from "@labcanary/domain/notification";
import type { Clock } from "@labcanary/domain/ports";

type Status = DeliveryReport["status"];

/** Asks a provider what became of what it accepted, until it knows. What it asks for after a restart is told it anew. */
export interface ReceiptPolling<R> {
  stop(): void;
  /** From now on, for a day from `since`; the same notification again replaces what was asked for. */
  watch(notificationId: string, ref: R, since?: EpochMs): void;
  /** Its last word came another way. */
  forget(notificationId: string): void;
}

export interface ReceiptPollingDeps<R> {
  readonly clock: Clock;
  /** Undefined: the provider did not say. Never rejects. */
  readonly ask: (ref: R) => Promise<Status | undefined>;
  /** Each status once. Throws when it could not keep the report; it is then asked for again. */
  readonly report: (report: DeliveryReport) => void;
}

/** Chosen: a receipt mostly comes within 10 s, and a step that waits for one is to go on by itself in a minute. */
const FIRST_WAIT = seconds(5);
const LONGEST_WAIT = minutes(5);
/** Chosen: an operator that has not delivered in a day will not. */
const GIVE_UP_AFTER = days(1);
/** Most that are asked for at once (chosen: a flood of 500 alarms to two people); past it the oldest is let go. */
const MOST = 1000;

const LAST_WORDS: ReadonlySet<Status> = new Set(["delivered", "failed", "rejected", "read"]);
/** Nothing comes after it that is worth asking for. */
export const isLastWord = (status: Status): boolean => LAST_WORDS.has(status);

interface Watched<R> {
  readonly ref: R;
  readonly since: EpochMs;
  readonly wait: DurationMs;
  readonly reported?: Status;
  readonly cancel: () => void;
}

export function createReceiptPolling<R>({ clock, ask, report }: ReceiptPollingDeps<R>): ReceiptPolling<R> {
  const watched = new Map<string, Watched<R>>();

  const forget = (notificationId: string): void => {
    watched.get(notificationId)?.cancel();
    watched.delete(notificationId);
  };

  function askAfter(wait: DurationMs, notificationId: string, state: Pick<Watched<R>, "ref" | "since" | "reported">): void {
    const cancel = clock.after(wait, () => void look(notificationId));
    watched.set(notificationId, { ...state, wait, cancel });
  }

  async function look(notificationId: string): Promise<void> {
    const before = watched.get(notificationId);
    if (before === undefined) return;
    const status = await ask(before.ref);
    // Stopped, told otherwise, or sent again meanwhile.
    if (watched.get(notificationId) !== before) return;
    const isKept = status === undefined || status === before.reported || keeps({ notificationId, status, at: clock.now() });
    if (status !== undefined && isKept && isLastWord(status)) return forget(notificationId);
    if (elapsed(before.since, clock.now()) >= GIVE_UP_AFTER) return forget(notificationId);
    const reported = isKept ? (status ?? before.reported) : before.reported;
    const wait = milliseconds(Math.min(before.wait * 2, LONGEST_WAIT));
    askAfter(wait, notificationId, { ref: before.ref, since: before.since, ...(reported === undefined ? {} : { reported }) });
  }

  function keeps(said: DeliveryReport): boolean {
    try {
      report(said);
      return true;
    } catch {
      // Whoever could not keep it has said why.
      return false;
    }
  }

  return {
    stop() {
      for (const id of watched.keys()) forget(id);
    },
    watch(notificationId, ref, since = clock.now()) {
      forget(notificationId);
      const [oldest] = watched.keys();
      if (watched.size >= MOST && oldest !== undefined) forget(oldest);
      askAfter(FIRST_WAIT, notificationId, { ref, since });
    },
    forget,
  };
}
