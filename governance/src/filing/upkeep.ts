import { days, type DurationMs, elapsed } from "@labcanary/domain/basics";
import { zonesById } from "@labcanary/domain/site";
import { classOfSignal, type Filer, type Finding, namesOf } from "./finding.ts";

/** The days over which it is reckoned how much a room was protected (chosen: one bad day shows, one bad minute does not). */
export const AVAILABILITY_WITHIN: DurationMs = days(7);
/** Of a shorter time nothing is said (chosen: an hour's work on a new room is most of its first hours). */
const AVAILABILITY_FROM: DurationMs = days(1);

/** A room that was protected for less of the last days than it must be. */
export const availability: Filer = ({ at, site, rooms = [], minimumAvailability: otherwise, writtenOffAt }) => {
  const zones = zonesById(site.zones);
  return rooms.flatMap(({ roomId, available, from, worst }) => {
    const minimumAvailability = zones.get(roomId)?.minimumAvailability ?? otherwise;
    if (available >= minimumAvailability || elapsed(from, at) < AVAILABILITY_FROM) return [];
    const source = `availability ${roomId}`;
    const dealtWith = writtenOffAt(source);
    // What was before that one was written off is still in the figure for some days.
    const isOld = dealtWith !== undefined && elapsed(dealtWith, at) < AVAILABILITY_WITHIN;
    if (isOld) return [];
    const names = namesOf(worst.map(({ signal }) => signal));
    const percent = (share: number): string => `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
    return [
      {
        source,
        zoneId: roomId,
        origin: "impaired-protection",
        class: "building",
        level: "general",
        cause: "equipment",
        found: {
          en: `The room was protected ${percent(available)} of the last 7 days, at least ${percent(minimumAvailability)} is asked for; most was lost by ${names.en}`,
          zh: `近7天防护可用率 ${percent(available)}，低于 ${percent(minimumAvailability)} 的要求；主要影响：${names.zh}`,
        },
      } satisfies Finding,
    ];
  });
};

/** A device whose calibration, or another of its duties, is overdue. */
export const overdueCalibration: Filer = ({ at, site }) => {
  const overdue = site.signals.filter(({ dueAt }) => dueAt !== undefined && dueAt <= at);
  return [...Map.groupBy(overdue, ({ deviceId }) => deviceId)].flatMap(([deviceId, signals]) => {
    const [first] = signals;
    if (first === undefined) return [];
    const names = namesOf(signals.map(({ key }) => key));
    return [
      {
        source: `calibration ${deviceId}`,
        zoneId: first.zoneId,
        origin: "impaired-protection",
        class: classOfSignal(first),
        level: "general",
        cause: "management",
        found: { en: `Calibration or test is overdue: ${names.en}`, zh: `校准或检测已逾期：${names.zh}` },
      } satisfies Finding,
    ];
  });
};
