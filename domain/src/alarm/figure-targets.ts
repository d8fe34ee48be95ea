import { PRIORITIES, type Priority } from "../rules/index.ts";
import type { AlarmSystemFigures } from "./system-figures.ts";

/**
 * What ISA-18.2 (2016, alarm performance metrics) asks of one operator position over at least 30 days. Of the two rates the first is
 * what is very likely acceptable, the second the most that can be managed. It gives no target for response times: these depend on the rule.
 */
export const FIGURE_TARGETS = {
  perTenMinutes: { acceptable: 1, most: 2 },
  perHour: { acceptable: 6, most: 12 },
  perDay: { acceptable: 150, most: 300 },
  peakPerTenMinutes: 10,
  crowded: 0.01,
  floodTime: 0.01,
  /** 1 % to 5 %. */
  busiestShare: 0.05,
  chattering: 0,
  fleeting: 0,
  /** Fewer than 5 on any day. */
  staleBelow: 5,
  /** With four priorities; of the least grave the rest. */
  priorities: { critical: 0.01, high: 0.05, medium: 0.15, low: 0.8 } satisfies Record<Priority, number>,
  unauthorisedSuppressions: 0,
} as const;

/** `strained`: more than is acceptable, and can still be managed. */
export type FigureVerdict = "met" | "strained" | "missed";

/** Figures that have a target, in the order in which they are shown. */
export const JUDGED_FIGURES = [
  "perTenMinutes",
  "perHour",
  "perDay",
  "peakPerTenMinutes",
  "crowded",
  "floodTime",
  "busiestShare",
  "chattering",
  "fleeting",
  "stale",
  "priorities",
  "unauthorisedSuppressions",
] as const;
export type JudgedFigure = (typeof JUDGED_FIGURES)[number];

/** Which targets the figures meet. */
export function judgeFigures(figures: AlarmSystemFigures): Readonly<Record<JudgedFigure, FigureVerdict>> {
  const target = FIGURE_TARGETS;
  const isGraveTooOften = PRIORITIES.some(
    (priority) => priority !== "low" && figures.priorities[priority].share > target.priorities[priority],
  );
  return {
    perTenMinutes: rateVerdict(figures.perTenMinutes.average, target.perTenMinutes),
    perHour: rateVerdict(figures.perHour.average, target.perHour),
    perDay: rateVerdict(figures.perDay.average, target.perDay),
    peakPerTenMinutes: verdict(figures.perTenMinutes.peak <= target.peakPerTenMinutes),
    crowded: verdict(figures.crowded < target.crowded),
    floodTime: verdict(figures.floodTime < target.floodTime),
    busiestShare: verdict(figures.busiestShare <= target.busiestShare),
    chattering: verdict(figures.chattering.alarms <= target.chattering),
    fleeting: verdict(figures.fleeting.alarms <= target.fleeting),
    stale: verdict(figures.stale.worst < target.staleBelow),
    priorities: verdict(!isGraveTooOften),
    unauthorisedSuppressions: verdict(figures.unauthorisedSuppressions <= target.unauthorisedSuppressions),
  };
}

const verdict = (isMet: boolean): FigureVerdict => (isMet ? "met" : "missed");

function rateVerdict(rate: number, { acceptable, most }: { readonly acceptable: number; readonly most: number }): FigureVerdict {
  if (rate <= acceptable) return "met";
  return rate <= most ? "strained" : "missed";
}
