import type { Alarm } from "@labcanary/domain/alarm";
import type { EpochMs, Text } from "@labcanary/domain/basics";
import { doorName, type PreFlightFinding, type PreFlightTopic } from "@labcanary/domain/governance";
import { type BudgetStanding, type ContactStanding, plainRoute, rotaShortfalls } from "@labcanary/domain/notification";
import type { ImpairedSignal, SignalStatus } from "@labcanary/domain/ports";
import { fullTime } from "@labcanary/domain/schedule";
import { isOfZone, type KeyPeriod, type Rota, type Site, tellsRota } from "@labcanary/domain/site";
import { rotaGaps } from "@labcanary/domain/notification";
import type { SignalKey } from "@labcanary/domain/telemetry";
import { IMPAIRMENT_WORDS } from "./impairment-words.ts";
import { isReal } from "./real-alarm.ts";

/** What is looked at before a key period, as of one moment. */
export interface PreFlightWorld {
  readonly at: EpochMs;
  readonly site: Site;
  readonly period: KeyPeriod;
  readonly alarms: readonly Alarm[];
  readonly impaired: readonly ImpairedSignal[];
  readonly status: (signal: SignalKey) => SignalStatus | undefined;
  readonly contacts: readonly ContactStanding[];
  readonly budgets: readonly BudgetStanding[];
}

/** Percent. Chosen: what small cells still have of about a month; the days are gone through without anybody there to change one. */
const LEAST_BATTERY = 30;
/** Of a budget of messages. Chosen: the other half is for the days themselves. */
const MOST_OF_BUDGET = 0.5;
/** Listed of one topic, the rest are counted. Chosen: a line that is read. */
const NAMED = 8;

/** All that is not ready, in the order in which it is gone through. Pure: the same world gives the same list. */
export function preFlightOf(world: PreFlightWorld): readonly PreFlightFinding[] {
  return [routes, rotas, sensors, batteries, budgets, overdue, standing].flatMap((look) => look(world));
}

type Look = (world: PreFlightWorld) => readonly PreFlightFinding[];

const finding = (about: PreFlightTopic, found: Text, firstAction: Text): PreFlightFinding => ({ about, found, firstAction });

const withWords = ({ en, zh }: Text, words: string): Text => ({ en: `${en} ${words}`, zh: `${zh} ${words}` });

function listed(names: readonly (string | Text)[]): Text {
  const shown = names.slice(0, NAMED).map((name) => (typeof name === "string" ? { en: name, zh: name } : name));
  const en = shown.map((name) => name.en).join(", ");
  const zh = shown.map((name) => name.zh).join("、");
  const more = names.length - NAMED;
  return more > 0 ? { en: `${en} and ${more} more`, zh: `${zh} 等${names.length}项` } : { en, zh };
}

/** Everybody who is told by a route, is at the desk, or is asked to check in has an address that is proven to work. */
const routes: Look = ({ site, period, contacts }) => {
  const all = [...(site.routes ?? []), plainRoute(site)];
  const targets = [
    ...all.flatMap(({ steps, last }) => [...steps, last].flatMap(({ whom }) => whom)),
    ...(period.tell ?? []),
    ...(period.checkIns?.by ?? []),
  ];
  const there = site.zones.filter(({ id }) => isOfZone(period, id, site.zones));
  const told = new Set([
    ...site.securityCentre,
    ...targets.flatMap((target) => (target.kind === "contact" ? [target.personId] : [])),
    // Whoever has a place of the period is told by the plain route, if by no other.
    ...there.flatMap(({ responsible, deputy }) => [responsible, deputy].flatMap((id) => id ?? [])),
    ...(site.rotas ?? []).flatMap(({ shifts }) => shifts.flatMap(({ people }) => people)),
  ]);
  const unproven = [...told].filter((id) => !contacts.some((contact) => contact.personId === id && contact.isProven));
  if (unproven.length === 0) return [];
  const names = listed(unproven.map((id) => site.people.find((person) => person.id === id)?.name ?? id));
  return [
    finding(
      "routes",
      { en: `Not proven to be reached: ${names.en}`, zh: `未验证可达：${names.zh}` },
      { en: "Send each a test, and correct the address it does not reach", zh: "逐一发送测试消息，更正不可达的地址" },
    ),
  ];
};

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
      {
        en: `Nobody is on duty: ${rota.name.en}, ${gaps.length} times, first from ${from}`,
        zh: `无人值班：${rota.name.zh}，共${gaps.length}段，最早始于 ${from}`,
      },
      { en: "Fill the rota in the site file", zh: "在站点文件中补全排班" },
    );
  });
};

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
      { en: `Does not protect: ${names.en}`, zh: `防护失效：${names.zh}` },
      { en: "Repair it, or have somebody watch the place", zh: "修复，或安排人员值守" },
    ),
  ];
};

