import { type Alarm, meaningOfRecordCondition, type RecordConditionName } from "@labcanary/domain/alarm";
import type { Text } from "@labcanary/domain/basics";
import { doorName, LINK_ANOTHER, type PreFlightFinding, tooFewExplainers } from "@labcanary/domain/governance";
import { rotaGaps, rotaShortfalls } from "@labcanary/domain/notification";
import { fullTime } from "@labcanary/domain/schedule";
import { isOfZone, type Rota, tellsRota } from "@labcanary/domain/site";
import type { SignalKey } from "@labcanary/domain/telemetry";
import { IMPAIRMENT_WORDS } from "./impairment-words.ts";
import { finding, listed, type PreFlightWorld } from "./pre-flight-finding.ts";
import { routesNotProven } from "./pre-flight-routes.ts";
import { isReal } from "./real-alarm.ts";

/** Percent. Chosen: what small cells still have of about a month; the days are gone through without anybody there to change one. */
const LEAST_BATTERY = 30;
/** Of a budget of messages. Chosen: the other half is for the days themselves. */
const MOST_OF_BUDGET = 0.5;

/** All that is not ready, in the order in which it is gone through. Pure: the same world gives the same list. */
export function preFlightOf(world: PreFlightWorld): readonly PreFlightFinding[] {
  return [routesNotProven, rotas, explainers, sensors, batteries, budgets, overdue, standing].flatMap((look) => look(world));
}

type Look = (world: PreFlightWorld) => readonly PreFlightFinding[];

const withWords = ({ en, zh }: Text, words: string): Text => ({ en: `${en} ${words}`, zh: `${zh} ${words}` });

/** Somebody is on duty by every rota in all of the days: those that routes tell, and those asked to check in. */
const rotas: Look = ({ site, period }) => {
  const asked = new Set(
    [...(period.checkIns?.by ?? []), ...(period.tell ?? [])].flatMap((target) => (target.kind === "rota" ? [target.rotaId] : [])),
  );
  const short = rotaShortfalls(site, period.from, period.to);
  const isTold = ({ id }: Rota): boolean => (site.routes ?? []).some((route) => tellsRota(route, id));
  const ofCheckIns = (site.rotas ?? [])
    .filter((rota) => asked.has(rota.id) && !isTold(rota))
    .flatMap((rota) => {
      const gaps = rotaGaps(rota, site, period.from, period.to, rota.covers);
      return gaps.length === 0 ? [] : [{ rota, gaps }];
    });
  return [...short, ...ofCheckIns].map(({ rota, gaps }) => {
    const from = fullTime(site.timeZone)(gaps[0]?.from ?? period.from);
    return finding(
      "rotas",
      gaps.map((gap) => `${rota.id} ${gap.from}`),
      {
        found: {
          en: `Nobody is on duty: ${rota.name.en}, ${gaps.length} times, first from ${from}`,
          zh: `无人值班：${rota.name.zh}，共${gaps.length}段，最早始于 ${from}`,
        },
        firstAction: { en: "Fill the rota in the site file", zh: "在站点文件中补全排班" },
      },
    );
  });
};

/** Somebody is left who can explain what is missed or opened: nobody else ends its alarm. */
const explainers: Look = ({ site, period, explainers: known }) =>
  known === undefined
    ? []
    : tooFewExplainers(period, site, known).map((few) => finding("rotas", [few.en], { found: few, firstAction: LINK_ANOTHER }));

/** Every signal of the period's zones protects, sealed doors first of all. */
const sensors: Look = (world) => {
  const there = world.impaired.filter(({ signal }) => isThere(world, signal));
  if (there.length === 0) return [];
  const sealed = new Set(world.period.seals.map(({ door }) => door));
  const ordered = there.toSorted((a, b) => Number(sealed.has(b.signal)) - Number(sealed.has(a.signal)));
  const names = listed(
    ordered.map(({ signal, impairment }) => {
      const { en, zh } = IMPAIRMENT_WORDS[impairment];
      const name = doorName(world.site, signal);
      return { en: `${name.en} (${en})`, zh: `${name.zh}（${zh}）` };
    }),
  );
  return [
    finding(
      "sensors",
      there.map(({ signal }) => signal),
      {
        found: { en: `Does not protect: ${names.en}`, zh: `防护失效：${names.zh}` },
        firstAction: { en: "Repair it, or have somebody watch the place", zh: "修复，或安排人员值守" },
      },
    ),
  ];
};

const batteries: Look = (world) => {
  const there = world.site.signals.filter(({ key, quantity }) => quantity === "battery" && isThere(world, key));
  const unheard = there.filter(({ key }) => world.status(key)?.value === undefined);
  // What is not said in percent is judged by its own limits, where it has any.
  const unjudged = there.filter(({ unit, rules }) => unit !== "%" && !rules.some(({ kind }) => kind === "limit"));
  const low = there.filter(({ key, unit }) => unit === "%" && (world.status(key)?.value ?? LEAST_BATTERY) < LEAST_BATTERY);
  const nameOf = ({ key }: { readonly key: SignalKey }): Text => doorName(world.site, key);
  const ofKeys = (
    keys: readonly { readonly key: SignalKey }[],
    { found, firstAction }: BatteryWords,
    name: (of: { key: SignalKey }) => Text,
  ) => {
    if (keys.length === 0) return [];
    const { en, zh } = listed(keys.map(name));
    const subjects = keys.map(({ key }) => key);
    return [finding("batteries", subjects, { found: { en: `${found.en}${en}`, zh: `${found.zh}${zh}` }, firstAction })];
  };
  return [
    ...ofKeys(low, LOW, (of) => withWords(nameOf(of), `${world.status(of.key)?.value} %`)),
    ...ofKeys(unheard, UNHEARD, nameOf),
    ...ofKeys(unjudged, UNJUDGED, nameOf),
  ];
};

