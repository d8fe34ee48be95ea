import { type EpochMs, err, ok, type Result } from "@labcanary/domain/basics";
import type { JournalEntry } from "@labcanary/domain/messages";
import { type Impairment, IMPAIRMENTS } from "@labcanary/domain/ports";
import type { AlarmNamed, Directory } from "../story/index.ts";

/** A running platform, as its API tells it. */
export interface LiveSite {
  /** Who people are; what the token may not see is missing. */
  directory(): Promise<Directory>;
  /** The journal from then on, oldest first, with what its alarms are about. */
  journal(from: EpochMs): Promise<{ readonly entries: readonly JournalEntry[]; readonly alarms: ReadonlyMap<string, LiveAlarm> }>;
  /** Alarms on the list now. */
  alarms(): Promise<readonly LiveAlarm[]>;
  /** What impairs signals now. */
  impaired(): Promise<ReadonlyMap<string, Impairment>>;
  books(): Promise<{ readonly balanced: boolean; readonly detail: string }>;
  /** Does something to an alarm under the name of the token. The error is what the platform says. */
  act(verb: string, alarmId: string, body: object): Promise<Result<undefined, string>>;
}

export interface LiveAlarm {
  readonly id: string;
  readonly named: AlarmNamed;
  /** What it is about: the signal's device. Absent of the platform itself. */
  readonly deviceId?: string;
}

/** What cannot be asked for: the platform is not there, or does not know the token. */
export class LiveSiteError extends Error {}

interface AlarmBody {
  readonly id: string;
  readonly source:
    | { readonly kind: "rule"; readonly ruleId: string; readonly signal: string; readonly zoneId: string }
    | { readonly kind: "system"; readonly condition: string };
}
interface ZonesBody {
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly zones: readonly { readonly id: string; readonly responsible?: string; readonly deputy?: string }[];
}
interface PeopleBody {
  readonly people: readonly { readonly id: string; readonly roles: readonly string[]; readonly securityCentre: boolean }[];
}
interface BooksBody {
  readonly received: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly rejected: number;
  readonly quarantined: number;
  readonly waitingFrames: number;
  readonly balanced: boolean;
}

/** Lines asked for at once: the most the API gives. */
const LINES = 1000;

export function createLiveSite({ url, token }: { readonly url: string; readonly token: string }): LiveSite {
  const base = `${url.replace(/\/$/, "")}/api/v1/`;
  const headers = { authorization: `Bearer ${token}` };

  /** With a body it is a POST. */
  async function ask(path: string, body?: object): Promise<Response> {
    try {
      if (body === undefined) return await fetch(`${base}${path}`, { headers });
      const posted = { ...headers, "content-type": "application/json" };
      return await fetch(`${base}${path}`, { method: "POST", headers: posted, body: JSON.stringify(body) });
    } catch (failure) {
      const cause = failure instanceof Error && failure.cause instanceof Error ? failure.cause.message : String(failure);
      throw new LiveSiteError(`${url} does not answer (${cause}); give the address of the platform's pages with --api`);
    }
  }
  async function get<T>(path: string): Promise<T> {
    const response = await ask(path);
    if (response.status === 401)
      throw new LiveSiteError("the platform does not know the token; issue one on the page Account, or with POST tokens");
    if (!response.ok) throw new LiveSiteError(`GET ${path} answers ${response.status}: ${await refusalOf(response)}`);
    return (await response.json()) as T;
  }

  return {
    async directory() {
      const [{ zones, people }, standing] = await Promise.all([get<ZonesBody>("zones"), get<PeopleBody>("people")]);
      // Zones name people as they are shown.
      const idOf = new Map(people.map(({ id, name }) => [name, id]));
      const zoneOf = new Map(zones.map((zone) => [zone.id, zone]));
      const id = (name: string | undefined): string | undefined => (name === undefined ? undefined : (idOf.get(name) ?? name));
      return {
        responsibleOf: (zoneId) => id(zoneOf.get(zoneId)?.responsible),
        deputyOf: (zoneId) => id(zoneOf.get(zoneId)?.deputy),
        securityCentre: standing.people.filter(({ securityCentre }) => securityCentre).map((person) => person.id),
        // Numbers are not told by the API, to anybody.
        phoneOf: () => undefined,
        rolesOf: (personId) => standing.people.find((person) => person.id === personId)?.roles ?? [],
      };
    },
    async journal(from) {
      const entries: JournalEntry[] = [];
      const alarms = new Map<string, LiveAlarm>();
      let before: number | undefined;
      do {
        const older = before === undefined ? "" : `&before=${before}`;
        const found = await get<{ entries: JournalEntry[]; alarms: AlarmBody[]; before?: number }>(
          `journal?from=${from}&limit=${LINES}${older}`,
        );
        entries.unshift(...found.entries);
        for (const alarm of found.alarms) alarms.set(alarm.id, liveAlarmOf(alarm));
        before = found.before;
      } while (before !== undefined);
      return { entries, alarms };
    },
    async alarms() {
      const { alarms } = await get<{ alarms: AlarmBody[] }>("alarms");
      return alarms.map(liveAlarmOf);
    },
    async impaired() {
      const { entries } = await get<{ entries: { kind: string; signal?: string }[] }>(`impaired?limit=${LINES}`);
      return new Map(
        entries.flatMap(({ kind, signal }): [string, Impairment][] => {
          const impairment = IMPAIRMENTS.find((known) => known === kind);
          return impairment === undefined || signal === undefined ? [] : [[signal, impairment]];
        }),
      );
    },
    async books() {
      const { books } = await get<{ books: BooksBody }>("health");
      const { received, stored, duplicate, rejected, quarantined, waitingFrames, balanced } = books;
      const detail = `received ${received}, stored ${stored}, duplicate ${duplicate}, rejected ${rejected}, quarantined ${quarantined}, ${waitingFrames} records waiting`;
      return { balanced, detail };
    },
    async act(verb, alarmId, body) {
      const response = await ask(`alarms/${encodeURIComponent(alarmId)}/${verb}`, body);
      return response.ok ? ok(undefined) : err(await refusalOf(response));
    },
  };
}

function liveAlarmOf({ id, source }: AlarmBody): LiveAlarm {
  if (source.kind === "system") return { id, named: { rule: source.condition } };
  return { id, named: { rule: source.ruleId, zoneId: source.zoneId }, deviceId: source.signal.slice(0, source.signal.indexOf("/")) };
}

async function refusalOf(response: Response): Promise<string> {
  try {
    const { code, message } = (await response.json()) as { code?: string; message?: string };
    return `${message ?? response.statusText} (${code ?? response.status})`;
  } catch {
    return `${response.statusText} (${response.status})`;
  }
}
