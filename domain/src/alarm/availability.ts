import { type DurationMs, elapsed, type EpochMs, epochMs, milliseconds } from "../basics/index.ts";
import type { AlarmRule } from "../rules/index.ts";
import type { SignalKey } from "../telemetry/index.ts";

/**
 * What keeps a signal from protecting. `platform`: nobody watched at all. `over-range`: it is above its range and no alarm says so.
 * An overdue calibration and an uncertain reading are none: the signal still raises its alarms (decision 37).
 */
export const PROTECTION_LOSSES = [
  "platform",
  "silent",
  "faulty",
  "out-of-service",
  "shelved",
  "not-assessable",
  "suspect",
  "over-range",
  "inhibited",
  "warming-up",
  "calibrating",
  "maintenance",
  "suppressed",
  "simulated",
] as const;
export type ProtectionLoss = (typeof PROTECTION_LOSSES)[number];

/** From `from` on, and no longer at `to`. */
export interface Span {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

export interface LossSpan extends Span {
  readonly signal: SignalKey;
  readonly loss: Exclude<ProtectionLoss, "platform">;
}

/** A room, and the signals that must all work for it to be protected, each with since when it has been one of them. */
export interface ProtectedRoom {
  readonly roomId: string;
  readonly needed: readonly { readonly signal: SignalKey; readonly since: EpochMs }[];
}

/** How much of a span a room was protected. Reasons may overlap: together they can be more than `unavailable`. */
export interface RoomAvailability {
  readonly roomId: string;
  /** Later than that of the whole where the room has not been watched for so long. */
  readonly from: EpochMs;
  /** 0–1. */
  readonly available: number;
  readonly unavailable: DurationMs;
  readonly needed: number;
  /** What it came from, the costliest first. */
  readonly losses: readonly { readonly loss: ProtectionLoss; readonly lasted: DurationMs }[];
  /** The signals that cost most, at most {@link WORST_SIGNALS}, without what they share with all. */
  readonly worst: readonly { readonly signal: SignalKey; readonly lasted: DurationMs }[];
}

export const WORST_SIGNALS = 3;

/** Whether a room is unprotected without the signal: lives depend on it, or it calls for somebody at once. */
export const isNeeded = (rules: readonly Pick<AlarmRule, "lifeSafety" | "priority">[]): boolean =>
  rules.some(({ lifeSafety, priority }) => lifeSafety === true || priority === "critical" || priority === "high");

/** Gathers the availability of rooms over a span from its facts, in any order; saying the same twice changes nothing. */
export interface AvailabilityCollector {
  /** The platform watched. */
  takeWatch(span: Span): void;
  takeLoss(loss: LossSpan): void;
  /** Undefined of a room that needs no signal, and of one that came after the span. */
  availabilityOf(room: ProtectedRoom): RoomAvailability | undefined;
}

/** A room is protected while all its needed signals are: of two detectors in a room nobody can say which one the gas reaches. */
export function collectAvailability({ from, to }: Span): AvailabilityCollector {
  const watches: Span[] = [];
  const lossesOf = new Map<SignalKey, LossSpan[]>();
  /** When nobody watched; made anew after another watch is known. */
  let gaps: readonly Span[] | undefined;

  function availabilityOf({ roomId, needed }: ProtectedRoom): RoomAvailability | undefined {
    const first = needed.reduce((earliest, { since }) => Math.min(earliest, since), Number.POSITIVE_INFINITY);
    const begun = epochMs(Math.max(from, first));
    if (begun >= to) return undefined;
    gaps ??= between(merged(watches.flatMap((span) => clipped(span, { from, to }))), { from, to });
    const unwatched = gaps;
    const whole = { from: begun, to };
    const within = (spans: readonly Span[]): readonly Span[] => merged(spans.flatMap((span) => clipped(span, whole)));
    const spans = needed.flatMap(({ signal }) => lossesOf.get(signal) ?? []);
    const unavailable = lengthOf(within([...unwatched, ...spans]));
    const losses = PROTECTION_LOSSES.map((loss) => ({
      loss,
      lasted: lengthOf(within(loss === "platform" ? unwatched : spans.filter((span) => span.loss === loss))),
    }));
    const worst = needed.map(({ signal }) => ({ signal, lasted: lengthOf(within(lossesOf.get(signal) ?? [])) }));
    return {
      roomId,
      from: begun,
      available: 1 - unavailable / elapsed(begun, to),
      unavailable,
      needed: needed.length,
      losses: losses.filter(isCostly).toSorted(byCost),
      worst: worst.filter(isCostly).toSorted(byCost).slice(0, WORST_SIGNALS),
    };
  }

  return {
    takeWatch(span) {
      watches.push(span);
      gaps = undefined;
    },
    takeLoss(loss) {
      const known = lossesOf.get(loss.signal);
      if (known === undefined) lossesOf.set(loss.signal, [loss]);
      else known.push(loss);
    },
    availabilityOf,
  };
}

const isCostly = ({ lasted }: { readonly lasted: DurationMs }): boolean => lasted > 0;
const byCost = (a: { readonly lasted: DurationMs }, b: { readonly lasted: DurationMs }): number => b.lasted - a.lasted;

function clipped({ from, to }: Span, whole: Span): readonly Span[] {
  const span = { from: epochMs(Math.max(from, whole.from)), to: epochMs(Math.min(to, whole.to)) };
  return span.from < span.to ? [span] : [];
}

/** The same time, without overlaps, in order. */
function merged(spans: readonly Span[]): readonly Span[] {
  const apart: { from: EpochMs; to: EpochMs }[] = [];
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = apart.at(-1);
    if (last !== undefined && from <= last.to) last.to = epochMs(Math.max(last.to, to));
    else apart.push({ from, to });
  }
  return apart;
}

/** What lies between spans that are in order and apart. */
function between(spans: readonly Span[], whole: Span): readonly Span[] {
  const gaps: Span[] = [];
  let { from } = whole;
  for (const span of spans) {
    if (span.from > from) gaps.push({ from, to: span.from });
    from = span.to;
  }
  return from < whole.to ? [...gaps, { from, to: whole.to }] : gaps;
}

const lengthOf = (spans: readonly Span[]): DurationMs => milliseconds(spans.reduce((sum, { from, to }) => sum + elapsed(from, to), 0));
