import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { rulesStandingAt, storedJournal } from "@labcanary/alerting";
import { elapsed, type EpochMs, epochMs, err, ok, type Result, seconds } from "@labcanary/domain/basics";
import type { Logger } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { type Happening, happeningsOf } from "@labcanary/firmware-sim";
import type { StoredHistory } from "../platform/stored-history.ts";
import { readingLine, type RecordedEvent, type RecordedLine, timesOf, writeRecording } from "./recorded-file.ts";
import { receivedIn, type ReceivedEvent, type Source, sourceOf } from "./received.ts";
import { NOTHING_ELSE, recordedStory } from "./recorded-story.ts";
import { type Tested, testStory } from "./test-story.ts";
import { zonesInside } from "./zones-inside.ts";

export interface RecordOptions {
  readonly stored: StoredHistory;
  readonly site: Site;
  readonly siteFile: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Only what is in these zones, or inside them. Absent: everything. */
  readonly zones?: readonly string[];
  /** The scenario to be written; its readings go beside it. Neither may be there yet. */
  readonly file: string;
}

export interface Recording {
  readonly source: Source;
  readonly lines: number;
  /** Sentences that did not come again when it was played, each with what came instead: they stand in the file as comments. */
  readonly leftOut: readonly string[];
  readonly expectations: number;
  /** Rules that stood when the period began. They are raised again with their first reading, which the scenario expects. */
  readonly stood: readonly string[];
  /** What could not be read. */
  readonly missing: readonly string[];
}

/** Where the readings of a recorded scenario are. */
export const recordingBeside = (file: string): string => `${file.replace(/\.ya?ml$/, "")}.ndjson`;

/** How often a recording is played to find what does not come again: leaving one sentence out may change another. */
const ROUNDS = 4;

/**
 * Makes a scenario of a period of a site: what was received, what people did and what came of it, without who they are. It is played before
 * it is handed over, so that it passes as it is; what came from before the period and does not come again is left out, and told.
 */
export async function recordStory(options: RecordOptions, logger: Logger): Promise<Result<Recording, string>> {
  const { stored, site, from, to, zones, file } = options;
  const inside = zones === undefined ? undefined : zonesInside(site, zones);
  const watched: Site = inside === undefined ? site : { ...site, signals: site.signals.filter(({ zoneId }) => inside.has(zoneId)) };
  const beside = recordingBeside(file);
  const missing: string[] = [];
  const standIns = createStandIns();
  const source = await sourceOf(options);
  let firstAt: EpochMs | undefined;

  async function* lines(): AsyncGenerator<RecordedLine> {
    const keys = new Set(watched.signals.map(({ key }) => key));
    const devices = new Set(watched.signals.map(({ deviceId }) => deviceId));
    let last = 0;
    const received = receivedIn(source, { stored, site: watched, from, to, onMissing: (text) => void missing.push(text) });
    for await (const line of received) {
      if (line.kind === "point" ? !keys.has(line.point.signal) : !devices.has(line.event.deviceId)) continue;
      const told = line.kind === "point" ? readingLine(line.point, from, line.historical) : eventLine(line.event, from, standIns);
      // The log says when each was received; a reading the history has late is played when it came, and never out of turn.
      last = Math.max(last, told.t);
      firstAt ??= epochMs(from + last);
      yield { ...told, t: last };
    }
  }
  const count = await writeRecording(beside, lines());
  if (count === 0) return err("nothing was received in that period; look at --from, --to and --zone");

  const journal = storedJournal(stored.dataFolder, from, to);
  const sources = journal?.sources ?? new Map();
  const happened = happeningsOf(journal?.entries ?? [], (id) => {
    const of = sources.get(id);
    if (of?.kind !== "rule" || (inside !== undefined && !inside.has(of.zoneId))) return undefined;
    return { rule: of.ruleId, zoneId: of.zoneId };
  });
  const ofAlarms = happened.filter((one) => one.kind !== "text" || one.alarmIds.length > 0);
  const told = { ...options, recording: basename(beside), people: standIns.all(), deeds: journal?.entries ?? [] };
  writeFileSync(file, recordedStory({ ...told, happened: ofAlarms, stood: [] }), { flag: "wx", mode: 0o600 });
  const again = await raisedAgain(file, rulesStandingAt(stored.dataFolder, from), logger);
  if (again.stood.length > 0) {
    const all = [...ofAlarms, ...again.happened].toSorted((one, other) => one.at - other.at);
    writeFileSync(file, recordedStory({ ...told, happened: all, stood: again.stood }));
  }
  const played = await withoutWhatDoesNotComeAgain(file, logger);
  if (!played.ok) {
    for (const written of [file, beside]) rmSync(written);
    return err(`${played.error}${lateBeginning(from, firstAt)}`);
  }
  return ok({ source, lines: count, ...played.value, stood: again.stood, missing });
}

