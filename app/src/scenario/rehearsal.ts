import { join } from "node:path";
import { setImmediate as nextTurn, setTimeout as later } from "node:timers/promises";
import { type Alerting, createAlerting } from "@labcanary/alerting";
import { days, type DurationMs, elapsed, type EpochMs, epochMs, milliseconds, minus, seconds } from "@labcanary/domain/basics";
import type { JournalEntry } from "@labcanary/domain/messages";
import type { Impairment, Logger } from "@labcanary/domain/ports";
import { isCanary, type Site } from "@labcanary/domain/site";
import { createIngest, type Ingest, LOG_DEFAULTS } from "@labcanary/ingest";
import { type BooksHappening, createRandom, createSimulation, type ImpairmentHappening, type Story } from "@labcanary/firmware-sim";
import { createMetrics } from "../platform/metrics.ts";
import { createDirectLinks } from "./direct-link.ts";
import { openUnhurried } from "./unhurried-segment.ts";
import { createPeople, type People } from "./people.ts";
import { openRecording, type RecordedPlayer } from "./recorded-file.ts";
import { createRecordedFrames } from "./recorded-frames.ts";
import { createRecordingChannels, type RecordingChannels } from "./recording-channel.ts";
import { makeThrowAwayFolder } from "./throw-away-folder.ts";
import { createVirtualClock, type VirtualClock } from "./virtual-clock.ts";

/** Everything that came of a story. The same story, site and seed give the same, to the byte. */
export interface Rehearsed {
  /** Oldest first. */
  readonly journal: readonly JournalEntry[];
  /** What impaired signals, and how the books stood: what no journal tells. */
  readonly beside: readonly (ImpairmentHappening | BooksHappening)[];
  /** Why deeds of the story could not be done, by their line. */
  readonly refused: ReadonlyMap<number, string>;
  readonly alarmOf: (alarmId: string) => { readonly rule: string; readonly zoneId?: string } | undefined;
}

/**
 * Time is moved in steps of a second while anything is under way. While all is quiet it goes at once to when something is due, at most this
 * far: longer without a record in the log would be taken for a time in which nobody could be heard.
 */
const LONGEST_STEP = seconds(9);
const STEP = seconds(1);

/** Devices begin to speak before the story does, so that it begins with a site that is heard. Chosen: longer than most report intervals. */
const LEAD_IN = seconds(60);

/** Of a recording nobody speaks before it begins. */
const leadInOf = ({ recording }: Story): DurationMs => (recording === undefined ? LEAD_IN : seconds(0));

/** Rehearsed readings are as old as the story says; nothing of them may be past its time. */
const KEPT = days(100 * 365);

interface Deps {
  readonly site: Site;
  readonly logger: Logger;
}

/**
 * Plays a story in virtual time: the accepted log, the rules, the alarms, the journal and the outbox of the platform in this process, with
 * devices that hand over their frames without a network, and phones that keep what they are sent.
 */
export async function rehearse(story: Story, deps: Deps): Promise<Rehearsed> {
  const { folder, remove } = makeThrowAwayFolder();
  try {
    return await rehearseIn(folder, story, deps);
  } finally {
    remove();
  }
}

/** What moves together while a story is played. */
interface Stage {
  readonly clock: VirtualClock;
  readonly ingest: Ingest;
  readonly alerting: Alerting;
  readonly phones: RecordingChannels;
  readonly recorded?: RecordedPlayer;
  /** How much has changed, by alarms, by texts and by people; and how much of it was known when all had come to rest last. */
  readonly stirred: { readonly count: () => number; settled: number };
}

