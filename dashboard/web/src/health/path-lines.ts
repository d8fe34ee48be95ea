import { unbalanced } from "@labcanary/domain/alarm";
import type { BudgetStanding, ChannelStanding } from "@labcanary/domain/notification";
import type { HealthItem, HealthItemName } from "@labcanary/domain/ports";
import type { Backlog, PathStanding } from "../../../src/protection/path-meter.ts";
import { gaugeOf } from "../duty/budget-gauge.ts";
import { formatBytes, formatLatency } from "../text/figures.ts";
import { formatAge } from "../text/format.ts";
import type { Translate } from "../text/translate.ts";

/** Where a reading passes, in its order; `history` leaves the way after the log. */
export const STATIONS = ["devices", "broker", "log", "rules", "alarms", "people", "history", "platform"] as const;
export type Station = (typeof STATIONS)[number];

/** A figure as it is shown: the sentence says what it means, or, when it is wrong, what that costs and what to do. */
export interface PathLine {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly says: string;
  readonly isWrong: boolean;
}

export interface PathFacts {
  readonly standing: PathStanding;
  readonly health: readonly HealthItem[];
  readonly channels: readonly ChannelStanding[];
  readonly budgets: readonly BudgetStanding[];
  readonly alarms: { readonly count: number; readonly unacknowledged: number };
  readonly now: number;
  /** BCP 47, for numbers. */
  readonly locale: string;
}

/** Alarms this late are late (chosen: the rules look at everything within a second when nothing is wrong). */
const RULES_LATE_MS = 5000;
/** Chosen: a store that was restarted has caught up by then. */
const HISTORY_LATE_MS = 60_000;
/** Chosen: twenty times the budget of DESIGN 5 for a loaded machine. */
const ALARM_LATE_MS = 1000;
/** Of its budget of disk (chosen: leaves hours to act at the rate that filled it within a day). */
const DISK_FULL = 0.9;
/** Every station with its figures. */
export function pathLines(facts: PathFacts, t: Translate): Readonly<Record<Station, readonly PathLine[]>> {
  const { standing, now, locale } = facts;
  const number = (figure: number): string => new Intl.NumberFormat(locale, { maximumFractionDigits: figure < 10 ? 1 : 0 }).format(figure);
  const isDown = (name: HealthItemName): boolean => facts.health.some((item) => item.name === name && item.state === "down");
  const line = (name: PlainFigure, value: string, isWrong: boolean): PathLine => ({
    name,
    label: t(`path.${name}`),
    value,
    says: isWrong ? t(`path.${name}.wrong`) : t(`path.${name}.says`),
    isWrong,
  });
  /** Of what cannot be wrong by itself. */
  const plain = (name: "readings" | "stored" | "version" | "uptime", value: string): PathLine => ({
    name,
    label: t(`path.${name}`),
    value,
    says: t(`path.${name}.says`),
    isWrong: false,
  });
  const rate = (perSecond: number): string => t("path.rate", { rate: number(perSecond) });
  const lag = ({ lag: span, frames }: Backlog): string =>
    frames === 0 ? t("path.lag.none") : t("path.lag", { lag: formatAge(t, span), frames });
  const state = (name: HealthItemName): string => {
    const known = facts.health.find((item) => item.name === name)?.state;
    return known === undefined ? t("health.unknown") : t(`health.${known}`);
  };
  const { connections, devices, wrongClocks, worstClock, books, alarmLatency, rules, history, ruleBooks } = standing;
  const { changes, alarms, notices } = standing.alarmBooks;
  const wrongBooks = unbalanced(standing.alarmBooks);
  const aside = ruleBooks.duplicate + ruleBooks.rejected + ruleBooks.quarantined;
  const other = books.duplicate + books.rejected + books.quarantined;

  return {
    devices: [
      line("connections", t("path.connections.value", { connections, devices }), connections === 0 && devices > 0),
      line(
        "clocks",
        worstClock === undefined
          ? t("path.clocks.value", { count: wrongClocks })
          : t("path.clocks.worst", { count: wrongClocks, device: worstClock.deviceId, span: formatAge(t, Math.abs(worstClock.ahead)) }),
        wrongClocks > 0,
      ),
    ],
    broker: [
      line(
        "frames",
        rate(standing.framesPerSecond),
        standing.framesPerSecond === 0 && connections > 0 && now - standing.startedAt > 60_000,
      ),
    ],
    log: [
      line("log-state", state("log"), isDown("log")),
      line(
        "log-books",
        t("path.log-books.value", {
          durable: number(standing.durable),
          taken: number(standing.durable - rules.frames),
          waiting: rules.frames,
        }),
        rules.frames > standing.durable,
      ),
      line(
        "disk",
        t("path.disk.value", { used: formatBytes(standing.logBytes, locale), budget: formatBytes(standing.logBudget, locale) }),
        standing.logBytes > standing.logBudget * DISK_FULL,
      ),
    ],
    rules: [
      line("rules-lag", lag(rules), rules.lag >= RULES_LATE_MS || isDown("rules")),
      line(
        "rules-books",
        t("path.rules-books.value", { readings: number(ruleBooks.readings), other: number(aside), received: number(ruleBooks.received) }),
        ruleBooks.readings + aside !== ruleBooks.received,
      ),
      plain("readings", rate(standing.readingsPerSecond)),
    ],
    alarms: [
      line(
        "latency",
        alarmLatency === undefined
          ? t("path.latency.none")
          : t("path.latency.value", { median: formatLatency(t, alarmLatency.median), worst: formatLatency(t, alarmLatency.worst) }),
        alarmLatency !== undefined && alarmLatency.worst > ALARM_LATE_MS,
      ),
      // A busy night is nothing wrong with the way of a reading.
      {
        name: "standing",
        label: t("path.standing"),
        value: t("path.standing.value", { count: facts.alarms.count, unseen: facts.alarms.unacknowledged }),
        says: t(facts.alarms.unacknowledged > 0 ? "path.standing.waiting" : "path.standing.says"),
        isWrong: false,
      },
      line(
        "changes-books",
        t("path.changes-books.value", {
          raised: number(changes.raised),
          moved: number(changes.moved),
          other: number(changes.had + changes.own + changes.counted + changes.unchanged + changes.unknown + changes.historical),
          received: number(changes.received),
        }),
        wrongBooks.includes("changes"),
      ),
      line(
        "alarms-books",
        t("path.alarms-books.value", {
          standing: number(alarms.standing),
          ended: number(alarms.ended),
          opened: number(alarms.opened),
        }),
        wrongBooks.includes("alarms"),
      ),
    ],
    people: [
      ...peopleLines(facts, t),
      line(
        "notices-books",
        t("path.notices-books.value", {
          waiting: number(notices.waiting + notices.sending),
          taken: number(notices.accepted + notices.proven),
          proven: number(notices.proven),
          failed: number(notices.failed),
          other: number(notices.cancelled + notices.had + notices.forgotten),
          asked: number(notices.asked),
        }),
        wrongBooks.includes("notices"),
      ),
      canaryLine(facts, t),
    ],
    history: [
      line("history-state", state("history"), isDown("history")),
      line("history-lag", lag(history), history.lag >= HISTORY_LATE_MS),
      plain("stored", rate(standing.storedPerSecond)),
      line(
        "books",
        t("path.books.value", { stored: number(books.stored), other: number(other), received: number(books.received) }),
        !books.balanced,
      ),
    ],
    platform: [plain("version", standing.version), plain("uptime", formatAge(t, now - standing.startedAt))],
  };
}
type PlainFigure =
  | "connections"
  | "clocks"
  | "frames"
  | "log-state"
  | "disk"
  | "rules-lag"
  | "latency"
  | "log-books"
  | "rules-books"
  | "changes-books"
  | "alarms-books"
  | "notices-books"
  | "history-state"
  | "history-lag"
  | "books";

