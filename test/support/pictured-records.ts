import { days, type DurationMs, type EpochMs, epochMs, hours, minutes, plus, seconds } from "@labcanary/domain/basics";
import type {
  DrillCommand,
  ExcursionFigures,
  PeriodCommand,
  PeriodPlan,
  PeriodReport,
  ReportLine,
  ReportRow,
} from "@labcanary/domain/governance";
import type { HistoryPoint } from "@labcanary/domain/ports";
import type { DrillPlan, DrillStep, KeyPeriod, Site } from "@labcanary/domain/site";
import type { MemoryLedgers } from "./memory-ledgers.ts";
import { type BookTime, type PicturedWriter, pictureMoment, writerOf } from "./pictured-writer.ts";
import { reportedWeeks } from "./reported-weeks.ts";

const WANG = "user:wang";
const SMITH = "user:smith";
const OFFICER = "user:officer";
const DOOR = "store-1/door";
const FRIDGE = "fridge-2/temperature";

const CHEMISTRY = { en: "Chemistry", zh: "化学系" };
const PHARMACY = { en: "Pharmacy", zh: "药学部" };
/** Who is of which department: somebody of another one signs a weekly report. */
const DEPARTMENTS: Readonly<Record<string, typeof CHEMISTRY>> = { wang: CHEMISTRY, smith: PHARMACY, li: { en: "Biology", zh: "生物系" } };

function drillPlan(plan: Pick<DrillPlan, "id" | "name" | "zoneId" | "signals" | "firstBy">): DrillPlan {
  const expect = {
    detected: minutes(1),
    told: minutes(2),
    acknowledged: minutes(4),
    "on-site": minutes(10),
    safe: minutes(20),
  };
  return { ...plan, scenario: `drills/${plan.id}.yaml`, expect, limit: minutes(30), every: days(180) };
}
const drillPlans = (now: EpochMs): readonly DrillPlan[] => [
  drillPlan({
    id: "solvent",
    name: { en: "Solvent vapour in the cabinet", zh: "试剂柜溶剂蒸气泄漏" },
    zoneId: "room-114",
    signals: ["cab-17/vapour"],
    firstBy: epochMs(now - days(90)),
  }),
  drillPlan({
    id: "fridge",
    name: { en: "Vaccine fridge fails at night", zh: "夜间疫苗冰箱故障" },
    zoneId: "pharmacy",
    signals: [FRIDGE],
    firstBy: epochMs(now - days(6)),
  }),
];

const SEAL = { door: DOOR, zoneId: "store", hasReader: false } as const;
const WINTER_NAME = { en: "New Year holiday", zh: "元旦假期" };
const AUTUMN_NAME = { en: "Campus anniversary", zh: "校庆活动" };

/** Midnight on the clocks of the site, so many days from the moment of the pictures, which is at 16:00 there. */
const midnight = (now: EpochMs, inDays: number): EpochMs => epochMs(now - hours(16) + days(inDays));
const keyPeriod = (period: Pick<KeyPeriod, "id" | "kind" | "name" | "from" | "to">): KeyPeriod => ({
  ...period,
  delays: 0.5,
  seals: [SEAL],
  checkIns: { at: [hours(9), hours(21)], within: hours(1), by: [{ kind: "responsible" }] },
  preFlight: hours(48),
});
const comingPeriod = (now: EpochMs): KeyPeriod =>
  keyPeriod({ id: "winter", kind: "vacation", name: WINTER_NAME, from: midnight(now, 1), to: midnight(now, 4) });
const pastPeriod = (now: EpochMs): KeyPeriod =>
  keyPeriod({ id: "anniversary", kind: "event", name: AUTUMN_NAME, from: midnight(now, -9), to: midnight(now, -6) });
/** In force at the moment of the pictures: every page says so. */
export const currentPeriod = (now: EpochMs): KeyPeriod =>
  keyPeriod({ id: "open-day", kind: "event", name: { en: "Open day", zh: "校园开放日" }, from: midnight(now, -1), to: midnight(now, 2) });

/** What of the site these records are about. The key period is one that comes: one in force is said on every page. */
export function recordedSite(site: Site, now: EpochMs): Site {
  return {
    ...site,
    zones: site.zones.map((zone) => ({ ...zone, department: zone.id === "pharmacy" ? PHARMACY : CHEMISTRY })),
    people: site.people.map((person) => {
      const department = DEPARTMENTS[person.id];
      const known = person.id === "li" ? { ...person, account: "officer" } : person;
      return department === undefined ? known : { ...known, department };
    }),
    drills: drillPlans(now),
    keyPeriods: [comingPeriod(now)],
  };
}

