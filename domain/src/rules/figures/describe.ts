import { type DurationMs, days, hours, minutes, seconds, type Text, unreachable } from "../../basics/index.ts";
import { UNIT_SYMBOLS, type Unit } from "../../quantity/index.ts";
import type { Figure } from "./figure.ts";

/** The unit a figure is in, as people read it: `°C/min`, `min`, or the signal's own. */
export function figureUnit({ kind }: Figure, signalUnit: Unit): string {
  switch (kind) {
    case "rate":
      return `${UNIT_SYMBOLS[signalUnit] || "1"}/min`;
    case "time-to":
    case "time-beyond":
      return "min";
    case "average":
      return UNIT_SYMBOLS[signalUnit];
    case "mean-kinetic-temperature":
      return UNIT_SYMBOLS.Cel;
    default:
      return unreachable(kind);
  }
}

/** What a figure is, short enough for a text message: `15 min average`, `time to -60 °C`. */
export function describeFigure(figure: Figure, signalUnit: Unit): Text {
  const span = spanText(figure.over);
  switch (figure.kind) {
    case "rate":
      return { en: `rate over ${span.en}`, zh: `${span.zh}变化率` };
    case "time-to": {
      const limit = withUnit(figure.limit, signalUnit);
      return { en: `time to ${limit}`, zh: `到达 ${limit} 的时间` };
    }
    case "average":
      return { en: `${span.en} average`, zh: `${span.zh}平均值` };
    case "time-beyond": {
      const limit = withUnit(figure.limit, signalUnit);
      const beyond = BEYOND[figure.direction][figure.inclusive ? "inclusive" : "exclusive"];
      return { en: `time ${beyond.en} ${limit} in ${span.en}`, zh: `${span.zh}内${beyond.zh} ${limit} 的时间` };
    }
    case "mean-kinetic-temperature":
      return { en: `${span.en} mean kinetic temperature`, zh: `${span.zh}平均动力学温度` };
    default:
      return unreachable(figure);
  }
}

const BEYOND = {
  high: { exclusive: { en: "above", zh: "高于" }, inclusive: { en: "at or above", zh: "不低于" } },
  low: { exclusive: { en: "below", zh: "低于" }, inclusive: { en: "at or below", zh: "不高于" } },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Text>>>>;

const withUnit = (value: number, unit: Unit): string => `${value} ${UNIT_SYMBOLS[unit]}`.trimEnd();

/** Days from two on: people say 24 h. */
const SPANS: readonly { readonly from: DurationMs; readonly span: DurationMs; readonly name: Text }[] = [
  { from: days(2), span: days(1), name: { en: "d", zh: "天" } },
  { from: hours(1), span: hours(1), name: { en: "h", zh: "小时" } },
  { from: minutes(1), span: minutes(1), name: { en: "min", zh: "分钟" } },
];
const SECONDS = { span: seconds(1), name: { en: "s", zh: "秒" } };

/** A span in the largest unit that keeps it whole. */
export function spanText(length: DurationMs): Text {
  const { span, name } = SPANS.find((unit) => length >= unit.from && length % unit.span === 0) ?? SECONDS;
  return { en: `${length / span} ${name.en}`, zh: `${length / span} ${name.zh}` };
}
