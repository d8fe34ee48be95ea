import { type Alarm, compareAlarms, isAnnunciated, isOfDrill, stateOf } from "@labcanary/domain/alarm";
import { fingerprint, type Text } from "@labcanary/domain/basics";
import type {
  HandOverAlarm,
  HandOverComment,
  HandOverCounts,
  HandOverList,
  HandOverService,
  HandOverSignal,
} from "@labcanary/domain/messages";
import type { Site } from "@labcanary/domain/site";
import { indexOf } from "../http/site-index.ts";
import type { DashboardDeps } from "../ports.ts";

/** Lines of one kind (chosen: more than anybody reads at a change of shift; what is more is counted). */
const MOST_LINES = 1000;
/** Lines of the journal that are looked through for comments (chosen: a shift with a flood in it). */
const MOST_JOURNAL_LINES = 20_000;

/** What the platform adds to an alarm of a record stands in its value; there may be more of it than of anything people say. */
const OF_PEOPLE = /^(?:user|person):/;

export type HandOverSource = Pick<DashboardDeps, "clock" | "desk" | "board" | "notifications" | "health" | "books" | "site" | "shift">;

/** What the next shift must know, as it is now. Costs some milliseconds for each ten thousand signals: it is asked for, not watched. */
export function handOverList(source: HandOverSource): HandOverList {
  const { clock, desk, notifications, shift } = source;
  const { beganAt, soundTests } = shift.shift();
  const standing = desk.list().filter(isAnnunciated);
  const alarms = alarmsOf(standing, source);
  const outOfService = servicesOf(source);
  const impaired = impairedOf(source);
  const parts = partsOf(source);
  const channels = notifications
    .channels()
    .filter(({ circuit, healthy, waiting }) => circuit !== "closed" || !healthy || waiting > 0)
    .map(({ channel, waiting, detail, healthy, says }) => ({ channel, waiting, detail, healthy, ...(says === undefined ? {} : { says }) }));
  const comments = commentsSince(beganAt, desk);
  const presenceAsked = notifications.presence() !== undefined;
  const isFlood = desk.flood() !== undefined;
  const counts = countsOf({ alarms, outOfService, impaired, channels, parts, soundTests, comments });
  const list = { alarms, outOfService, impaired, channels, parts, presenceAsked, isFlood, soundTests, comments };
  return {
    at: clock.now(),
    version: versionOf(list),
    shiftBeganAt: beganAt,
    counts,
    ...list,
    alarms: alarms.slice(0, MOST_LINES),
    impaired: impaired.slice(0, MOST_LINES),
    outOfService: outOfService.slice(0, MOST_LINES),
    comments: comments.slice(0, MOST_LINES),
  };
}

type Lines = Omit<HandOverList, "at" | "version" | "shiftBeganAt" | "counts">;

function countsOf(lines: Omit<Lines, "presenceAsked" | "isFlood">): HandOverCounts {
  const { alarms, outOfService, impaired, channels, parts, soundTests, comments } = lines;
  const inState = (state: HandOverAlarm["state"]): number => alarms.filter((alarm) => alarm.state === state).length;
  return {
    unacknowledged: inState("unacknowledged") + inState("rtn-unacknowledged") + inState("latched-unacknowledged"),
    acknowledged: inState("acknowledged") + inState("latched-acknowledged"),
    unreached: alarms.filter(({ reach }) => reach === "waiting" || reach === "accepted").length,
    "not-assessable": alarms.filter(({ notAssessable }) => notAssessable === true).length,
    shelved: inState("shelved"),
    suppressed: inState("suppressed-by-design"),
    "out-of-service": outOfService.length,
    impaired: impaired.length,
    channels: channels.length,
    parts: parts.length,
    "sound-untested": soundTests.length === 0 ? 1 : 0,
    comments: comments.length,
  };
}

/** What somebody who signs has read: lines and their states, without values and times, which move by themselves. */
function versionOf({ alarms, outOfService, impaired, channels, parts, presenceAsked, isFlood, soundTests, comments }: Lines): string {
  return fingerprint(
    JSON.stringify([
      alarms.map(({ id, state, heldBy, until }) => [id, state, heldBy, until]),
      outOfService.map(({ signal, state, until }) => [signal, state, until]),
      impaired.map(({ signal, impairment }) => [signal, impairment]),
      channels.map(({ channel }) => channel),
      parts.map(({ name, state }) => [name, state]),
      [presenceAsked, isFlood],
      soundTests.map(({ consoleId, at }) => [consoleId, at]),
      comments.map(({ at, by }) => [at, by]),
    ]),
  );
}

