import { type DurationMs, milliseconds, seconds } from "@labcanary/domain/basics";
import {
  type DeliveryOutcome,
  type DeliveryReport,
  initialChoice,
  type Notification,
  otherPlace,
  type RouteChoice,
  type RouteEvent,
  type RoutePlace,
  stepRoutes,
} from "@labcanary/domain/notification";
import type { Clock, Logger } from "@labcanary/domain/ports";
import { TIMED_OUT, UNREACHABLE } from "./failures.ts";
import { createRemembered } from "./remembered.ts";
import type { Channel, ChannelHealth, RouteSwitch } from "../ports.ts";
import type { RouteMemory } from "./route-memory.ts";

/** One way of text messages. The name is the one in the settings. */
export interface NamedRoute {
  readonly name: string;
  readonly channel: Channel;
}

export interface FailoverDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly memory: RouteMemory;
}

/** Longest one way has for a text before the other is tried (DESIGN 6.3). */
const ROUTE_LIMIT = seconds(3);

/** Longest it has after that to say whether it has the text after all (chosen: a channel that minds its signal needs a thousandth of it). */
const GRACE = milliseconds(200);

/** How often both ways are asked whether they answer (chosen: two unanswered probes find an outage within a minute, before a text does). */
const PROBE_EVERY = seconds(30);

/** Texts whose way is remembered, so that the other's word on them is taken for what it is (chosen: a flood of a day). */
const TEXTS_REMEMBERED = 2000;

/**
 * Two ways of text messages behind one another, as one. A text the way in use does not take goes by the other at once. After a *timeout* the
 * first may have it all the same, and somebody may get it twice: better than not at all. Which way is in use, and when it changes, is
 * `stepRoutes`'s.
 */