/** What comes of alarms that stood when the period began: nobody was told of them within it, and when it is played they are new. */
async function raisedAgain(
  file: string,
  standing: ReadonlySet<string>,
  logger: Logger,
): Promise<{ readonly stood: readonly string[]; readonly happened: readonly Happening[] }> {
  if (standing.size === 0) return { stood: [], happened: [] };
  const { happened } = playedOf(await testStory(file, logger));
  const raised = happened.filter((one) => one.kind === "alarm" && one.turn === "raised" && standing.has(one.rule));
  const ids = new Set(raised.flatMap((one) => (one.kind === "alarm" ? one.alarmId : [])));
  const texts = happened.filter((one) => one.kind === "text" && one.alarmIds.length > 0 && one.alarmIds.every((id) => ids.has(id)));
  return { stood: [...new Set(raised.flatMap((one) => (one.kind === "alarm" ? one.rule : [])))], happened: [...raised, ...texts] };
}

function playedOf(tested: Awaited<ReturnType<typeof testStory>>): Tested {
  if (!tested.ok) throw new Error(`a recording that cannot be read: ${tested.error.join("; ")}`);
  return tested.value;
}

/** Who says nothing at the beginning is silent when it is played, also where the platform was not running yet. */
const LATE = seconds(30);
const lateBeginning = (from: EpochMs, firstAt: EpochMs | undefined): string =>
  firstAt === undefined || elapsed(from, firstAt) < LATE
    ? ""
    : `. Nothing was received before ${new Date(firstAt).toISOString()}: where the platform was not running yet, begin there`;

/**
 * An alarm or a text too many is no sentence to leave out: a scenario that does not expect nothing else would pass with any number of them.
 */
async function withoutWhatDoesNotComeAgain(
  file: string,
  logger: Logger,
): Promise<Result<Pick<Recording, "leftOut" | "expectations">, string>> {
  const leftOut: string[] = [];
  for (let round = 0; ; round++) {
    const tested = playedOf(await testStory(file, logger));
    const { verdicts, passed } = tested;
    if (passed) return ok({ leftOut, expectations: expectationsOf(tested) });
    const failed = verdicts.filter(({ outcome }) => outcome === "otherwise");
    const tooMany = failed.find(({ text }) => text === NOTHING_ELSE);
    if (tooMany !== undefined && (failed.length === 1 || round === ROUNDS)) return err(tooMuchCame(tooMany.instead));
    if (round === ROUNDS)
      return err(`it does not come the same twice: ${failed.map(({ text }) => text).join("; ")}. ${OTHERWISE}; nothing was written`);
    const lines = readFileSync(file, "utf8").split("\n");
    for (const { line, text, instead = [] } of failed) {
      if (text === NOTHING_ELSE) continue;
      // What came instead may be the text of a message: only its beginning, and never a line of its own.
      lines[line - 1] = `  # Not when it was played: ${text}`;
      leftOut.push(`${text}: ${instead.join("; ")}`);
    }
    writeFileSync(file, lines.join("\n"));
  }
}

const OTHERWISE = "Begin earlier with --from, so that what leads to it is in the period, or record by the site file that was in force then";
const tooMuchCame = (instead: readonly string[] = []): string =>
  `what did not come then came when it was played: ${instead.join("; ")}. ${OTHERWISE}; nothing was written`;

const expectationsOf = ({ verdicts }: Tested): number => verdicts.filter(({ outcome }) => outcome === "as-expected").length;

interface StandIns {
  /** The name that stands for a badge: the same for the same badge. */
  of(badge: string, roles: readonly string[] | undefined): string;
  all(): readonly { readonly id: string; readonly roles: readonly string[] }[];
}

function createStandIns(): StandIns {
  const known = new Map<string, { readonly id: string; readonly roles?: readonly string[] }>();
  return {
    of(badge, roles) {
      const found = known.get(badge);
      if (found !== undefined) return found.id;
      const id = roles === undefined ? `unknown-badge-${known.size + 1}` : `badge-${known.size + 1}`;
      known.set(badge, { id, ...(roles === undefined ? {} : { roles }) });
      return id;
    },
    all: () => [...known.values()].flatMap(({ id, roles }) => (roles === undefined ? [] : [{ id, roles }])),
  };
}

function eventLine(event: ReceivedEvent, from: EpochMs, standIns: StandIns): RecordedEvent {
  const { at, receivedAt, deviceId, kind, door, granted, object, badge, roles, unknownBadge } = event;
  const shown = badge ?? (unknownBadge === true ? "" : undefined);
  return {
    ...timesOf(at, receivedAt, from),
    d: deviceId,
    k: kind,
    ...(door === undefined ? {} : { door }),
    ...(shown === undefined ? {} : { badge: standIns.of(shown, roles) }),
    ...(granted === undefined ? {} : { granted }),
    ...(object === undefined ? {} : { object }),
  };
}