function peopleLines({ channels, budgets }: PathFacts, t: Translate): readonly PathLine[] {
  if (channels.length === 0)
    return [
      {
        name: "no-channel",
        label: t("path.no-channel"),
        value: t("path.no-channel.value"),
        says: t("path.no-channel.wrong"),
        isWrong: true,
      },
    ];
  const standings = channels.map((channel): PathLine => {
    const { healthy, circuit, waiting } = channel;
    const isWrong = !healthy || circuit !== "closed";
    const word = circuit !== "closed" ? t("path.channel.out") : healthy ? t("path.channel.ok") : t("path.channel.troubled");
    const label = t("path.channel", { channel: t(`channel.${channel.channel}`) });
    return {
      name: `channel-${channel.channel}`,
      label,
      value: waiting === 0 ? word : `${word} · ${t("path.channel.waiting", { count: waiting })}`,
      says: isWrong ? t("path.channel.wrong") : t("path.channel.says"),
      isWrong,
    };
  });
  const left = budgets.map((budget): PathLine => {
    const isWrong = gaugeOf(budget).free === 0;
    return {
      name: `budget-${budget.channel}`,
      label: t("path.budget", { channel: t(`channel.${budget.channel}`) }),
      value: t("path.budget.value", { used: budget.used, count: budget.count }),
      says: isWrong ? t("path.budget.wrong") : t("path.budget.says"),
      isWrong,
    };
  });
  return [...standings, ...left];
}

function canaryLine({ standing: { canary }, now }: PathFacts, t: Translate): PathLine {
  const { state, lastCompletedAt, latency, missing } = canary;
  const value =
    state === "beats" && lastCompletedAt !== undefined && latency !== undefined
      ? t("path.canary.beats", { ago: formatAge(t, now - lastCompletedAt), latency: formatLatency(t, latency) })
      : state === "lost"
        ? t("path.canary.lost", { missing: t(`hop.${missing ?? "unknown"}`) })
        : t(state === "off" ? "path.canary.off" : "path.canary.waiting");
  const says = state === "lost" ? t("path.canary.wrong") : state === "off" ? t("path.canary.off.says") : t("path.canary.says");
  return { name: "canary", label: t("path.canary"), value, says, isWrong: state === "lost" };
}
