import { FIGURE_TARGETS, type FigureVerdict, type JudgedFigure, JUDGED_FIGURES } from "@labcanary/domain/alarm";
import { PRIORITIES } from "@labcanary/domain/rules";
import type { FiguresAnswer } from "../answers.ts";
import type { MessageKey } from "../text/messages.ts";
import type { Translate } from "../text/translate.ts";

/** One figure as the page has it. */
export interface FigureLine {
  readonly figure: JudgedFigure;
  readonly verdict: FigureVerdict;
  readonly value: string;
  readonly target: string;
  /** There are lines of the journal it was counted from. */
  readonly isCounted: boolean;
  /** What it means for those who answer alarms. */
  readonly says: string;
}

export interface FigureWriter {
  readonly t: Translate;
  readonly number: (value: number) => string;
  readonly percent: (share: number) => string;
  readonly time: (at: number) => string;
}

/** Every figure with a target, in the order of the standard's table. */
export function figureLines({ figures, verdicts }: FiguresAnswer, writer: FigureWriter): readonly FigureLine[] {
  const { t, number, percent, time } = writer;
  const target = FIGURE_TARGETS;
  const at = (peakAt: number | undefined): string => (peakAt === undefined ? "" : t("figures.peak-at", { time: time(peakAt) }));
  const rate = (name: "perTenMinutes" | "perHour" | "perDay") => ({
    value: t("figures.rate.value", { average: number(figures[name].average), peak: number(figures[name].peak) }),
    target: t("figures.rate.target", target[name]),
  });
  const incidents = (name: "chattering" | "fleeting") => ({
    value: t("figures.incidents.value", { alarms: figures[name].alarms, rules: figures[name].rules }),
    target: number(target[name]),
  });
  const atMost = (share: number): string => t("figures.at-most", { value: percent(share) });
  const below = (value: string): string => t("figures.below", { value });
  const split = (share: (priority: (typeof PRIORITIES)[number]) => number): string =>
    PRIORITIES.map((priority) => `${t(`priority.${priority}`)} ${percent(share(priority))}`).join(" · ");
  const written: Readonly<Record<JudgedFigure, { readonly value: string; readonly target: string }>> = {
    perTenMinutes: rate("perTenMinutes"),
    perHour: rate("perHour"),
    perDay: rate("perDay"),
    peakPerTenMinutes: {
      value: [number(figures.perTenMinutes.peak), at(figures.perTenMinutes.peakAt)].filter(Boolean).join(" "),
      target: t("figures.at-most", { value: number(target.peakPerTenMinutes) }),
    },
    crowded: { value: percent(figures.crowded), target: below(percent(target.crowded)) },
    floodTime: {
      value: t("figures.floods.value", { share: percent(figures.floodTime), floods: figures.floods }),
      target: below(percent(target.floodTime)),
    },
    busiestShare: { value: percent(figures.busiestShare), target: atMost(target.busiestShare) },
    chattering: incidents("chattering"),
    fleeting: incidents("fleeting"),
    stale: {
      value: [t("figures.stale.value", { now: figures.stale.atEnd, worst: figures.stale.worst }), at(figures.stale.worstAt)]
        .filter(Boolean)
        .join(" "),
      target: t("figures.stale.target", { count: target.staleBelow }),
    },
    priorities: {
      value: split((priority) => figures.priorities[priority].share),
      target: split((priority) => target.priorities[priority]),
    },
    unauthorisedSuppressions: { value: number(figures.unauthorisedSuppressions), target: number(target.unauthorisedSuppressions) },
  };
  const counts: Readonly<Partial<Record<JudgedFigure, number>>> = {
    crowded: figures.crowded,
    floodTime: figures.floods,
    chattering: figures.chattering.alarms,
    fleeting: figures.fleeting.alarms,
    stale: Math.max(figures.stale.atEnd, figures.stale.worst),
    unauthorisedSuppressions: figures.unauthorisedSuppressions,
  };
  return JUDGED_FIGURES.map((figure) => {
    const says: MessageKey = `figures.says.${figure}`;
    return { figure, verdict: verdicts[figure], ...written[figure], isCounted: (counts[figure] ?? figures.alarms) > 0, says: t(says) };
  });
}
