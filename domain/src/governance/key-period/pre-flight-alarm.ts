import type { RecordConditionName } from "../../alarm/index.ts";
import type { EpochMs, Text } from "../../basics/index.ts";
import { itemName } from "../item-name.ts";
import type { RecordAlarm } from "../ledger.ts";
import { inBoth } from "./period-words.ts";
import type { PreFlight, PreFlightFinding, PreFlightTopic, WatchedPeriod } from "./watched-period.ts";

/** Each time something is found besides it has a name other than the one before, so that it is an alarm of its own, and is told anew. */
const NOT_READY_NAMES: readonly RecordConditionName[] = [
  "key-period-not-ready",
  "key-period-not-ready-again",
  "key-period-not-ready-still",
];

/** A text has room for these and no more: the page says the rest. */
const TOPICS: Readonly<Record<PreFlightTopic, Text>> = {
  routes: { en: "who is reached", zh: "通知可达性" },
  rotas: { en: "rotas", zh: "排班" },
  sensors: { en: "sensors", zh: "传感器" },
  batteries: { en: "batteries", zh: "电量" },
  budgets: { en: "message budgets", zh: "消息额度" },
  overdue: { en: "overdue items", zh: "逾期事项" },
  alarms: { en: "alarms that stand", zh: "未恢复的报警" },
};

/** A pre-flight after the one before it: what has been found besides is news, what is gone or is only worded anew is none. */
export function nextPreFlight(before: PreFlight | undefined, findings: readonly PreFlightFinding[], at: EpochMs): PreFlight {
  const known = before?.findings ?? [];
  const newest = findings.find((finding) => isNews(finding, known))?.about;
  // Before its subjects were kept it was one alarm, whatever was found besides: that one goes on.
  const isOne = findings.some(({ subjects }) => subjects === undefined);
  if (newest !== undefined) return { at, findings, news: isOne ? Math.max(before?.news ?? 0, 1) : (before?.news ?? 0) + 1, newest };
  return { at, findings, news: before?.news ?? 0, ...(before?.newest === undefined ? {} : { newest: before.newest }) };
}

function isNews({ about, subjects }: PreFlightFinding, known: readonly PreFlightFinding[]): boolean {
  const same = known.filter((each) => each.about === about);
  // Of what was kept before its subjects were nobody knows what it was, and its words have changed with the release.
  if (subjects === undefined || same.some((each) => each.subjects === undefined)) return same.length === 0;
  return subjects.some((subject) => !same.some((each) => each.subjects?.includes(subject)));
}

/** The alarm of what is not ready, by the newest of it; undefined where all is. */
export function notReadyAlarm({ number, plan, preFlight }: WatchedPeriod): RecordAlarm | undefined {
  if (preFlight === undefined || preFlight.findings.length === 0) return undefined;
  const { findings, news, newest } = preFlight;
  const first = findings.find(({ about }) => about === newest) ?? findings[0];
  if (first === undefined) return undefined;
  const more = findings.length - 1;
  const item = itemName("key-period", number);
  const topic = TOPICS[first.about];
  const detail = inBoth({
    en: `${plan.name.en} is not prepared: ${more > 0 ? `${more} more, and ` : ""}${first.found.en}`,
    zh: `${plan.name.zh}尚未准备就绪：${more > 0 ? `另有${more}项；` : ""}${first.found.zh}`,
  });
  const name = NOT_READY_NAMES[news <= 1 ? 0 : 1 + (news % 2)] as RecordConditionName;
  return { name, value: { en: `${item}, ${topic.en}`, zh: `${item}，${topic.zh}` }, detail };
}
