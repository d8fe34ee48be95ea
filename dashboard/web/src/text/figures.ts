import type { Translate } from "./translate.ts";

const MIB = 2 ** 20;
const GIB = 2 ** 30;
/** From here on a latency is told in seconds (chosen: nobody reads five digits of milliseconds). */
const SECONDS_FROM_MS = 10_000;

/** How long something took, in ms, or in seconds with a tenth when it took long. */
export function formatLatency(t: Translate, span: number): string {
  if (span < SECONDS_FROM_MS) return t("span.milliseconds", { count: span < 10 ? Math.round(span * 10) / 10 : Math.round(span) });
  return t("span.seconds", { count: Math.round(span / 100) / 10 });
}

/** A size in MiB, from 1 GiB on in GiB; a digit after the point where the figure is small. `locale`: BCP 47. */
export function formatBytes(bytes: number, locale: string): string {
  const [size, unit] = bytes < GIB ? [bytes / MIB, "MiB"] : [bytes / GIB, "GiB"];
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: size < 100 ? 1 : 0 }).format(size)} ${unit}`;
}