export function createFailoverChannel(
  routes: { readonly first: NamedRoute; readonly second: NamedRoute },
  { clock, logger, memory }: FailoverDeps,
): Channel {
  const switchListeners: ((change: RouteSwitch) => void)[] = [];
  const reportListeners: ((report: DeliveryReport) => void)[] = [];
  /** Changes no listener has kept yet. */
  const untold: RouteSwitch[] = [];
  /** Which way accepted a text. */
  const wayOf = createRemembered<RoutePlace>(TEXTS_REMEMBERED);
  let choice: RouteChoice = initialChoice();
  let stopTicking = (): void => {};

  const inUse = (): NamedRoute => routes[choice.inUse];

  function step(event: RouteEvent): void {
    const before = choice;
    const { choice: after, switched } = stepRoutes(before, event, clock.now());
    choice = after;
    const learned = after.first.givesReceipts !== before.first.givesReceipts || after.second.givesReceipts !== before.second.givesReceipts;
    if (switched !== undefined || learned) keep();
    if (switched === undefined) return tell();
    const { to, reason } = switched;
    const change = { from: routes[otherPlace(to)].name, to: routes[to].name, ...(reason === undefined ? {} : { reason }) };
    logger.warn(change, "Text messages go another way from now on");
    untold.push(change);
    tell();
  }

  /** A listener that could not keep a change is told it again with the next step; no text waits for that. */
  function tell(): void {
    try {
      for (let change = untold[0]; change !== undefined; change = untold[0]) {
        for (const listener of switchListeners) listener(change);
        untold.shift();
      }
    } catch (error) {
      logger.error({ error: String(error) }, "A change of the way of text messages could not be told yet");
    }
  }

  /** What cannot be kept is learned again after a restart. */
  function keep(): void {
    try {
      memory.keep(choice);
    } catch (error) {
      logger.warn({ error: String(error) }, "Which way text messages go could not be written down");
    }
  }

  /** An attempt by one way, within its limit. */
  async function attempt(place: RoutePlace, notification: Notification, signal: AbortSignal): Promise<DeliveryOutcome> {
    const limit = new AbortController();
    const cancelLimit = clock.after(ROUTE_LIMIT, () => limit.abort());
    const stuck = Promise.withResolvers<DeliveryOutcome>();
    const cancelStuck = clock.after(plusGrace(ROUTE_LIMIT), () => stuck.resolve(TIMED_OUT));
    const either = AbortSignal.any([signal, limit.signal]);
    const delivery = routes[place].channel.deliver(notification, either).catch((error: unknown): DeliveryOutcome => {
      logger.error(
        { error: String(error), route: routes[place].name, notificationId: notification.id },
        "A way failed in itself on a text",
      );
      return UNREACHABLE;
    });
    const outcome = await Promise.race([delivery, stuck.promise]);
    cancelLimit();
    cancelStuck();
    if (outcome.kind === "accepted") {
      wayOf.set(notification.id, place);
      step({ kind: "accepted", place, id: notification.id, to: notification.address });
    } else if (isFaultOfWay(outcome) && !signal.aborted) {
      step({ kind: "refused", place });
    }
    return outcome;
  }

  async function probe(place: RoutePlace): Promise<boolean> {
    const { healthy } = await routes[place].channel.probe();
    step({ kind: "probed", place, answers: healthy });
    return healthy;
  }

  function tick(): void {
    step({ kind: "time-passed" });
    for (const place of ["first", "second"] as const) {
      probe(place).catch((error: unknown) => logger.error({ error: String(error), route: routes[place].name }, "A probe failed in itself"));
    }
  }

  for (const place of ["first", "second"] as const) {
    routes[place].channel.onReport((report) => {
      // Of a text the other way has: that it did not go this way is known already, that it did is news.
      const went = wayOf.get(report.notificationId) ?? place;
      if (went !== place && report.status !== "delivered" && report.status !== "read") return;
      for (const listener of reportListeners) listener(report);
      step({ kind: "reported", place, id: report.notificationId, status: report.status });
    });
  }

  return {
    kind: "sms",
    get proves() {
      return inUse().channel.proves;
    },
    get takesReplies() {
      return inUse().channel.takesReplies;
    },
    // Of both: any text may go by either.
    budgets: [...routes.first.channel.budgets, ...routes.second.channel.budgets],

    async start() {
      choice = memory.recall(clock.now());
      await routes.first.channel.start();
      try {
        await routes.second.channel.start();
      } catch (error) {
        await routes.first.channel.stop();
        throw error;
      }
      stopTicking = clock.every(PROBE_EVERY, tick);
    },
    async stop() {
      stopTicking();
      await routes.second.channel.stop();
      await routes.first.channel.stop();
    },

    async deliver(notification, signal) {
      const place = choice.inUse;
      const other = otherPlace(place);
      const outcome = await attempt(place, notification, signal);
      if (outcome.kind === "accepted" || (outcome.kind === "give-up" && outcome.reason === "invalid-address")) return outcome;
      if (signal.aborted) return TIMED_OUT;
      const second = await attempt(other, notification, signal);
      if (second.kind === "accepted") return second;
      return neither({ name: routes[place].name, outcome }, { name: routes[other].name, outcome: second });
    },

    // By which way it went is forgotten with the process: each knows its own provider's references.
    follow(taken) {
      routes.first.channel.follow?.(taken);
      routes.second.channel.follow?.(taken);
    },
    onReport: (listener) => void reportListeners.push(listener),
    onReply(listener) {
      routes.first.channel.onReply(listener);
      routes.second.channel.onReply(listener);
    },
    onRefused(listener) {
      routes.first.channel.onRefused(listener);
      routes.second.channel.onRefused(listener);
    },
    onSwitched: (listener) => void switchListeners.push(listener),

    async probe() {
      const [first, second] = await Promise.all([routes.first.channel.probe(), routes.second.channel.probe()]);
      const detail = `${routes.first.name}: ${first.detail}; ${routes.second.name}: ${second.detail}`;
      const answers = ({ healthy }: ChannelHealth): string => (healthy ? "yes" : "no");
      const ways = { first: routes.first.name, second: routes.second.name };
      const values = { ...ways, firstAnswers: answers(first), secondAnswers: answers(second) };
      return { healthy: first.healthy || second.healthy, detail, says: { code: "two-ways", values }, route: inUse().name };
    },
  };
}

type NotAccepted = Exclude<DeliveryOutcome, { kind: "accepted" }>;

/** What neither way took: given up only when both gave it up. */
function neither(
  one: { readonly name: string; readonly outcome: NotAccepted },
  other: { readonly name: string; readonly outcome: NotAccepted },
): DeliveryOutcome {
  const said = ({ name, outcome }: typeof one): string => `${name}: ${outcome.detail ?? outcome.reason}`;
  const detail = `${said(one)}; ${said(other)}`;
  if (one.outcome.kind === "give-up" && other.outcome.kind === "give-up") return { ...one.outcome, detail };
  const retries = [one.outcome, other.outcome].filter((outcome) => outcome.kind === "retry");
  const after: DurationMs = milliseconds(Math.min(...retries.map((retry) => retry.after)));
  return { kind: "retry", reason: retries[0]?.reason ?? "busy", after, detail };
}

/** A way that is asked too much of, or refuses this text, is not broken. */
const isFaultOfWay = (outcome: NotAccepted): boolean => outcome.kind === "retry" && outcome.reason !== "rate-limited";

const plusGrace = (limit: DurationMs): DurationMs => milliseconds(limit + GRACE);
