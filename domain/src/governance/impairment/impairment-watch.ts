import { days, type DurationMs, elapsed, type EpochMs, minutes } from "../../basics/index.ts";
import type { ZoneId } from "../../site/index.ts";
import type { SignalKey } from "../../telemetry/index.ts";
import { TOLD_IMPAIRMENTS, type ToldImpairment } from "./told-impairment.ts";

/** Chosen: what comes back sooner has not gone, so that a loose wire fills no journal. What is gone counts as gone from when it first was. */
export const GONE_FOR: DurationMs = minutes(5);
/** What lasts is said again after so long, so that whoever counts a week need not read years of lines (chosen). */
export const SAID_AGAIN_AFTER: DurationMs = days(7);

/** A signal that does not protect as it should at this moment. */
export interface SeenImpairment {
  readonly signal: SignalKey;
  readonly zoneId: ZoneId;
  readonly impairment: ToldImpairment;
  /** When it began; a look may come later. */
  readonly since: EpochMs;
}
/** One of which the journal has the beginning and not the end. */
export interface OpenImpairment extends SeenImpairment {
  /** When the journal last said that it stands. */
  readonly saidAt: EpochMs;
  /** Since when it is not seen any more. */
  readonly goneAt?: EpochMs;
}

/** A line for the journal about one. */
export interface ImpairmentLine {
  readonly kind: "protection-impaired" | "protection-restored";
  readonly detail: {
    readonly signal: SignalKey;
    readonly zone: ZoneId;
    readonly impairment: ToldImpairment;
    readonly since: EpochMs;
    /** It has lasted since before, and was said already. */
    readonly again?: true;
    /** When it ended. */
    readonly ended?: EpochMs;
  };
}

/** What follows of one impairment: a line that has to be kept first, and how it stands then; `undefined`: it is over. */
export interface ImpairmentStep {
  readonly key: string;
  readonly line?: ImpairmentLine;
  readonly stands: OpenImpairment | undefined;
}

/** A signal has each once at a time. */
export const keyOfImpairment = ({ signal, impairment }: Pick<SeenImpairment, "signal" | "impairment">): string => `${signal} ${impairment}`;

/** What has begun, lasted or gone by a look at `at`. */
export function stepImpairments(
  open: ReadonlyMap<string, OpenImpairment>,
  seen: readonly SeenImpairment[],
  at: EpochMs,
): readonly ImpairmentStep[] {
  const now = new Map(seen.map((one) => [keyOfImpairment(one), one]));
  const begun = [...now].flatMap(([key, one]) =>
    open.has(key) ? [] : [{ key, line: lineOf("protection-impaired", one), stands: { ...one, saidAt: at } }],
  );
  return [...begun, ...[...open].flatMap(([key, one]) => stepOf(key, one, now.has(key), at) ?? [])];
}

function stepOf(key: string, { goneAt, ...one }: OpenImpairment, isSeen: boolean, at: EpochMs): ImpairmentStep | undefined {
  if (!isSeen) {
    if (goneAt === undefined) return { key, stands: { ...one, goneAt: at } };
    if (elapsed(goneAt, at) < GONE_FOR) return undefined;
    return { key, line: lineOf("protection-restored", one, { ended: goneAt }), stands: undefined };
  }
  if (elapsed(one.saidAt, at) >= SAID_AGAIN_AFTER)
    return { key, line: lineOf("protection-impaired", one, { again: true }), stands: { ...one, saidAt: at } };
  return goneAt === undefined ? undefined : { key, stands: one };
}

const lineOf = (
  kind: ImpairmentLine["kind"],
  { signal, zoneId: zone, impairment, since }: SeenImpairment,
  more: Pick<ImpairmentLine["detail"], "again" | "ended"> = {},
): ImpairmentLine => ({ kind, detail: { signal, zone, impairment, since, ...more } });

/** What stands by lines of the journal, the oldest first. A line that is of another release and not understood is passed over. */
export function openImpairments(
  lines: readonly { readonly kind: string; readonly at: EpochMs; readonly detail: Readonly<Record<string, unknown>> }[],
): Map<string, OpenImpairment> {
  const open = new Map<string, OpenImpairment>();
  for (const { kind, at, detail } of lines) {
    const { signal, zone, impairment, since } = detail as Partial<ImpairmentLine["detail"]>;
    if (signal === undefined || zone === undefined || since === undefined) continue;
    if (impairment === undefined || !TOLD_IMPAIRMENTS.includes(impairment)) continue;
    const key = keyOfImpairment({ signal, impairment });
    if (kind === "protection-impaired") open.set(key, { signal, zoneId: zone, impairment, since, saidAt: at });
    else if (kind === "protection-restored") open.delete(key);
  }
  return open;
}
