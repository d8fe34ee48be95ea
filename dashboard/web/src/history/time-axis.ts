const MINUTE = 60_000;
const DAY = 86_400_000;

/** Figures of a tick (chosen: enough to tell neighbours apart on an axis that shows a thousandth of its values). */
const TICK_DIGITS = 6;

/** A figure of an axis whose unit stands above it. */
export const formatTick = (value: number): string => String(Number(value.toPrecision(TICK_DIGITS))).replace("-", "−");

/** How a tick of an axis is written that shows so many milliseconds: as much of the time as tells ticks apart. */
export function tickFormat(locale: string, timeZone: string, span: number): Intl.DateTimeFormat {
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const day = { month: "short", day: "numeric" } as const;
  const parts: Intl.DateTimeFormatOptions =
    span > 200 * DAY
      ? { year: "numeric", ...day }
      : span > 4 * DAY
        ? day
        : span > DAY
          ? { ...day, ...clock }
          : span > 15 * MINUTE
            ? clock
            : span > 10_000
              ? { ...clock, second: "2-digit" }
              : { minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3, hourCycle: "h23" };
  return new Intl.DateTimeFormat(locale, { timeZone, ...parts });
}