/** As `rehearse`, and leaves a data folder as a platform would have. */
export async function rehearseIn(folder: string, story: Story, { site, logger }: Deps): Promise<Rehearsed> {
  const clock = createVirtualClock(minus(story.startsAt, leadInOf(story)));
  const phones = createRecordingChannels();
  const common = { clock: clock.coarse, logger, metrics: createMetrics(), site: () => site };
  const alerting = createAlerting(
    { dataFolder: folder, journalHeadFile: join(folder, "journal.head"), eventRetention: KEPT },
    { ...common, channels: phones.channels, newPersonKey: countedKeys() },
  );
  const history = {
    kind: "sqlite",
    options: { file: join(folder, "history.sqlite"), retention: { raw: KEPT, minutes: KEPT, hours: KEPT } },
  } as const;
  // A snapshot is for a restart, and there is none.
  const ingest = createIngest(
    { dataFolder: join(folder, "ingest"), log: LOG_DEFAULTS, history, saveEvery: KEPT, historyWriter: "on-demand" },
    { ...common, sink: alerting, openSegment: openUnhurried },
  );
  const links = createDirectLinks(ingest);
  const devices = simulationOf(story, clock, links.createLink, site.timeZone);
  const people = createPeople(story, { alerting, phones, site, clock: clock.exact });
  let changes = 0;
  alerting.onChange(() => void changes++);
  const stage = { clock, ingest, alerting, phones, stirred: { count: () => changes + people.deeds, settled: 0 } };

  await alerting.start();
  try {
    await ingest.start();
    const recorded =
      story.recording === undefined
        ? undefined
        : await openRecording(story.recording, story.startsAt, createRecordedFrames(ingest, site, story.startsAt));
    try {
      await devices.start();
      const impaired = await playOut(story, recorded === undefined ? stage : { ...stage, recorded }, people);
      const books = await booksOf(story, stage);
      await devices.stop();
      return {
        journal: alerting.journal({ limit: Number.MAX_SAFE_INTEGER }),
        beside: [...impaired, ...books],
        refused: people.refused,
        alarmOf: namesOf(alerting),
      };
    } finally {
      recorded?.close();
      await ingest.stop();
    }
  } finally {
    await alerting.stop();
  }
}

function simulationOf(story: Story, clock: VirtualClock, createLink: ReturnType<typeof createDirectLinks>["createLink"], timeZone: string) {
  const steps = story.lines
    .flatMap((line) => (line.kind === "device" ? line.steps : []))
    .map(({ at, deviceId, action }) => ({ at: milliseconds(leadInOf(story) + elapsed(story.startsAt, at)), deviceId, action }));
  const { name, about, devices, environment, seed } = story;
  const scenario = {
    name,
    about: about.en,
    devices,
    base: name,
    timeFactor: 1,
    steps,
    ...(environment === undefined ? {} : { environment }),
  };
  const credentials = new Map(devices.flatMap(({ id, spokenFor }) => [id, spokenFor?.gateway ?? id].map((signingIn) => [signingIn, ""])));
  return createSimulation(
    // Nothing here is real, and nobody but this process is told: alarms and texts are as they would be.
    { url: "direct:", credentials, scenarios: new Map([[name, scenario]]), first: name, markSimulated: false, timeZone },
    { clock: clock.exact, random: createRandom(seed), createLink },
  );
}

/** After the last line of the journal, what follows from it may still be to come: texts, answers, reports. Chosen: no such wait is longer. */
const STIR: DurationMs = seconds(60);

/** Moves time from the lead-in to the end. Returns what impaired signals on the way. */
async function playOut(story: Story, stage: Stage, people: People): Promise<readonly ImpairmentHappening[]> {
  const { clock, ingest, alerting, recorded } = stage;
  const impaired: ImpairmentHappening[] = [];
  let before: ReadonlyMap<string, Impairment> = new Map();
  let revision = -1;
  let stirredAt = clock.exact.now();
  let isAlarm = false;
  people.begin();
  await settle(stage);
  while (clock.exact.now() < story.endsAt) {
    const now = clock.exact.now();
    const isUnderWay = isAlarm || elapsed(stirredAt, now) < STIR;
    const spoken = Math.min(clock.nextDue, recorded?.nextDue ?? Number.POSITIVE_INFINITY);
    const due = Math.min(spoken, isUnderWay ? now + STEP : Math.min(now + LONGEST_STEP, ingest.nextDeadline()), story.endsAt);
    clock.advanceTo(epochMs(Math.max(due, now + 1)));
    await recorded?.play(clock.exact.now());
    if (await settle(stage)) {
      people.settled();
      stirredAt = clock.exact.now();
      isAlarm = alerting.list({ limit: 1 }).length > 0;
    }
    if (ingest.impairedRevision() === revision) continue;
    revision = ingest.impairedRevision();
    const then = impairedNow(ingest);
    impaired.push(...differences(before, then, clock.exact.now()));
    before = then;
  }
  return impaired;
}

