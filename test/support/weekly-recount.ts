import type { ReportLine, Week, WeekFigureName } from "@labcanary/domain/governance";

/** Why a line that raises an alarm does not put it before people: the list has another, or nobody, for it. */
const WITHHELD = ["suppressedBy", "outOfService", "parent"];
const PRIORITIES = ["critical", "high", "medium", "low"];

interface RecordedAct {
  readonly line: ReportLine;
  readonly record: unknown;
  readonly act: string;
  readonly passed?: boolean;
  readonly grade?: number;
  readonly ends?: boolean;
  readonly report?: { readonly kind: string };
  readonly late?: boolean;
  readonly standIn?: boolean;
  readonly failed?: number;
  readonly end?: { readonly because: string };
  readonly conclusion?: { readonly result: string; readonly lessons: readonly unknown[] };
  readonly movement?: { readonly kind: string };
  readonly lines?: readonly { readonly booked: number; readonly counted: number }[];
}

/**
 * The figures of a week, or of another span, found another way than the product does: each question is put to the bare lines on its own.
 * `zones`: of a department; absent: the whole site. Spans in which clocks change before their last day are not counted by day.
 */
export function recount(
  all: readonly ReportLine[],
  { from, to }: Pick<Week, "from" | "to">,
  zones: readonly string[] | undefined,
): Record<WeekFigureName, number | undefined> {
  const lines = all.filter(({ zoneId, at }) => at < to && (zones === undefined || zones.includes(zoneId ?? "")));
  const inWeek = (line: ReportLine | undefined): boolean => line !== undefined && line.at >= from && line.at < to;
  const alarms = lines
    .filter(({ kind }) => kind === "raised")
    .map((raised) => {
      const later = lines.filter((line) => line.alarmId === raised.alarmId && line.number > raised.number);
      const endOfTest = later.find(({ kind }) => kind === "commissioning-ended");
      const isTest = "test" in raised.detail;
      const shows = (line: ReportLine): boolean =>
        ["unsuppressed", "in-service", "left", "commissioning-ended"].includes(line.kind) &&
        (line.detail["after"] as { state: string }).state === "unacknowledged";
      let told: ReportLine | undefined;
      if (raised.detail["simulated"] !== true && (!isTest || endOfTest !== undefined)) {
        if (!isTest && !WITHHELD.some((reason) => reason in raised.detail)) told = raised;
        else told = later.find((line) => shows(line) && (endOfTest === undefined || !isTest || line.number >= endOfTest.number));
      }
      const since = told === undefined ? [] : later.filter(({ number }) => number > (told?.number ?? 0));
      const ack = since.find(({ kind }) => kind === "acknowledged");
      const human = since.find(({ actor }) => /^(user|person):/.test(actor));
      const out = raised.detail["simulated"] === true ? "simulated" : isTest && endOfTest === undefined ? "test" : undefined;
      return { raised, told, ack, human, out, cleared: later.find(({ kind }) => kind === "returned-to-normal"), since };
    });
  const told = alarms.filter((alarm) => inWeek(alarm.told));
  const took = (key: "ack" | "human"): number[] =>
    told
      .flatMap((alarm) => (alarm[key] === undefined || alarm.told === undefined ? [] : [alarm[key].at - alarm.told.at]))
      .sort((a, b) => a - b);
  const lower = (sorted: number[]): number | undefined => sorted[(sorted.length - 1) >> 1];
  const [acks, humans] = [took("ack"), took("human")];
  /** Hours are walked through change by change: what is on between two lines lasts from the one to the other. */
  const walked = (starts: (line: ReportLine) => string | undefined, ends: (line: ReportLine) => string | undefined) => {
    const on = new Map<string, ReportLine>();
    let [time, begun, previous] = [0, 0, from as number];
    const pass = (until: number) => {
      time += on.size * Math.max(0, Math.min(until, to) - Math.max(previous, from));
      previous = until;
    };
    for (const line of lines) {
      pass(line.at);
      const [start, end] = [starts(line), ends(line)];
      if (start !== undefined && !on.has(start)) {
        on.set(start, line);
        if (inWeek(line)) begun += 1;
      }
      if (end !== undefined) on.delete(end);
    }
    pass(to);
    return { time, begun, atEnd: on.size };
  };
  const outIds = new Set(alarms.filter(({ out }) => out !== undefined).map(({ raised }) => raised.alarmId));
  const shelved = walked(
    ({ kind, alarmId = "" }) => (kind === "shelved" && !outIds.has(alarmId) ? alarmId : undefined),
    ({ kind, alarmId }) => (kind === "unshelved" ? alarmId : undefined),
  );
  const service = walked(
    ({ kind, detail }) => (kind === "out-of-service" ? String(detail["signal"]) : undefined),
    ({ kind, detail }) => (kind === "in-service" ? String(detail["signal"]) : undefined),
  );
  const silent = walked(
    ({ kind, alarmId = "", about }) =>
      kind === "raised" && about?.subject.endsWith("silent") === true && !outIds.has(alarmId) ? alarmId : undefined,
    ({ kind, alarmId }) => (kind === "returned-to-normal" ? alarmId : undefined),
  );
  const acts = (kind: string): readonly RecordedAct[] =>
    lines
      .filter((line) => line.kind === kind)
      .map((line) => ({ line, record: line.detail["record"], ...(line.detail["act"] as Omit<RecordedAct, "line" | "record">) }));
  const hazards = acts("hazard-recorded");
  const doors = acts("public-report-recorded");
  const during = (those: readonly RecordedAct[]): number => those.filter(({ line }) => inWeek(line)).length;
  const records = (those: readonly RecordedAct[]): unknown[] => [...new Set(those.map(({ record }) => record))];
  const lastOf = (those: readonly RecordedAct[], record: unknown) => those.filter((one) => one.record === record).at(-1);
  const opening = hazards.filter(({ act, passed }) => act === "filed" || act === "reopened" || (act === "verified" && passed));
  const lateness = hazards.filter(({ act }) => act !== "filed");
  const doorMoves = doors.filter(({ act, ends }) => act === "sent" || ends === true);
  const drills = acts("drill-recorded");
  const [checks, stock, found, counted] = [
    acts("check-recorded"),
    acts("substance-recorded"),
    acts("custody-recorded"),
    acts("stock-take-recorded"),
  ];
  const actsOf = (those: readonly RecordedAct[], wanted: string) => those.filter(({ act, line }) => act === wanted && inWeek(line));
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  const checkMoves = checks.filter(({ act }) => ["missed", "signed", "lapsed"].includes(act));
  const overtime = checks.filter(({ act, late }) => act === "missed" || late === true);
  const raisedIn = alarms.filter(({ raised }) => inWeek(raised));
  const count = Math.round((to - from) / DAY);
  const beginOf = (day: number): number => (day === count ? to : from + day * DAY);
  const days = Array.from({ length: count }, (_, day) => [beginOf(day), beginOf(day + 1)] as const);
  return {
    alarms: told.length,
    ...(Object.fromEntries(
      PRIORITIES.map((p) => [`alarms-${p}`, told.filter(({ raised }) => raised.detail["priority"] === p).length]),
    ) as Record<"alarms-critical" | "alarms-high" | "alarms-medium" | "alarms-low", number>),
    acknowledged: acks.length,
    "acknowledge-median": lower(acks),
    "acknowledge-longest": acks.at(-1),
    "not-acknowledged": told.length - acks.length,
    "first-human-median": lower(humans),
    "first-human-longest": humans.at(-1),
    "no-human": told.length - humans.length,
    "nobody-reached": alarms.flatMap(({ since }) => since.filter((line) => line.kind === "nobody-reached" && inWeek(line))).length,
    "shelvings-begun": shelved.begun,
    "shelved-time": shelved.time,
    "shelved-at-end": shelved.atEnd,
    "out-of-service-begun": service.begun,
    "out-of-service-time": service.time,
    "out-of-service-at-end": service.atEnd,
    "silences-begun": silent.begun,
    "silent-time": silent.time,
    "silent-at-end": silent.atEnd,
    "hazards-filed": during(hazards.filter(({ act }) => act === "filed")),
    "hazards-settled": during(hazards.filter(({ act }) => act === "settled")),
    "hazards-remedied": during(hazards.filter(({ act }) => act === "remedied")),
    "hazards-written-off": during(hazards.filter(({ act, passed }) => act === "verified" && passed)),
    "hazards-check-failed": during(hazards.filter(({ act, passed }) => act === "verified" && !passed)),
    "hazards-reopened": during(hazards.filter(({ act }) => act === "reopened")),
    "hazards-overdue": during(hazards.filter(({ act, grade }) => act === "overdue" && grade === 0)),
    "hazards-open-at-end": records(opening).filter((record) => lastOf(opening, record)?.act !== "verified").length,
    "hazards-overdue-at-end": records(lateness).filter((record) => lastOf(lateness, record)?.act === "overdue").length,
    "reports-risk": during(doors.filter(({ report }) => report?.kind === "risk")),
    "reports-danger": during(doors.filter(({ report }) => report?.kind === "danger")),
    "reports-ended": records(doors).filter((record) => {
      const moves = doorMoves.filter((move) => move.record === record);
      const ended = moves.filter((move, place) => move.act !== "sent" && moves[place - 1]?.act === "sent").at(-1);
      return ended !== undefined && inWeek(ended.line);
    }).length,
    "reports-open-at-end": records(doorMoves).filter((record) => lastOf(doorMoves, record)?.act === "sent").length,
    "checks-opened": actsOf(checks, "opened").length,
    "checks-done": actsOf(checks, "signed").length,
    "checks-done-late": actsOf(checks, "signed").filter(({ late }) => late).length,
    "checks-missed": records(overtime).filter((record) => inWeek(overtime.find((one) => one.record === record)?.line)).length,
    "checks-missed-at-end": records(checkMoves).filter((record) => lastOf(checkMoves, record)?.act === "missed").length,
    "checks-lapsed": actsOf(checks, "lapsed").length,
    "checks-stand-in": actsOf(checks, "signed").filter(({ standIn }) => standIn).length,
    "check-items-failed": sum(actsOf(checks, "signed").map(({ failed = 0 }) => failed)),
    "drills-planned": actsOf(drills, "planned").length,
    "drills-held": actsOf(drills, "ended").length,
    "drills-interrupted": actsOf(drills, "ended").filter(({ end }) => end?.because === "interrupted").length,
    "drills-cancelled": actsOf(drills, "cancelled").length,
    "drills-concluded": actsOf(drills, "concluded").length,
    "drills-failed": actsOf(drills, "concluded").filter(({ conclusion }) => conclusion?.result === "failed").length,
    "drill-lessons": sum(actsOf(drills, "concluded").map(({ conclusion }) => conclusion?.lessons.length ?? 0)),
    "stock-movements": actsOf(stock, "moved").length,
    "stock-corrections": actsOf(stock, "moved").filter(({ movement }) => movement?.kind === "correct").length,
    "stock-unsigned": actsOf(stock, "refused").length + actsOf(stock, "lapsed").length,
    "stock-late": actsOf(stock, "late").length,
    "findings-found": actsOf(found, "found").length,
    "findings-accounted": actsOf(found, "accounted").length,
    "findings-explained": actsOf(found, "explained").length,
    "findings-open-at-end": records(found).filter((record) => lastOf(found, record)?.act === "found").length,
    "cabinets-counted": actsOf(counted, "counted").length,
    "count-differences": sum(
      actsOf(counted, "counted").map(({ lines: rows = [] }) => rows.filter((row) => row.booked !== row.counted).length),
    ),
    "stock-takes-late": actsOf(counted, "late").length,
    "not-counted-test": raisedIn.filter(({ out }) => out === "test").length,
    "not-counted-simulated": raisedIn.filter(({ out }) => out === "simulated").length,
    "not-counted-withheld": raisedIn.filter(({ out, told: by }) => out === undefined && by === undefined).length,
    "days-kept": days.filter(([begins, ends]) => all.some(({ at }) => at >= begins && at < ends)).length,
  };
}
/** None of these spans has a change of clocks but the week of 2026-10-25, a Sunday: its last day is the longer one. */
const DAY = 86_400_000;
