import type { ExplainedEvent } from "@labcanary/dashboard";
import { type EpochMs, hours, plus } from "@labcanary/domain/basics";
import type { KeptEvent } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import type { AccessEvent, DeviceId } from "@labcanary/domain/telemetry";
import { type AskedHistory, TooManyReadingsError } from "./replayed-history.ts";

interface Needed {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Chosen: more than a busy door sees in a year. */
const MOST_EVENTS = 200_000;

/** Chosen: more than any clock is tolerated to be ahead. */
const AHEAD = hours(1);

/**
 * What people did at some devices, as the rules saw it come in; undefined where none of it was ever kept. Throws a TooManyReadingsError
 * when it is too much for one question.
 */
export function eventsToReplay(
  { accessLog }: Pick<AskedHistory, "accessLog">,
  devices: readonly DeviceId[],
  site: Pick<Site, "people">,
  { from, to }: Needed,
): readonly AccessEvent[] | undefined {
  if (accessLog === undefined) return undefined;
  // An event can be ahead of its receipt by as much as a clock is tolerated.
  const query = { from, to: plus(to, AHEAD), limit: MOST_EVENTS + 1 };
  const kept = devices.flatMap((deviceId) => accessLog.events({ ...query, deviceId }));
  if (kept.length > MOST_EVENTS) throw new TooManyReadingsError();
  const people = new Map(site.people.map((person) => [person.id, person]));
  return kept.map((event) => asReceived(event, people)).sort((a, b) => a.receivedAt - b.receivedAt || a.at - b.at);
}

/** An event as an answer tells it. */
export function explainedEvent({ deviceId, person, credential, deviceAt: _deviceAt, ...event }: AccessEvent): ExplainedEvent {
  return {
    ...event,
    device: deviceId,
    ...(person === undefined ? {} : { who: person.name }),
    ...(credential === undefined ? {} : { unknownBadge: true }),
  };
}

/** Stands for a badge nobody knows: its number is not kept. */
const UNKNOWN_BADGE = "unknown";

/** With the roles the person had then; of events that were kept without them, those of the site now. A person who has left keeps the id. */
function asReceived(
  { person: id, roles, unknownBadge, ...event }: KeptEvent,
  people: ReadonlyMap<string, Site["people"][number]>,
): AccessEvent {
  if (id === undefined) return unknownBadge === undefined ? event : { ...event, credential: UNKNOWN_BADGE };
  const known = people.get(id);
  return { ...event, person: { id, name: known?.name ?? id, roles: roles ?? known?.roles ?? [] } };
}