/** A drill that was held, one that waits to be; key periods before and behind; weeks that were counted; two excursions. */
export function putPicturedRecords(ledgers: MemoryLedgers, writer: PicturedWriter, now: EpochMs): void {
  putDrills(ledgers, writer);
  putKeyPeriods(ledgers, writer, now);
  putWeeks(ledgers, writer, now);
  putYear(ledgers, writer, now);
  putDossiers(ledgers, writer, now);
}

function putDrills(ledgers: MemoryLedgers, { before, done, id, in: due }: PicturedWriter): void {
  const order = (actor: string, command: DrillCommand, number?: number) =>
    done(ledgers.drills().carryOut({ id: id(), actor, order: command, ...(number === undefined ? {} : { number }) }));
  before(days(41));
  const begins = due(-days(40));
  const who = "Wang Fang leads, Li Na observes; four of the group take part";
  order(OFFICER, { verb: "plan", drill: { zoneId: "room-114", plan: "solvent", plannedFor: begins, leader: "wang", who } });
  before(days(40));
  order(OFFICER, { verb: "begin", signed: "approved" }, 1);
  const alarm = { id: "drill-alarm", code: "D4RL" };
  const reached: readonly (readonly [DrillStep, DurationMs, object])[] = [
    ["detected", seconds(12), { alarm }],
    ["told", seconds(19), { alarm, by: "wang", channel: "sms" }],
    ["acknowledged", seconds(95), { alarm, by: "operator" }],
    ["on-site", minutes(8.5), { by: WANG }],
    ["safe", minutes(17), { by: OFFICER }],
  ];
  for (const [step, span, more] of reached) order("system", { verb: "reach", step, reached: { at: plus(begins, span), ...more } }, 1);
  before(days(40) - minutes(13));
  order(SMITH, { verb: "note", words: "A trolley stood before 116; it was moved at once." }, 1);
  before(days(40) - minutes(18));
  order(OFFICER, { verb: "note", words: "114室两名学生听到通知后立即撤离，点名无缺。" }, 1);
  order(OFFICER, { verb: "end", end: { because: "stopped", at: due(-days(40) + minutes(18)) } }, 1);
  before(days(39));
  const words = "Everybody was told and out of the room in time, and knew where to meet.";
  order(OFFICER, { verb: "conclude", conclusion: { result: "as-planned", words, lessons: [] }, signed: "approved" }, 1);
  before(days(8));
  const next = "Alex Smith leads; nurses of the night shift take part";
  order(OFFICER, { verb: "plan", drill: { zoneId: "pharmacy", plan: "fridge", plannedFor: due(days(2)), leader: "smith", who: next } });
}

const planOf = ({ id, kind, name, from, to, seals }: KeyPeriod): PeriodPlan => ({ id, kind, name, from, to, seals, siteZone: "chemistry" });

function periodWriter(ledgers: MemoryLedgers, { done, id }: PicturedWriter) {
  return (order: PeriodCommand, number?: number, actor = "system") =>
    done(ledgers.keyPeriods().carryOut({ id: id(), actor, order, ...(number === undefined ? {} : { number }) }));
}

function putKeyPeriods(ledgers: MemoryLedgers, writer: PicturedWriter, now: EpochMs): void {
  const { before } = writer;
  const order = periodWriter(ledgers, writer);
  const past = pastPeriod(now);
  before(days(10));
  order({ verb: "take-up", plan: planOf(past) });
  order({ verb: "pre-flight", findings: [] }, 1);
  before(days(7));
  const openedAt = plus(past.from, hours(34));
  order({ verb: "opening", opening: { door: DOOR, openedAt, people: ["wang"], unknownBadges: 0 } }, 1);
  order(
    { verb: "explain-opening", door: DOOR, openedAt, words: "The fire panel opened it; the guard stood by.", signed: "explained" },
    1,
    OFFICER,
  );
  before(days(6) - hours(1));
  const rows = Object.fromEntries(
    Object.entries(ROWS).map(([row, count]) => [row, { count, lines: [] }]),
  ) as unknown as PeriodReport["rows"];
  order({ verb: "report", report: { rows, medianResponse: 74 } }, 1);
  before(days(5));
  order({ verb: "review", words: "The fire panel is to be wired past the lock of the store.", signed: "reviewed" }, 1, OFFICER);
  before(hours(31));
  order({ verb: "take-up", plan: planOf(comingPeriod(now)) });
  before(hours(30));
  order({ verb: "pre-flight", findings: FINDINGS }, 2);
}

