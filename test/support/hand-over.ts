import { epochMs } from "@labcanary/domain/basics";
import { HAND_OVER_COUNTS, type HandOverCounts, type HandOverList } from "@labcanary/domain/messages";

export const NO_COUNTS = Object.fromEntries(HAND_OVER_COUNTS.map((name) => [name, 0])) as HandOverCounts;

/** A list with nothing on it; override what the test is about. */
export const handOverListOf = (over: Partial<HandOverList> = {}): HandOverList => ({
  at: epochMs(0),
  version: "v",
  shiftBeganAt: epochMs(0),
  counts: NO_COUNTS,
  alarms: [],
  outOfService: [],
  impaired: [],
  channels: [],
  parts: [],
  presenceAsked: false,
  isFlood: false,
  soundTests: [],
  comments: [],
  ...over,
});
