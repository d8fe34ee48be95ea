import { type Alarm, isOfDrill } from "@labcanary/domain/alarm";
import { milliseconds, seconds } from "@labcanary/domain/basics";
import type { AlarmDesk, Clock, HealthItem, Logger, PlatformPublisher, Service, SignalBoard, SignalStatus } from "@labcanary/domain/ports";
import type { Signal, Site } from "@labcanary/domain/site";
import type { SignalKey } from "@labcanary/domain/telemetry";
import { discoveryOf, SAID_AGAIN_EVERY_SECONDS, TOPICS_OF } from "./documents.ts";
import { createOutgoing } from "./outgoing.ts";
import { alarmNow, countsNow, valueNow } from "./states.ts";

interface Deps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly site: () => Site;
  readonly board: Pick<SignalBoard, "status" | "onReadings">;
  readonly desk: Pick<AlarmDesk, "list" | "onChange">;
  readonly publisher: PlatformPublisher;
  readonly health: () => readonly HealthItem[];
  readonly version: string;
}

export interface HomeAssistantPublishing extends Service {
  /** The site in force has changed. */
  siteChanged(): void;
}

/** Without one of these nothing that is shown is current. */
const NEEDED: ReadonlySet<HealthItem["name"]> = new Set(["broker", "log", "rules"]);

/** Changes of alarms within this are told together, as a flood has many. Chosen: nobody sees the difference. */
const ALARMS_TOGETHER = milliseconds(250);

/** How often the platform says whether it works, and its alarms as they stand. */
const SAID_AGAIN_EVERY = seconds(SAID_AGAIN_EVERY_SECONDS);

/**
 * Signals and alarms as entities of Home Assistant, while a device of the site is one: descriptions, availability and alarms retained, values
 * not, since whoever comes later must not take an old one for now. Nothing is taken back from there.
 */
export function createHomeAssistantPublishing(deps: Deps): HomeAssistantPublishing {
  const { clock, logger, board, desk, publisher } = deps;
  let shown: Shown | undefined;
  let undo: (() => void)[] = [];
  let isRunning = false;
  const changed = new Set<Signal>();
  let cancelTelling: (() => void) | undefined;

  const outgoing = createOutgoing(publisher, logger);
  /** Alarms, and what says that a value is not to be relied on, go before values and descriptions. */
  const publish = (topic: string, payload: string, retain: boolean, first = false): void => outgoing.say({ topic, payload, retain, first });
  const retain = (topic: string, payload: string, first = false): void => {
    // What stands is not said again: hundreds of signals would be with every change of one.
    if (shown?.retained.get(topic) === payload) return;
    shown?.retained.set(topic, payload);
    publish(topic, payload, true, first);
  };

  const tellAvailability = (of: Shown, signal: Signal, status: SignalStatus | undefined): string | undefined => {
    const value = valueNow(signal, status, clock.now());
    retain(TOPICS_OF(of.site).signal(signal).availability, value === undefined ? "offline" : "online", true);
    return value;
  };
  const tellSignal = (of: Shown, signal: Signal, status: SignalStatus | undefined): void => {
    const value = tellAvailability(of, signal, status);
    const { state } = TOPICS_OF(of.site).signal(signal);
    if (value === undefined) outgoing.unsay(state);
    else publish(state, value, false);
  };
  const tellAlarms = (of: Shown, signals: Iterable<Signal> = of.signals.values()): void => {
    // What hears of it acts, and reads no mark.
    const alarms = desk.list().filter((alarm) => !isOfDrill(alarm));
    const bySignal = Map.groupBy(alarms, ({ source }) => (source.kind === "rule" ? source.signal : undefined));
    for (const signal of signals) tellAlarmOf(of, signal, bySignal.get(signal.key) ?? []);
    publish(TOPICS_OF(of.site).alarms, countsNow(alarms), true, true);
  };
  const tellAlarmOf = (of: Shown, signal: Signal, alarms: readonly Alarm[]): void => {
    const topics = TOPICS_OF(of.site).signal(signal);
    const { state, details } = alarmNow(alarms);
    publish(topics.alarm, state, true, true);
    retain(topics.alarmDetails, details, true);
  };
  const tellStatus = (of: Shown): void => {
    const isDown = deps.health().some(({ name, state }) => NEEDED.has(name) && state === "down");
    publish(TOPICS_OF(of.site).status, isDown ? "offline" : "online", true, true);
  };

  const tellChanged = (): void => {
    cancelTelling = undefined;
    const signals = [...changed].filter(({ key }) => shown?.signals.has(key) === true);
    changed.clear();
    if (shown !== undefined) tellAlarms(shown, signals);
  };

  /** Everything as it stands; what is described no more is taken away. */
  const show = (): void => {
    const site = deps.site();
    const before = shown;
    const isWanted = site.devices.some(({ speaks }) => speaks?.convention === "home-assistant");
    shown = isWanted ? { site, signals: new Map(site.signals.map((signal) => [signal.key, signal])), retained: new Map() } : undefined;
    if (shown !== undefined) {
      for (const { topic, payload } of discoveryOf(site, deps.version)) retain(topic, payload);
      for (const signal of site.signals) tellSignal(shown, signal, board.status(signal.key));
      tellAlarms(shown);
      tellStatus(shown);
    }
    for (const topic of topicsOf(before)) if (!topicsOf(shown).has(topic)) publish(topic, "", true);
  };

  return {
    name: "home-assistant",
    async start() {
      isRunning = true;
      show();
      undo = [
        board.onReadings((statuses) => {
          for (const status of statuses) {
            const signal = shown?.signals.get(status.signal);
            if (shown !== undefined && signal !== undefined) tellSignal(shown, signal, status);
          }
        }),
        desk.onChange(({ alarm }) => {
          const signal = alarm.source.kind === "rule" ? shown?.signals.get(alarm.source.signal) : undefined;
          if (signal !== undefined) changed.add(signal);
          if (shown !== undefined) cancelTelling ??= clock.after(ALARMS_TOGETHER, tellChanged);
        }),
        clock.every(SAID_AGAIN_EVERY, () => {
          if (shown === undefined) return;
          tellAlarms(shown);
          tellStatus(shown);
          for (const signal of shown.signals.values()) tellAvailability(shown, signal, board.status(signal.key));
        }),
        () => cancelTelling?.(),
      ];
    },
    async stop() {
      isRunning = false;
      for (const step of undo.splice(0)) step();
      // The broker stops after this: whoever hears it knows that nothing is current any more.
      if (shown !== undefined) publish(TOPICS_OF(shown.site).status, "offline", true, true);
      shown = undefined;
      await outgoing.settled();
    },
    siteChanged() {
      if (isRunning) show();
    },
  };
}

/** What is described now. */
interface Shown {
  readonly site: Site;
  readonly signals: ReadonlyMap<SignalKey, Signal>;
  /** What was said last on each retained topic that is said only when it changes. */
  readonly retained: Map<string, string>;
}

/** Every retained topic there is of what is shown. */
function topicsOf(shown: Shown | undefined): ReadonlySet<string> {
  if (shown === undefined) return new Set();
  const topics = TOPICS_OF(shown.site);
  const alarms = [...shown.signals.values()].map((signal) => topics.signal(signal).alarm);
  return new Set([...shown.retained.keys(), ...alarms, topics.alarms, topics.status]);
}