/**
 * Lets everything that follows from the present moment come to rest, and says whether that was anything. What devices handed over goes into
 * the log before the tick by which the rules are waited for.
 */
async function settle({ clock, ingest, phones, stirred }: Stage): Promise<boolean> {
  await ingest.evaluateUntilNow();
  const before = stirred.settled;
  for (;;) {
    await nextTurn();
    phones.reportDelivered(clock.exact.now());
    const now = stirred.count() + phones.accepted.length;
    if (now === stirred.settled) return now !== before;
    stirred.settled = now;
  }
}

const impairedNow = (ingest: Ingest): ReadonlyMap<string, Impairment> =>
  new Map(ingest.impairedSignals().flatMap(({ signal, impairment }) => (isCanary(signal) ? [] : [[signal, impairment]])));

function differences(
  before: ReadonlyMap<string, Impairment>,
  then: ReadonlyMap<string, Impairment>,
  at: EpochMs,
): readonly ImpairmentHappening[] {
  const begun = [...then].filter(([signal, impairment]) => before.get(signal) !== impairment);
  const over = [...before.keys()].filter((signal) => !then.has(signal));
  return [
    ...over.map((signal) => ({ kind: "impaired", at, signal }) as const),
    ...begun.map(([signal, impairment]) => ({ kind: "impaired", at, signal, impairment }) as const),
  ];
}

/** Chosen: a thread that has not written a rehearsal's few readings by then never will. */
const BOOKS_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 10;

/** The books once the history has everything; looked at only where the story asks for them, since a thread of its own writes the history. */
async function booksOf(story: Story, { clock, ingest }: Stage): Promise<readonly BooksHappening[]> {
  if (!story.lines.some((line) => line.kind === "expect" && line.expected.kind === "books")) return [];
  await ingest.writeHistory();
  const begun = performance.now();
  while (ingest.books().waitingFrames > 0 && performance.now() - begun < BOOKS_WITHIN_MS) await later(LOOK_EVERY_MS);
  const { received, stored, duplicate, rejected, quarantined, waitingFrames, balanced } = ingest.books();
  const detail = `received ${received}, stored ${stored}, duplicate ${duplicate}, rejected ${rejected}, quarantined ${quarantined}`;
  return [
    {
      kind: "books",
      at: clock.exact.now(),
      balanced: balanced && waitingFrames === 0,
      detail: waitingFrames === 0 ? detail : `${detail}, ${waitingFrames} records waiting`,
    },
  ];
}

function namesOf(alerting: Alerting): Rehearsed["alarmOf"] {
  const known = new Map<string, ReturnType<Rehearsed["alarmOf"]>>();
  for (const { alarmId } of alerting.journal({ limit: Number.MAX_SAFE_INTEGER })) {
    const alarm = alarmId === undefined || known.has(alarmId) ? undefined : alerting.get(alarmId);
    if (alarm === undefined) continue;
    const { source, id } = alarm;
    known.set(id, source.kind === "rule" ? { rule: source.ruleId, zoneId: source.zoneId } : { rule: source.condition });
  }
  return (alarmId) => known.get(alarmId);
}

/** Nobody is named in a rehearsal who has to be forgotten; the same story is to give the same bytes. */
function countedKeys(): () => string {
  let count = 0;
  return () => `~${(count++).toString(16).padStart(20, "0")}`;
}
