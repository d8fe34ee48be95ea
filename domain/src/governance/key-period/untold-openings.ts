import type { RecordConditionName } from "../../alarm/index.ts";
import { personMark } from "../../basics/index.ts";
import { fullTime } from "../../schedule/index.ts";
import type { Site, ZoneId } from "../../site/index.ts";
import type { SignalKey } from "../../telemetry/index.ts";
import { itemName } from "../item-name.ts";
import type { RecordAlarm } from "../ledger.ts";
import { doorName, inBoth } from "./period-words.ts";
import type { SealedOpening, WatchedPeriod } from "./watched-period.ts";

/** Each that is found after another has a name other than the one before it, so that it is an alarm of its own, and is told anew. */
const OPENED_NAMES: readonly RecordConditionName[] = ["sealed-door-opened", "sealed-door-opened-again", "sealed-door-opened-still"];

/** One door opens once at a time. */
export const isSameOpening = (one: Pick<SealedOpening, "door" | "openedAt">, other: Pick<SealedOpening, "door" | "openedAt">): boolean =>
  one.door === other.door && one.openedAt === other.openedAt;

/** The openings without leave that were found only afterwards, in the order they were found, those that are explained too. */
export const untoldOpenings = ({ openings }: Pick<WatchedPeriod, "openings">): readonly SealedOpening[] =>
  openings.filter(({ untold }) => untold === true);

/**
 * The alarms of those nobody has explained, one for each place: whoever goes there is sent to the door. Each is about the last of its place.
 * Its name goes by how many were found there, explained or not: each that is found changes it and is told, and explaining one tells nothing anew.
 */
export function openingAlarms(period: OpenedPeriod, site: NamedSite): readonly RecordAlarm[] {
  const ofPlaces = Map.groupBy(untoldOpenings(period), ({ door }) => zoneOfDoor(door, period, site));
  return [...ofPlaces].flatMap(([zoneId, untold]) => alarmOfPlace(untold, period.number, { zoneId, site }));
}

type OpenedPeriod = Pick<WatchedPeriod, "number" | "openings" | "plan" | "zoneId">;
type NamedSite = Pick<Site, "timeZone" | "signals" | "zones">;

/** Where the door is; that of one the site has no more, as the plan has it. */
function zoneOfDoor(door: SignalKey, { plan, zoneId }: OpenedPeriod, { signals }: NamedSite): ZoneId {
  return signals.find(({ key }) => key === door)?.zoneId ?? plan.seals.find((seal) => seal.door === door)?.zoneId ?? zoneId;
}

function alarmOfPlace(
  untold: readonly SealedOpening[],
  number: number,
  { zoneId, site }: { readonly zoneId: ZoneId; readonly site: NamedSite },
): readonly RecordAlarm[] {
  const place = untold.length - 1;
  const last = untold.findLast(({ explained }) => explained === undefined);
  if (last === undefined) return [];
  const { door, openedAt, people, unknownBadges } = last;
  const unknown =
    unknownBadges === 0 ? [] : [{ en: `${unknownBadges} unknown badge${unknownBadges === 1 ? "" : "s"}`, zh: `${unknownBadges}张未知卡` }];
  const who = [...people.map((id) => ({ en: personMark(id), zh: personMark(id) })), ...unknown];
  const others = untold.filter(({ explained }) => explained === undefined).length - 1;
  const [where, time] = [doorName(site, door), fullTime(site.timeZone)(openedAt)];
  const badged = who.length === 0 ? "nobody had badged" : `${who.map(({ en }) => en).join(", ")} had badged`;
  const badgedZh = who.length === 0 ? "当时无人刷卡" : `刷卡：${who.map(({ zh }) => zh).join("、")}`;
  const detail = inBoth({
    en: `${where.en} was opened without leave at ${time}, found afterwards: ${badged}${others > 0 ? `, and ${others} more nobody has explained` : ""}`,
    zh: `${where.zh} 于 ${time} 无许可开启，事后发现：${badgedZh}${others > 0 ? `；另有${others}次尚未说明` : ""}`,
  });
  const label = site.signals.find(({ key }) => key === door)?.label ?? { en: door, zh: door };
  const [before, behind] = [`${itemName("key-period", number)}, `, ` ${time.slice("2026-".length, "2026-11-25 03:00".length)}`];
  const room = VALUE - before.length - behind.length;
  const value = { en: before + cut(label.en, room) + behind, zh: before + cut(label.zh, room) + behind };
  return [{ name: OPENED_NAMES[place === 0 ? 0 : 2 - (place % 2)] as RecordConditionName, value, detail, zoneId }];
}

/** What stands where a sensor's value would has so many characters (RecordCondition.value). */
const VALUE = 40;

/** Of a name that is too long its end is cut off, with two dots in its place. */
function cut(name: string, most: number): string {
  const characters = [...name];
  return characters.length <= most ? name : `${characters.slice(0, most - 2).join("")}..`;
}
