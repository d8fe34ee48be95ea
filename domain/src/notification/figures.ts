import type { DurationMs, Text } from "../basics/index.ts";

/** Figures after the point: fewer for larger numbers, more than a sensor resolves for none (chosen: two below 100, one below 1000). */
const decimalsOf = (value: number): number => (Math.abs(value) < 100 ? 2 : Math.abs(value) < 1000 ? 1 : 0);

/** Beyond this a double says nothing more. */
const MOST_DECIMALS = 12;

/** A number as people write it, with the symbol of its unit. */
export function figure(value: number, symbol: string): string {
  return withSymbol(rounded(value, decimalsOf(value)), symbol);
}

/** As `figure`, but never rounded on to a limit that the value does not equal: 20.003 against 20 stays 20.003. */
export function figureAgainst(value: number, limit: number, symbol: string): string {
  let decimals = decimalsOf(value);
  while (value !== limit && rounded(value, decimals) === rounded(limit, decimals) && decimals < MOST_DECIMALS) decimals++;
  return withSymbol(rounded(value, decimals), symbol);
}

const rounded = (value: number, decimals: number): string => String(Number(value.toFixed(decimals)));
const withSymbol = (digits: string, symbol: string): string => (symbol === "" ? digits : `${digits} ${symbol}`);

const SPANS = [
  { span: 3_600_000, name: { en: "h", zh: "小时" } },
  { span: 60_000, name: { en: "min", zh: "分钟" } },
  { span: 1000, name: { en: "s", zh: "秒" } },
] as const;

/** A span in the largest unit that keeps it whole. */
export function spanText(span: DurationMs): Text {
  const unit = SPANS.find((candidate) => span >= candidate.span && span % candidate.span === 0) ?? SPANS[2];
  return { en: `${span / unit.span} ${unit.name.en}`, zh: `${span / unit.span} ${unit.name.zh}` };
}
