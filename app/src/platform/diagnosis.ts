import { realpathSync } from "node:fs";
import type { Alerting } from "@labcanary/alerting";
import type { Broker } from "@labcanary/broker";
import { type EpochMs, milliseconds } from "@labcanary/domain/basics";
import type { AlarmDesk, CanaryFigures, Clock, NotificationDesk } from "@labcanary/domain/ports";
import type { SiteChangeDesk } from "@labcanary/domain/messages";
import type { Signal, Site } from "@labcanary/domain/site";
import type { Ingest } from "@labcanary/ingest";
import { type Diagnosis, named } from "../doctor/diagnosis.ts";
import type { EnrolledDevices } from "./device-directory.ts";
import type { PrometheusMetrics } from "./metrics.ts";
import { signInIds } from "./signs-in.ts";

export interface DiagnosisDeps {
  readonly clock: Clock;
  readonly metrics: PrometheusMetrics;
  readonly dataFolder: string;
  readonly version: string;
  readonly startedAt: EpochMs;
  readonly site: Pick<SiteChangeDesk, "proposal"> & { readonly current: Site };
  readonly health: () => Diagnosis["health"];
  readonly ingest: Pick<Ingest, "books" | "figures" | "impairedSignals" | "status">;
  readonly desk: Pick<Alerting, "books"> & Pick<AlarmDesk, "lastJournalCheck"> & Pick<NotificationDesk, "contacts" | "channels">;
  readonly broker: Pick<Broker, "connections">;
  readonly devices: Pick<EnrolledDevices, "enrolled">;
  readonly canary: () => CanaryFigures;
}

/** What `labcanary doctor` asks of a platform that runs. Only reads; ids of people and devices, no address, number or secret. */
export function createDiagnosis(deps: DiagnosisDeps): () => Promise<Diagnosis> {
  const { clock, metrics, site, ingest, desk, broker, devices, canary } = deps;
  const startedMonotonic = performance.now();
  return async () => {
    const lastCheck = desk.lastJournalCheck();
    const proposal = site.proposal();
    return {
      version: deps.version,
      pid: process.pid,
      node: process.version,
      dataFolder: realpathSync(deps.dataFolder),
      at: clock.now(),
      startedAt: deps.startedAt,
      upMs: milliseconds(performance.now() - startedMonotonic),
      site: { version: site.current.version, ...(proposal === undefined ? {} : { proposedAt: proposal.proposedAt }) },
      health: deps.health(),
      books: ingest.books(),
      alarmBooks: desk.books(),
      figures: ingest.figures(),
      connections: broker.connections,
      canary: canary(),
      contacts: desk.contacts().map(({ personId, channel, isProven }) => ({ personId, channel, isProven })),
      channels: desk.channels().map(({ channel, healthy, detail }) => ({ channel, healthy, detail })),
      ...(lastCheck === undefined ? {} : { journalCheck: { at: lastCheck.at, ok: lastCheck.ok } }),
      impaired: impairedBy(ingest),
      devices: devicesOf(site.current, devices.enrolled(), ingest),
      commits: await metrics.totalOf("labcanary_log_commit_seconds"),
    };
  };
}

function impairedBy(board: Pick<Ingest, "impairedSignals">): Diagnosis["impaired"] {
  const by = Map.groupBy(board.impairedSignals(), ({ impairment }) => impairment);
  return Object.fromEntries([...by].map(([impairment, signals]) => [impairment, named(signals.map(({ signal }) => signal))]));
}

function devicesOf({ devices, signals }: Site, enrolled: ReadonlySet<string>, board: Pick<Ingest, "status">): Diagnosis["devices"] {
  const signInOf = signInIds(devices);
  const signsIn = new Set(signInOf.values());
  const own = [...signsIn];
  // A gateway has no signals of its own: it was heard where anything behind it was.
  const speaksBy = ({ deviceId }: Signal): string => signInOf.get(deviceId) ?? deviceId;
  const heard = new Set(signals.filter(({ key }) => board.status(key)?.receivedAt !== undefined).map(speaksBy));
  const speaks = new Set(signals.map(speaksBy));
  return {
    described: devices.length,
    notEnrolled: named(own.filter((id) => !enrolled.has(id))),
    neverHeard: named(own.filter((id) => enrolled.has(id) && speaks.has(id) && !heard.has(id))),
    leftOver: named([...enrolled].filter((id) => !signsIn.has(id))),
  };
}
