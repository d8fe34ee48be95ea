import { type EpochMs, elapsed, epochMs, milliseconds, plus } from "@labcanary/domain/basics";
import type { Clock, Impairment, Service } from "@labcanary/domain/ports";
import type { DeviceDeps } from "../device.ts";
import type { Random } from "../random.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { createSimulation, type Simulation } from "../simulation.ts";
import { type Deed, type Happening, happeningsOf, type Story, type StoryLine } from "../story/index.ts";
import type { LiveAlarm, LiveSite } from "./live-site.ts";

export interface LiveStoryOptions {
  readonly story: Story;
  /** The MQTT server. */
  readonly url: string;
  /** Tokens by device id. */
  readonly credentials: ReadonlyMap<string, string>;
  readonly markSimulated: boolean;
  /** People do what there is to do: nothing of what the story has them do is done. */
  readonly training: boolean;
  /** IANA zone of devices whose clocks show a time without saying which. Default UTC. */
  readonly timeZone?: string;
}

export interface LiveStoryDeps {
  readonly clock: Clock;
  readonly random: Random;
  /** Absent: the story is played, and nothing is known of what comes of it. */
  readonly site?: LiveSite;
  readonly createLink?: DeviceDeps["createLink"];
  /** Told as each sentence happens, for whoever watches. */
  readonly onLine?: (line: StoryLine) => void;
}

/** A story on a running platform, in the time of its clock. It begins with `start`. */
export interface LiveStory extends Service {
  readonly simulation: Simulation;
  /** Resolves when its last moment has come. */
  readonly over: Promise<void>;
  /** Resolves when everything asked of the platform so far was answered. */
  whenAnswered(): Promise<void>;
  /** Why deeds could not be done, by their line. */
  readonly refused: ReadonlyMap<number, string>;
  /** What came of it, in the story's own time. Only alarms of its devices, and texts about these: others have nothing to do with it. */
  happened(): Promise<readonly Happening[]>;
}

/** Sentences that nobody but people with phones can carry out on a running platform. */
export const byHandOnly = ({ lines }: Story): readonly StoryLine[] =>
  lines.filter((line) => line.kind === "texts" || (line.kind === "person" && line.deed.verb === "answer"));

