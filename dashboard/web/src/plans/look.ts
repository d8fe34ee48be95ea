import type { Annunciation } from "@labcanary/domain/alarm";
import type { SignalStatus } from "@labcanary/domain/ports";
import { PRIORITIES, type Priority } from "@labcanary/domain/rules";
import type { ZoneImpairment } from "../../../src/plans/zone-protection.ts";
import type { AlarmSummary } from "../live/feed-state.ts";
import { needsAcknowledgement } from "../live/headline.ts";

/** Why a signal does not protect, as a plan tells it. */
export type Hindrance = ZoneImpairment | "shelved" | "suppressed";

/** How a signal stands, at a glance: an alarm before what impairs it. */
export type Look =
  | {
      readonly kind: "alarm";
      readonly priority: Priority;
      readonly annunciation: Annunciation;
      readonly calling: boolean;
      readonly why?: Hindrance;
    }
  | { readonly kind: "impaired"; readonly why: Hindrance }
  /** Never heard, and not for so long that it counts as silent: neither well nor wrong. */
  | { readonly kind: "awaited" }
  | { readonly kind: "normal" };

export interface LookSource {
  readonly status: SignalStatus | undefined;
  /** The gravest on the list. */
  readonly alarm: AlarmSummary | undefined;
  /** One that is kept off the list. */
  readonly withheld: Hindrance | undefined;
  readonly isOutOfService: boolean;
}

export function lookOf(source: LookSource): Look {
  const { alarm } = source;
  const why = hindranceOf(source);
  if (alarm === undefined) {
    if (why !== undefined) return { kind: "impaired", why };
    return source.status?.receivedAt === undefined ? { kind: "awaited" } : { kind: "normal" };
  }
  const { priority, annunciation } = alarm;
  return { kind: "alarm", priority, annunciation, calling: needsAcknowledgement(alarm), ...(why === undefined ? {} : { why }) };
}

/** What impairs it as the headline counts it: one that was never heard is silent when its time is over, and not before. */
function hindranceOf({ status, withheld, isOutOfService }: LookSource): Hindrance | undefined {
  if (isOutOfService) return "out-of-service";
  if (status?.impairment !== undefined) return status.impairment;
  return withheld;
}

/** Smaller is graver. */
export function rankOf(look: Look): number {
  if (look.kind === "normal") return 100;
  if (look.kind === "awaited") return 90;
  return look.kind === "impaired" ? 50 : PRIORITIES.indexOf(look.priority) * 2 + (look.calling ? 0 : 1);
}

/** What says nothing, or nothing that can be believed. */
export const BLIND: ReadonlySet<Hindrance> = new Set(["silent", "faulty", "over-range", "out-of-service"]);

const CROSSED = "M10 3a7 7 0 1 1 0 14a7 7 0 1 1 0-14ZM5 5l10 10";
const HALF = "M10 3a7 7 0 1 1 0 14a7 7 0 1 1 0-14ZM10 3v14";
const PAUSED = "M6 4v12M14 4v12";

/** A shape for each hindrance, in a square of 20; the word stands beside it, or is read out. */
export const HINDRANCE_SHAPES: Readonly<Record<Hindrance, string>> = {
  silent: CROSSED,
  faulty: "M10 2 18 17H2ZM10 8v4M10 14v1",
  "out-of-service": "M3 3h14v14H3ZM6 6l8 8M14 6l-8 8",
  "over-range": "M10 17V6M5 10l5-5 5 5M3 3h14",
  simulated: "M10 2 18 10 10 18 2 10ZM7 10h6",
  suspect: HALF,
  inhibited: HALF,
  "warming-up": HALF,
  calibrating: HALF,
  maintenance: HALF,
  uncalibrated: HALF,
  uncertain: HALF,
  shelved: PAUSED,
  suppressed: PAUSED,
};