const ROWS: Readonly<Record<ReportRow, number>> = {
  openings: 1,
  "openings-without-leave": 1,
  "leave-given": 0,
  "leave-refused": 0,
  "leave-lapsed": 0,
  "leave-withdrawn": 0,
  "check-ins-kept": 6,
  "check-ins-late": 0,
  "check-ins-explained": 0,
  "check-ins-missed": 0,
  alarms: 5,
  acknowledged: 5,
  "site-changes": 0,
  "site-changes-waiting": 1,
};
const FINDINGS = [
  {
    about: "rotas",
    found: { en: "Nobody is on duty from 2026-11-24 08:00: Engineering", zh: "2026-11-24 08:00 起无人值班：工程部" },
    firstAction: { en: "Fill the rota in the site file", zh: "请在站点文件中补全排班" },
  },
  {
    about: "sensors",
    found: { en: "Silent: Door of the store", zh: "静默：库房门" },
    firstAction: { en: "Repair it before the door is sealed", zh: "请在门封闭前修复" },
  },
] as const;

/** The key period that is in force: taken up, its people asked, and leave for one of its doors. */
export function putCurrentPeriod(ledgers: MemoryLedgers, time: BookTime): void {
  const now = pictureMoment(time.now());
  const writer = writerOf(ledgers, time, now, "current");
  const { before, done, id, in: due } = writer;
  const order = periodWriter(ledgers, writer);
  const period = currentPeriod(now);
  before(days(2));
  const { number } = order({ verb: "take-up", plan: planOf(period) });
  order({ verb: "pre-flight", findings: FINDINGS.slice(1) }, number);
  const leave = (actor: string, command: Parameters<ReturnType<MemoryLedgers["leaves"]>["carryOut"]>[0]["order"], of?: number) =>
    done(ledgers.leaves().carryOut({ id: id(), actor, order: command, ...(of === undefined ? {} : { number: of }) }));
  before(hours(6));
  const [from, to] = [due(-hours(1)), due(hours(2))];
  leave(WANG, {
    verb: "ask",
    leave: { door: DOOR, people: ["wang"], from, to, reason: "Liquid nitrogen is delivered" },
    signed: "requested",
  });
  leave(OFFICER, { verb: "give", signed: "approved" }, 1);
  before(minutes(40));
  const opening = { door: DOOR, openedAt: due(-minutes(58)), people: ["wang"], unknownBadges: 0, leave: 1 };
  order({ verb: "opening", opening }, number);
  before(minutes(20));
  const evening = { door: DOOR, people: ["smith"], from: due(hours(3)), to: due(hours(4)), reason: "夜间试剂归还" };
  leave(SMITH, { verb: "ask", leave: evening, signed: "requested" });
  time.today();
  ledgers.look();
}

function putWeeks(ledgers: MemoryLedgers, { before, done, id }: PicturedWriter, now: EpochMs): void {
  ledgers.reportLines.push(...reportedWeeks(epochMs(now - days(6) - hours(24)), { zoneId: "room-114" }));
  const make = (ago: DurationMs, scope: Parameters<MemoryLedgers["makeReport"]>[1]) => {
    before(ago);
    return ledgers.makeReport(epochMs(now - ago), scope);
  };
  const monday = days(6) + hours(10);
  const earlier = make((monday + days(7)) as DurationMs, { zoneId: "chemistry" });
  before(days(12));
  const words = "Two checks were missed on the same evening: the rota of Friday has one person for two rooms.";
  const order = { verb: "sign", words, signed: "reviewed", sha256: earlier.sha256 } as const;
  done(ledgers.reports().carryOut({ id: id(), actor: SMITH, number: earlier.number, order }));
  make(monday as DurationMs, { zoneId: "chemistry" });
  make(monday as DurationMs, { zoneId: "chemistry", department: CHEMISTRY, zones: ["room-114", "cabinet-17", "store"] });
}

/** The last four weeks of each quarter of the year before, some of them quieter; reviewed in January, and signed. */
function putYear(ledgers: MemoryLedgers, { before, done, id }: PicturedWriter, now: EpochMs): void {
  const quarters = [2, 5, 8, 11].map((month) => epochMs(Date.UTC(2025, month, 27)));
  const lines: ReportLine[] = [];
  for (const [place, until] of quarters.entries()) {
    const weeks = reportedWeeks(until, { first: 1000 * place + 1, zoneId: "room-114" });
    lines.push(
      ...weeks
        .filter(({ alarmId }) => alarmId === undefined || alarmId.length % 2 === 0 || place % 2 === 0)
        .map((line) => ofQuarter(line, place)),
    );
  }
  const rooms = [
    { zoneId: "room-114", room: { en: "Chemistry Building › Room 114", zh: "化学楼 › 114室" }, available: 0.9912, unavailable: hours(77) },
    {
      zoneId: "store",
      room: { en: "Chemistry Building › Chemical store", zh: "化学楼 › 化学品库" },
      available: 0.9987,
      unavailable: hours(11),
    },
  ];
  const reviewedAt = epochMs(Date.UTC(2026, 0, 8, 1));
  const facts = { minimum: 0.995, rooms: rooms.map((room) => ({ ...room, from: epochMs(Date.UTC(2024, 11, 31, 16)) })), unproven: [] };
  before((now - reviewedAt) as DurationMs);
  // Weeks are counted from the lines that stay.
  const kept = ledgers.reportLines.splice(0, ledgers.reportLines.length, ...lines);
  const { number, sha256 } = ledgers.makeYear(reviewedAt, { zoneId: "chemistry" }, facts);
  ledgers.reportLines.splice(0, ledgers.reportLines.length, ...kept);
  before((now - reviewedAt - days(4)) as DurationMs);
  const words = "The silences of Room 114 are of one gateway; it is to be moved before the summer.";
  done(ledgers.reports().carryOut({ id: id(), actor: SMITH, number, order: { verb: "sign", words, signed: "reviewed", sha256 } }));
}