export function createLiveStory(options: LiveStoryOptions, deps: LiveStoryDeps): LiveStory {
  const { story, training } = options;
  const { clock, site } = deps;
  const simulation = simulationOf(options, deps);
  const refused = new Map<number, string>();
  const impaired: Happening[] = [];
  const asked = new Set<Promise<void>>();
  const cancels: (() => void)[] = [];
  let startedAt = epochMs(0);
  let before: ReadonlyMap<string, Impairment> = new Map();
  let end = (): void => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  let failure: unknown;

  const lifeOf = (at: EpochMs): EpochMs => plus(startedAt, elapsed(story.startsAt, at));
  const storyTimeOf = (at: EpochMs): EpochMs => plus(story.startsAt, elapsed(startedAt, at));
  /** An answer the platform does not give is told at the end, and not while devices are playing. */
  const ask = (work: () => Promise<void>): void => {
    const asking = work()
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => asked.delete(asking));
    asked.add(asking);
  };
  const at = (moment: EpochMs, run: () => void): void => {
    cancels.push(clock.after(milliseconds(Math.max(0, elapsed(clock.now(), lifeOf(moment)))), run));
  };

  async function carryOut(line: Extract<StoryLine, { kind: "person" }>, live: LiveSite): Promise<void> {
    const { deed } = line;
    if (deed.verb === "answer") return;
    const alarms = (await live.alarms()).filter((alarm) => isOurs(alarm) && (deed.rule === undefined || deed.rule === alarm.named.rule));
    if (alarms.length === 0) return void refused.set(line.line, "there was no such alarm then");
    const outcomes = await Promise.all(alarms.map(({ id }) => live.act(deed.verb, id, bodyOf(deed))));
    const [first] = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.error]));
    if (first !== undefined && outcomes.every(({ ok: done }) => !done)) refused.set(line.line, first);
  }

  async function lookAtImpaired(live: LiveSite, moment: EpochMs): Promise<void> {
    const then = new Map([...(await live.impaired())].filter(([signal]) => isOfStory(signal)));
    for (const signal of before.keys()) if (!then.has(signal)) impaired.push({ kind: "impaired", at: moment, signal });
    // On a platform that is told so, every signal we play is simulated: that is no finding.
    for (const [signal, impairment] of then)
      if (impairment !== "simulated" && before.get(signal) !== impairment)
        impaired.push({ kind: "impaired", at: moment, signal, impairment });
    before = new Map([...then].filter(([, impairment]) => impairment !== "simulated"));
  }

  const ownDevices = new Set(story.devices.map(({ id }) => id));
  const isOfStory = (key: string): boolean => ownDevices.has(key.slice(0, Math.max(0, key.indexOf("/"))));
  const isOurs = ({ deviceId }: Pick<LiveAlarm, "deviceId">): boolean => deviceId !== undefined && ownDevices.has(deviceId);

  return {
    name: "live-story",
    simulation,
    refused,
    over,
    async start() {
      startedAt = clock.now();
      await simulation.start();
      for (const line of story.lines) {
        if (line.kind === "expect") {
          const moment = lookedAt(line.expected);
          if (moment !== undefined && site !== undefined) at(moment, () => ask(() => lookAtImpaired(site, moment)));
          continue;
        }
        const moment = line.kind === "device" ? line.steps[0]?.at : line.at;
        if (moment === undefined) continue;
        at(moment, () => {
          deps.onLine?.(line);
          if (line.kind === "person" && site !== undefined && !training) ask(() => carryOut(line, site));
        });
      }
      at(story.endsAt, end);
    },
    async stop() {
      for (const cancel of cancels.splice(0)) cancel();
      await Promise.all(asked);
      await simulation.stop();
    },
    async whenAnswered() {
      while (asked.size > 0) await Promise.all(asked);
    },
    async happened() {
      await Promise.all(asked);
      if (failure !== undefined) throw failure;
      if (site === undefined) return [];
      const { entries, alarms } = await site.journal(startedAt);
      const ours = new Set([...alarms.values()].filter(isOurs).map(({ id }) => id));
      const told = happeningsOf(entries, (id) => alarms.get(id)?.named).filter((one) => concerns(one, ours));
      const timed = told.map((one) => ({ ...one, at: storyTimeOf(one.at) }));
      const books = wantsBooks(story) ? [{ kind: "books" as const, at: story.endsAt, ...(await site.books()) }] : [];
      return [...timed, ...impaired, ...books].toSorted((one, other) => one.at - other.at);
    },
  };
}

function simulationOf(
  { story, url, credentials, markSimulated, timeZone }: LiveStoryOptions,
  { clock, random, createLink }: LiveStoryDeps,
): Simulation {
  const steps = story.lines
    .flatMap((line) => (line.kind === "device" ? line.steps : []))
    .map(({ at, deviceId, action }) => ({ at: elapsed(story.startsAt, at), deviceId, action }));
  const { name, about, devices, environment } = story;
  const scenario: Scenario = {
    name,
    about: about.en,
    devices,
    base: name,
    timeFactor: 1,
    steps,
    ...(environment === undefined ? {} : { environment }),
  };
  return createSimulation(
    {
      url,
      credentials,
      scenarios: new Map([[name, scenario]]),
      first: name,
      markSimulated,
      ...(timeZone === undefined ? {} : { timeZone }),
    },
    { clock, random, ...(createLink === undefined ? {} : { createLink }) },
  );
}

/** When what an expectation speaks of must be looked at, since no journal tells it. */
function lookedAt(expected: Extract<StoryLine, { kind: "expect" }>["expected"]): EpochMs | undefined {
  switch (expected.kind) {
    case "impaired":
      return expected.by;
    case "count":
    case "quiet":
      return expected.at;
    case "alarm":
    case "no-alarm":
    case "text":
    case "books":
    case "nothing-else":
      return undefined;
  }
}

const wantsBooks = ({ lines }: Story): boolean => lines.some((line) => line.kind === "expect" && line.expected.kind === "books");

function concerns(one: Happening, ours: ReadonlySet<string>): boolean {
  if (one.kind === "alarm") return ours.has(one.alarmId);
  return one.kind !== "text" || one.alarmIds.some((id) => ours.has(id));
}

function bodyOf(deed: Exclude<Deed, { verb: "answer" }>): object {
  switch (deed.verb) {
    case "shelve":
      return { minutes: deed.span / 60_000, reason: deed.reason };
    case "close":
      return { cause: deed.cause };
    case "acknowledge":
    case "attend":
    case "reset":
    case "unshelve":
      return {};
  }
}
