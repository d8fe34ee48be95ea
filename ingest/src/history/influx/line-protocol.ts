import type { HistoryPoint } from "@labcanary/domain/ports";
import type { PointState, Quality, SignalKey } from "@labcanary/domain/telemetry";

/** What the tags of a signal's points say; from the site, never from a device. */
export interface SignalTags {
  readonly zone: string;
  readonly device: string;
  readonly signal: string;
  readonly quantity: string;
}

/**
 * Finds the tags of a signal. The same object while nothing changed is fastest: lines keep what they made of it. Undefined: the site
 * does not know the signal.
 */
export type DescribeSignal = (signal: SignalKey) => SignalTags | undefined;

/**
 * A text as it is kept in a tag. Line protocol cannot hold a line break at all, nor a backslash before a delimiter or at the end, so
 * these, control characters and `%` are written as `%` and four hex digits; different texts stay different. Queries must compare
 * with this form.
 */
export function tagText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u001f\u007f%\\]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** `,name=text` with the delimiters of the protocol escaped; nothing for an empty text, which to InfluxDB is a missing tag. */
function tag(name: string, text: string): string {
  return text === "" ? "" : `,${name}=${tagText(text).replace(/[ ,=]/g, "\\$&")}`;
}

export function siteTag(site: string): string {
  return tag("site", site);
}

/** Quality comes from a closed set, so these are all the quality fields there can be. */
const QUALITY_FIELD: Readonly<Record<Quality, string>> = {
  good: 'quality="good"',
  uncertain: 'quality="uncertain"',
  bad: 'quality="bad"',
  simulated: 'quality="simulated"',
  maintenance: 'quality="maintenance"',
};
/** As quality; a point without a state has no such field. */
const STATE_FIELD: Readonly<Record<PointState, string>> = {
  "over-range": ',state="over-range"',
  "under-range": ',state="under-range"',
  fault: ',state="fault"',
  inhibited: ',state="inhibited"',
  "warm-up": ',state="warm-up"',
  calibration: ',state="calibration"',
  offline: ',state="offline"',
};
const TIE_BREAKS = 1_000_000;

/**
 * Writes points as lines of `sample`: tags site, zone, device, signal, quantity; fields `value` (always a float, absent when the device
 * could not measure), `quality`, `state` (only where there is one), `received` (epoch ms), `device_at` (epoch ms, only where the device's clock was not believed); time in ns, `at` and `tieBreak` joined as text since the number does not fit.
 * Undefined for a signal the site does not describe.
 */
export function createLineWriter(site: string, describe: DescribeSignal): (point: HistoryPoint) => string | undefined {
  const siteText = siteTag(site);
  const prefixes = new WeakMap<SignalTags, string>();

  const prefixOf = (tags: SignalTags): string => {
    let prefix = prefixes.get(tags);
    if (prefix === undefined) {
      const { zone, device, signal, quantity } = tags;
      prefix = `sample${tag("device", device)}${tag("quantity", quantity)}${tag("signal", signal)}${siteText}${tag("zone", zone)} `;
      prefixes.set(tags, prefix);
    }
    return prefix;
  };

  return ({ signal, at, tieBreak, receivedAt, deviceAt, value, quality, state }) => {
    const tags = describe(signal);
    if (tags === undefined) return undefined;
    const grade = state === undefined ? QUALITY_FIELD[quality] : QUALITY_FIELD[quality] + STATE_FIELD[state];
    const fields = value === undefined ? grade : `value=${value},${grade}`;
    const times = deviceAt === undefined ? `received=${receivedAt}i` : `received=${receivedAt}i,device_at=${deviceAt}i`;
    return `${prefixOf(tags)}${fields},${times} ${at}${nanoseconds(tieBreak)}`;
  };
}

/** Six digits. */
function nanoseconds(tieBreak: number): string {
  return String(tieBreak + TIE_BREAKS).slice(1);
}