type BatteryWords = Pick<PreFlightFinding, "found" | "firstAction">;

const LOW: BatteryWords = {
  found: { en: `Battery below ${LEAST_BATTERY} %: `, zh: `电量低于${LEAST_BATTERY} %：` },
  firstAction: { en: "Change or charge it before the first day", zh: "在首日前更换或充电" },
};
const UNHEARD: BatteryWords = {
  found: { en: "Battery never heard of: ", zh: "从未收到电量：" },
  firstAction: { en: "Have the device report, or look at its battery there", zh: "让设备上报，或到现场查看电池" },
};
const UNJUDGED: BatteryWords = {
  found: { en: "Battery not in percent, and without a limit: ", zh: "电量单位不是百分比，且未设限值：" },
  firstAction: { en: "Give it a low limit in the site file, or look at its battery there", zh: "在站点文件中设置低限值，或到现场查看电池" },
};

const budgets: Look = ({ budgets: all }) => {
  const spent = all.filter(({ used, count }) => used > count * MOST_OF_BUDGET);
  if (spent.length === 0) return [];
  const named = spent.map((each) => ({ ...each, name: `${each.channel}${each.address === undefined ? "" : ` ${each.address}`}` }));
  const names = listed(named.map(({ name, used, count }) => `${name} ${used}/${count}`));
  return [
    finding(
      "budgets",
      named.map(({ name }) => name),
      {
        found: { en: `More than half of the messages are used: ${names.en}`, zh: `消息额度已用过半：${names.zh}` },
        firstAction: { en: "Find what sends so many, or have the budget raised", zh: "查明消息过多的原因，或申请提高额度" },
      },
    ),
  ];
};

/** Whether something of the ledgers is late. All else of theirs that is an alarm stands: a danger somebody has reported is not overdue. */
const isLate = ({ source }: Pick<Alarm, "source">): boolean =>
  source.kind === "record" && meaningOfRecordCondition(source.condition).grade !== undefined;

/** Whether it is only that the period itself is not ready, which is no reason for it. */
const isOwn = (condition: RecordConditionName): boolean => condition.startsWith("key-period-not-ready");

/** What people keep books of and is overdue there: hazards, checks, reviews, stock-takes. */
const overdue: Look = (world) => {
  const late = standingOf(world).filter(isLate);
  if (late.length === 0) return [];
  // Each by what people call it: HZ-6.
  const names = listed(
    late.map(({ description: { valueText, what } }) => ({ en: `${valueText.en} (${what.en})`, zh: `${valueText.zh}（${what.zh}）` })),
  );
  return [
    finding(
      "overdue",
      late.flatMap(({ source }) => (source.kind === "record" ? [source.record] : [])),
      {
        found: { en: `Overdue in the ledgers: ${names.en}`, zh: `台账逾期事项：${names.zh}` },
        firstAction: { en: "Deal with each before the first day", zh: "在首日前逐项处理" },
      },
    ),
  ];
};

/** Alarms of sensors, of the ledgers, and of the platform itself: a channel that is dead now was proven by what went through it before. */
const standing: Look = (world) => {
  const there = standingOf(world).filter((alarm) => !isLate(alarm));
  if (there.length === 0) return [];
  // Each by its code, which the screen finds it by.
  const names = listed(
    there.map(({ code, source, description: { where, what, valueText } }) => {
      const said = source.kind === "record" ? { en: ` ${valueText.en}`, zh: ` ${valueText.zh}` } : { en: "", zh: "" };
      return { en: `${where.en}: ${what.en}${said.en} [${code}]`, zh: `${where.zh}：${what.zh}${said.zh} [${code}]` };
    }),
  );
  return [
    finding(
      "alarms",
      there.map(({ id }) => id),
      {
        found: { en: `Alarms that stand: ${names.en}`, zh: `未恢复的报警：${names.zh}` },
        firstAction: {
          en: "End what causes each, or settle who deals with it in these days",
          zh: "逐一消除原因，或落实时段内的处理人",
        },
      },
    ),
  ];
};

/** Real alarms of the period's places whose condition holds. Those of the platform are of every place. */
const standingOf = ({ alarms, period, site }: PreFlightWorld) =>
  alarms.filter(
    (alarm) =>
      alarm.conditionActive &&
      isReal(alarm) &&
      !(alarm.source.kind === "record" && isOwn(alarm.source.condition)) &&
      isOfZone(period, alarm.source.kind === "system" ? undefined : alarm.source.zoneId, site.zones),
  );

function isThere({ site, period }: PreFlightWorld, key: SignalKey): boolean {
  const signal = site.signals.find((each) => each.key === key);
  return signal !== undefined && (isOfZone(period, signal.zoneId, site.zones) || period.seals.some(({ door }) => door === key));
}
