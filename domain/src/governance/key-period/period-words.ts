import { cutBetweenMarks, type Text } from "../../basics/index.ts";
import { type Site, zonesById } from "../../site/index.ts";
import type { SignalKey } from "../../telemetry/index.ts";

/** What a door is called: its place and its own name; the key of one the site no longer has. */
export function doorName({ signals, zones }: Pick<Site, "signals" | "zones">, door: SignalKey): Text {
  const signal = signals.find(({ key }) => key === door);
  if (signal === undefined) return { en: door, zh: door };
  const { label, zoneId } = signal;
  const path = zonesById(zones).get(zoneId)?.path ?? { en: zoneId, zh: zoneId };
  return { en: `${path.en} › ${label.en}`, zh: `${path.zh} › ${label.zh}` };
}

/** Longest of each language (chosen: a sentence, and no list). */
const LONGEST = 300;

/** The detail of an alarm of a key period: whoever reads it reads either language. */
export const inBoth = ({ en, zh }: Text): string => `${cutBetweenMarks(en, LONGEST)} / ${cutBetweenMarks(zh, LONGEST)}`;