/** Alarms and records are named anew in each quarter. */
function ofQuarter(line: ReportLine, quarter: number): ReportLine {
  const { record } = line.detail as { readonly record?: string };
  return {
    ...line,
    ...(line.alarmId === undefined ? {} : { alarmId: `${line.alarmId}-q${quarter}` }),
    detail: record === undefined ? line.detail : { ...line.detail, record: `${record}${quarter}` },
  };
}

const WARM = {
  what: { en: "Vaccine fridge 2 too warm", zh: "2号疫苗冰箱温度过高" },
  where: { en: "Hospital › Pharmacy", zh: "医院 › 药房" },
};

function putDossiers(ledgers: MemoryLedgers, { before, done, id, in: due }: PicturedWriter, now: EpochMs): void {
  const order = (actor: string, command: Parameters<ReturnType<MemoryLedgers["dossiers"]>["carryOut"]>[0]["order"], number?: number) =>
    done(ledgers.dossiers().carryOut({ id: id(), actor, order: command, ...(number === undefined ? {} : { number }) }));
  const about = { zoneId: "pharmacy", signal: FRIDGE, simulated: false, ...WARM };
  const past = due(-days(23));
  before(days(22.5));
  order(OFFICER, { verb: "open", dossier: { ...about, alarmId: "fridge-warm-october", raisedAt: past } });
  const contents = "60 doses of influenza vaccine, lot FL-2209";
  const reason = "18 minutes above 8 °C, 9.1 °C at most: within what the maker lets pass";
  order(SMITH, { verb: "decide", decision: "release", contents, reason, figures: figuresAt(past) }, 1);
  before(days(22));
  order(OFFICER, { verb: "approve", words: "Letter of the maker of 2026-10-30 is attached to the lot.", seen: 1, signed: "approved" }, 1);
  before(minutes(8));
  order(OFFICER, { verb: "open", dossier: { ...about, alarmId: "fridge-warm", raisedAt: epochMs(now - minutes(9)) } });
  before(minutes(5));
  const today = "40 doses of hepatitis B vaccine, lot HB-0417; moved to fridge 3";
  const why = "The door stood open; it is warm still, and nobody knows yet for how long.";
  order(
    SMITH,
    { verb: "decide", decision: "quarantine", contents: today, reason: why, figures: figuresAt(epochMs(now - minutes(9)), true) },
    2,
  );
}

/** As they were counted when it was decided. */
function figuresAt(raisedAt: EpochMs, isUnderWay = false): ExcursionFigures {
  const to = plus(raisedAt, minutes(18));
  const span = { from: epochMs(to - days(1)), to };
  return {
    span,
    readings: 288,
    atRangeEnd: 0,
    highest: { at: plus(raisedAt, minutes(9)), celsius: 9.1 },
    lowest: { at: epochMs(raisedAt - hours(5)), celsius: 4.1 },
    beyond: [{ direction: "high", celsius: 8, inclusive: true, time: minutes(18), longest: minutes(18) }],
    kinetic: { ...span, celsius: 4.72, covered: hours(24) },
    gaps: [],
    gapCount: 0,
    gapTime: minutes(0),
    isUnderWay,
  };
}

/** The day before the last two hours in the fridge, a reading every minute, with half an hour of which nothing is known. */
export function dayOfFridge(now: EpochMs): readonly HistoryPoint[] {
  return Array.from({ length: 1320 }, (_, index) => 1440 - index)
    .filter((age) => age < 600 || age > 630)
    .map((age) => {
      const at = epochMs(now - minutes(age));
      return { signal: FRIDGE, at, tieBreak: 0, receivedAt: at, value: 4.5 + Math.sin(age / 40) / 2, quality: "good" };
    });
}