/** In the order of every list of alarms; a drill is handed over to nobody. */
function alarmsOf(standing: readonly Alarm[], { notifications, site }: HandOverSource): readonly HandOverAlarm[] {
  const told = notifications.toldOfAll();
  const present = site();
  return standing
    .filter((alarm) => !isOfDrill(alarm))
    .toSorted((a, b) => compareAlarms(a, b))
    .map((alarm) => toldAlarm(alarm, told.get(alarm.id)?.reach, present));
}

function toldAlarm(alarm: Alarm, reach: HandOverAlarm["reach"], site: Site): HandOverAlarm {
  const { id, code, priority, raisedAt, description, shelved, suppressed, outOfService, assigned } = alarm;
  const { what, where, valueText } = description;
  const heldBy = assigned?.acceptedAt === undefined ? (alarm.attendedBy ?? alarm.acknowledgedBy) : assigned.to;
  const withheld = shelved ?? outOfService;
  const reason = withheld?.reason ?? suppressed?.by;
  return {
    id,
    code,
    state: stateOf(alarm),
    priority,
    lifeSafety: alarm.lifeSafety === true,
    what,
    where,
    valueText,
    raisedAt,
    ...(heldBy === undefined ? {} : { heldBy }),
    ...(withheld === undefined ? {} : { until: withheld.until }),
    ...(reason === undefined ? {} : { reason }),
    ...(reach === undefined ? {} : { reach }),
    ...(isNotAssessable(alarm, site) ? { notAssessable: true } : {}),
  };
}

function isNotAssessable({ source }: Alarm, site: Site): boolean {
  if (source.kind !== "rule") return false;
  const rule = indexOf(site)
    .signals.get(source.signal)
    ?.rules.find(({ id }) => id === source.ruleId);
  return rule?.kind === "not-assessable";
}

/** A signal that the site no longer has is told of by its key. */
function namesOf(key: string, site: Site): { readonly name: Text; readonly where: Text } {
  const { signals, zones } = indexOf(site);
  const signal = signals.get(key);
  const nowhere = { en: "", zh: "" };
  return {
    name: signal?.label ?? { en: key, zh: key },
    where: signal === undefined ? nowhere : (zones.get(signal.zoneId)?.path ?? nowhere),
  };
}

const servicesOf = ({ desk, site }: HandOverSource): readonly HandOverService[] =>
  desk
    .outOfService()
    .map(({ signal, state, lifeSafety, proposedBy, until, reason, measure }) => ({
      signal,
      ...namesOf(signal, site()),
      state,
      lifeSafety,
      by: proposedBy,
      until,
      reason,
      measure,
    }))
    .toSorted((a, b) => Number(b.lifeSafety) - Number(a.lifeSafety) || a.until - b.until);

function impairedOf({ board, site }: HandOverSource): readonly HandOverSignal[] {
  const present = site();
  return present.signals.flatMap(({ key }) => {
    const impairment = board.status(key)?.impairment;
    return impairment === undefined ? [] : { signal: key, ...namesOf(key, present), impairment };
  });
}

function partsOf({ health, books }: HandOverSource): HandOverList["parts"] {
  const parts = health().flatMap(({ name, state, detail }) => (state === "ok" ? [] : { name, state, detail }));
  const isTold = parts.some(({ name }) => name === "books");
  return books().balanced || isTold ? parts : [...parts, { name: "books", state: "degraded", detail: "readings do not add up" }];
}

function commentsSince(from: HandOverList["at"], desk: HandOverSource["desk"]): readonly HandOverComment[] {
  return desk
    .journal({ from, limit: MOST_JOURNAL_LINES })
    .flatMap(({ kind, at, actor, alarmId, detail }) => {
      const text = OF_PEOPLE.test(actor) ? detail["comment"] : undefined;
      const alarm = alarmId === undefined ? undefined : desk.get(alarmId);
      if (kind !== "commented" || typeof text !== "string" || (alarm !== undefined && isOfDrill(alarm))) return [];
      const code = alarm?.code;
      const of = alarmId === undefined ? {} : { alarmId, ...(code === undefined ? {} : { code }) };
      return { at, by: actor.replace(/^user:/, ""), text, ...of };
    })
    .toReversed();
}
