import { dirname } from "node:path";
import { type DurationMs, elapsed, err, milliseconds, ok } from "@labcanary/domain/basics";
import type { Clock, DrillPlayer, Logger, Service } from "@labcanary/domain/ports";
import { DRILL_DEVICE, type DrillPlan, type Signal } from "@labcanary/domain/site";
import { createLink, createRandom, createSimulation, type Link, type Simulation, type Step, type Story } from "@labcanary/firmware-sim";
import type { DrillAccess } from "./access.ts";
import { type DrillStoryProblem, storyOf } from "./story.ts";
import { createTwinLinks } from "./twin-link.ts";

interface Deps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly access: Pick<DrillAccess, "issue" | "end">;
  /** The way a device has, once the broker listens; undefined: there is no plain listener. */
  readonly brokerUrl: () => string | undefined;
  /** Those of the site in force. */
  readonly signals: () => readonly Signal[];
}

interface Played {
  readonly number: number;
  readonly plan: DrillPlan;
  /** In the platform's time: when the drill began. */
  readonly beganAt: number;
  readonly stop?: () => Promise<void>;
}

/** Plays scenarios beside the site file as the drill's own device, over the broker's own listener. Before `start` what is to be played waits. */
export function createDrillPlayer(siteFile: string, { clock, logger, access, brokerUrl, signals }: Deps): DrillPlayer & Service {
  const folder = dirname(siteFile);
  let isStarted = false;
  let played: Played | undefined;
  let stopping: Promise<unknown> = Promise.resolve();

  function begin(): void {
    if (!isStarted || played === undefined || played.stop !== undefined) return;
    const { plan, beganAt } = played;
    const story = storyOf(folder, plan, signals());
    const url = brokerUrl();
    if (!story.ok || url === undefined) {
      logger.error(
        { plan: plan.id, reason: story.ok ? "there is no plain MQTT listener" : saidOf(story.error) },
        "A drill cannot be played",
      );
      return;
    }
    const random = createRandom(story.value.seed);
    const link = openLink(url, access.issue(), { clock, random, onCommand() {} });
    const from = milliseconds(clock.now() - beganAt);
    let isHeard = false;
    const createTwinLink = createTwinLinks(plan.signals, { hand: (topic, payload) => isHeard && link.hand(topic, payload) });
    const { simulation, past } = simulationOf(story.value, from, { clock, random, createLink: createTwinLink });
    const started = simulation
      .start()
      .then(() => {
        // What has happened already has happened before anything is heard: after a restart it is as it was.
        for (const step of past) simulation.apply(step);
        isHeard = true;
        for (const device of simulation.devices.values()) device.report();
      })
      .catch((error: unknown) => logger.error({ error: String(error), plan: plan.id }, "A drill cannot be played"));
    played = {
      ...played,
      async stop() {
        await started;
        await simulation.stop();
        await link.close();
      },
    };
  }

  function end(): void {
    access.end();
    const former = played?.stop;
    played = undefined;
    if (former === undefined) return;
    stopping = Promise.all([stopping, former()]).catch((error: unknown) =>
      logger.error({ error: String(error) }, "The device of a drill could not be stopped in order"),
    );
  }

  return {
    name: "drill-player",
    check(plan) {
      const story = storyOf(folder, plan, signals());
      return story.ok ? ok(undefined) : err(saidOf(story.error));
    },
    play(number, plan, from) {
      end();
      played = { number, plan, beganAt: clock.now() - from };
      begin();
    },
    get playing() {
      return played?.number;
    },
    end,
    async start() {
      isStarted = true;
      begin();
    },
    async stop() {
      end();
      isStarted = false;
      await stopping;
    },
  };
}

const saidOf = ({ code, message }: DrillStoryProblem): string => `${code}: ${message}`;

function openLink(url: string, token: string, deps: Parameters<typeof createLink>[1]): Link {
  const link = createLink(
    {
      url,
      deviceId: DRILL_DEVICE,
      token,
      statusTopic: `v1/devices/${DRILL_DEVICE}/status`,
      commandsTopic: `v1/devices/${DRILL_DEVICE}/commands`,
      onlineStatus: JSON.stringify({ state: "online" }),
      offlineStatus: JSON.stringify({ state: "offline" }),
    },
    deps,
  );
  link.open();
  return link;
}

/** A story from a span after its beginning on, and what lies behind it. */
function simulationOf(
  story: Story,
  from: DurationMs,
  deps: Parameters<typeof createSimulation>[1],
): { readonly simulation: Simulation; readonly past: readonly Step[] } {
  const { name, about, environment } = story;
  const devices = story.devices.filter(({ spokenFor }) => spokenFor === undefined);
  const known = new Set(devices.map(({ id }) => id));
  const all = story.lines
    .flatMap((line) => (line.kind === "device" ? line.steps : []))
    .filter(({ deviceId }) => known.has(deviceId))
    .map(({ at, deviceId, action }) => ({ at: milliseconds(elapsed(story.startsAt, at) - from), deviceId, action }));
  const steps = all.filter(({ at }) => at >= 0);
  const scenario = {
    name,
    about: about.en,
    devices,
    base: name,
    timeFactor: 1,
    steps,
    ...(environment === undefined ? {} : { environment }),
  };
  const credentials = new Map(devices.map(({ id }) => [id, ""]));
  // Its device says that it is a drill; a mark on the values would make tests of its alarms.
  const options = { url: "drill:", credentials, scenarios: new Map([[name, scenario]]), first: name, markSimulated: false };
  return { simulation: createSimulation(options, deps), past: all.filter(({ at }) => at < 0) };
}