const batteries: Look = (world) => {
  const there = world.site.signals.filter(({ key, quantity }) => quantity === "battery" && isThere(world, key));
  const unheard = there.filter(({ key }) => world.status(key)?.value === undefined).map(({ key }) => doorName(world.site, key));
  // What is not said in percent is judged by its own limits, where it has any.
  const unjudged = there
    .filter(({ unit, rules }) => unit !== "%" && !rules.some(({ kind }) => kind === "limit"))
    .map(({ key }) => doorName(world.site, key));
  return [...lowBatteries(world), ...of(unheard, UNHEARD), ...of(unjudged, UNJUDGED)];
};

const UNHEARD = {
  found: { en: "Battery never heard of: ", zh: "从未收到电量：" },
  firstAction: { en: "Have the device report, or look at its battery there", zh: "让设备上报，或到现场查看电池" },
};
const UNJUDGED = {
  found: { en: "Battery not in percent, and without a limit: ", zh: "电量单位不是百分比，且未设限值：" },
  firstAction: { en: "Give it a low limit in the site file, or look at its battery there", zh: "在站点文件中设置低限值，或到现场查看电池" },
};
function of(names: readonly Text[], { found, firstAction }: Pick<PreFlightFinding, "found" | "firstAction">): readonly PreFlightFinding[] {
  if (names.length === 0) return [];
  const { en, zh } = listed(names);
  return [finding("batteries", { en: `${found.en}${en}`, zh: `${found.zh}${zh}` }, firstAction)];
}

const lowBatteries: Look = (world) => {
  const low = world.site.signals.flatMap(({ key, quantity, unit }) => {
    if (quantity !== "battery" || unit !== "%" || !isThere(world, key)) return [];
    const value = world.status(key)?.value;
    return value !== undefined && value < LEAST_BATTERY ? [withWords(doorName(world.site, key), `${value} %`)] : [];
  });
  if (low.length === 0) return [];
  const names = listed(low);
  return [
    finding(
      "batteries",
      { en: `Battery below ${LEAST_BATTERY} %: ${names.en}`, zh: `电量低于${LEAST_BATTERY} %：${names.zh}` },
      { en: "Change or charge it before the first day", zh: "在首日前更换或充电" },
    ),
  ];
};

const budgets: Look = ({ budgets: all }) => {
  const spent = all.filter(({ used, count }) => used > count * MOST_OF_BUDGET);
  if (spent.length === 0) return [];
  const names = listed(
    spent.map(({ channel, address, used, count }) => `${channel}${address === undefined ? "" : ` ${address}`} ${used}/${count}`),
  );
  return [
    finding(
      "budgets",
      { en: `More than half of the messages are used: ${names.en}`, zh: `消息额度已用过半：${names.zh}` },
      { en: "Find what sends so many, or have the budget raised", zh: "查明消息过多的原因，或申请提高额度" },
    ),
  ];
};

/** What people keep books of and is overdue there: hazards, checks, reviews, stock-takes. */
const overdue: Look = (world) => {
  const records = world.alarms
    .filter(isReal)
    .flatMap(({ source, conditionActive }) =>
      source.kind === "record" &&
      conditionActive &&
      isOwn(source.record) === false &&
      isOfZone(world.period, source.zoneId, world.site.zones)
        ? [source.record]
        : [],
    );
  if (records.length === 0) return [];
  const names = listed([...new Set(records)]);
  return [
    finding(
      "overdue",
      { en: `Overdue in the ledgers: ${names.en}`, zh: `台账逾期事项：${names.zh}` },
      { en: "Deal with each before the first day", zh: "在首日前逐项处理" },
    ),
  ];
};

/** Its own alarm that it is not ready is no reason for it. */
const isOwn = (record: string): boolean => record.startsWith("key-period/");

const standing: Look = ({ alarms, period, site }) => {
  const there = alarms
    .filter(isReal)
    .filter(({ source, conditionActive }) => source.kind === "rule" && conditionActive && isOfZone(period, source.zoneId, site.zones));
  if (there.length === 0) return [];
  // Each by its code, which the screen finds it by.
  const names = listed(
    there.map(({ code, description: { where, what } }) => ({
      en: `${where.en}: ${what.en} [${code}]`,
      zh: `${where.zh}：${what.zh} [${code}]`,
    })),
  );
  return [
    finding(
      "alarms",
      { en: `Alarms that stand: ${names.en}`, zh: `未恢复的报警：${names.zh}` },
      { en: "End what causes each, or settle who deals with it in these days", zh: "逐一消除原因，或落实时段内的处理人" },
    ),
  ];
};

function isThere({ site, period }: PreFlightWorld, key: SignalKey): boolean {
  const signal = site.signals.find((each) => each.key === key);
  return signal !== undefined && (isOfZone(period, signal.zoneId, site.zones) || period.seals.some(({ door }) => door === key));
}
