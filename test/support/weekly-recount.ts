import type { ReportLine, Week, WeekFigureName } from "@labcanary/domain/governance";

/** Why a line that raises an alarm does not put it before people: the list has another, or nobody, for it. */
const WITHHELD = ["suppressedBy", "outOfService", "parent"];
const PRIORITIES = ["critical", "high", "medium", "low"];

interface RecordedAct {
  readonly line: ReportLine;
  readonly record: unknown;
  readonly act: string;
  readonly passed?: boolean;
  readonly since?: number;
  readonly ends?: boolean;
  readonly report?: { readonly kind: string };
  readonly late?: boolean;
  readonly standIn?: boolean;
  readonly failed?: number;
  readonly step?: string;
  readonly end?: { readonly because: string };
  readonly conclusion?: { readonly result: string; readonly lessons: readonly unknown[] };
  readonly movement?: { readonly kind: string };
  readonly measure?: { readonly zoneId: string };
  readonly lines?: readonly { readonly booked: number; readonly counted: number }[];
}

/** The median of times in their order, in whole milliseconds. */
export function middle(sorted: readonly number[]): number | undefined {
  const [lower, upper] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return lower === undefined || upper === undefined ? undefined : Math.round((lower + upper) / 2);
}

/** Each alarm as its lines tell it: by which it was put before people, and what they did then. */
function alarmsIn(lines: readonly ReportLine[]) {
  return lines
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
}

const ofZones = (all: readonly ReportLine[], to: number, zones: readonly string[] | undefined): readonly ReportLine[] =>
  all.filter(({ zoneId, at }) => at < to && (zones === undefined || zones.includes(zoneId ?? "")));

/** What most alarms of a week came from, by rule and zone: with how many, and the lines by which people were told of them. */
export function recountSources(all: readonly ReportLine[], { from, to }: Week, zones: readonly string[] | undefined) {
  const told = alarmsIn(ofZones(all, to, zones)).flatMap(({ told: line, raised }) =>
    line !== undefined && line.at >= from && raised.about !== undefined ? [{ line, raised, about: raised.about }] : [],
  );
  const keys = [...new Set(told.map(({ raised, about }) => `${about.subject} in ${raised.zoneId}`))];
  return keys
    .map((key) => told.filter(({ raised, about }) => `${about.subject} in ${raised.zoneId}` === key))
    .filter((those) => those.length > 1)
    .sort((a, b) => b.length - a.length || (a[0]?.line.number ?? 0) - (b[0]?.line.number ?? 0))
    .slice(0, 10)
    .map((those) => ({
      what: those[0]?.about.what,
      where: those[0]?.about.where,
      alarms: those.length,
      lines: those.map(({ line }) => line.number).slice(0, 50),
    }));
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
  const lines = ofZones(all, to, zones);
  const inWeek = (line: ReportLine | undefined): boolean => line !== undefined && line.at >= from && line.at < to;
  const alarms = alarmsIn(lines);
  const told = alarms.filter((alarm) => inWeek(alarm.told));
  const took = (key: "ack" | "human"): number[] =>
    told
      .flatMap((alarm) => (alarm[key] === undefined || alarm.told === undefined ? [] : [alarm[key].at - alarm.told.at]))
      .sort((a, b) => a - b);
  const [acks, humans] = [took("ack"), took("human")];
  /** Line by line: what is on, since when, and for how much of the week it was. */
  const walked = (starts: (line: ReportLine) => string | undefined, ends: (line: ReportLine) => string | undefined) => {
    const on = new Map<string, number>();
    let [time, begun] = [0, 0];
    const lasted = (since: number, until: number) => Math.max(0, Math.min(until, to) - Math.max(since, from));
    for (const line of lines) {
      const [start, end] = [starts(line), ends(line)];
      const { since = line.at, ended = line.at } = line.detail as { readonly since?: number; readonly ended?: number };
      if (start !== undefined && !on.has(start)) {
        on.set(start, line.kind === "protection-impaired" ? since : line.at);
        if (inWeek(line) && line.detail["again"] !== true) begun += 1;
      }
      if (end === undefined || !on.has(end)) continue;
      time += lasted(on.get(end) ?? 0, ended);
      on.delete(end);
    }
    for (const since of on.values()) time += lasted(since, to);
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
      // Of a signal, and not of all behind a gateway: device, signal, rule.
      kind === "raised" && about?.subject.split("/").length === 3 && about.subject.endsWith("silent") && !outIds.has(alarmId)
        ? alarmId
        : undefined,
    ({ kind, alarmId }) => (kind === "returned-to-normal" ? alarmId : undefined),
  );
  const impaired = (impairment: string) => {
    const signalOf = (wanted: string) => (line: ReportLine) =>
      line.kind === wanted && line.detail["impairment"] === impairment ? String(line.detail["signal"]) : undefined;
    // Before the first line of all that tell it, nobody knows how it was.
    const tells = all.find(({ kind, at, zoneId }) => {
      const isOfZones = zones === undefined || zones.includes(zoneId ?? "");
      return at < to && (kind === "watched" || (["protection-impaired", "protection-restored"].includes(kind) && isOfZones));
    });
    const { begun, time, atEnd } = walked(signalOf("protection-impaired"), signalOf("protection-restored"));
    return tells === undefined ? { begun: undefined, time: undefined, atEnd: undefined } : { begun, time, atEnd };
  };
  const stateAfter = ({ kind, detail }: ReportLine): unknown =>
    kind === "raised" && "suppressedBy" in detail ? "suppressed-by-design" : (detail["after"] as { state?: unknown } | undefined)?.state;
  const suppressed = walked(
    (line) => (stateAfter(line) === "suppressed-by-design" && !outIds.has(line.alarmId ?? "") ? line.alarmId : undefined),
    (line) => (stateAfter(line) !== undefined && stateAfter(line) !== "suppressed-by-design" ? line.alarmId : undefined),
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
  /** Whether it was late by the same before, and nobody did anything of what was to be done since. */
  const wasOverdue = ({ record, step, since, line }: RecordedAct): boolean => {
    const earlier = hazards.filter((one) => one.record === record && one.line.number < line.number);
    const done = earlier.findLastIndex(({ act }) => ["settled", "remedied", "verified", "reopened"].includes(act));
    return earlier.slice(done + 1).some((one) => one.act === "overdue" && one.step === step && one.since === since);
  };
  const doorMoves = doors.filter(({ act, ends }) => act === "sent" || ends === true);
  const drills = acts("drill-recorded");
  const hasCome = (ended: RecordedAct | undefined): boolean =>
    ended !== undefined &&
    ["stopped", "time-over"].includes(ended.end?.because ?? "") &&
    drills.some(({ record, act, step }) => record === ended.record && act === "reached" && step === "detected");
  const measures = acts("measure-recorded");
  const standing = measures.filter(({ act }) => act === "added" || act === "ended");
  /** Where it is said to be before a line of it. */
  const placeBefore = (one: RecordedAct): string | undefined =>
    measures.filter(({ record, line, measure }) => record === one.record && measure !== undefined && line.number < one.line.number).at(-1)
      ?.measure?.zoneId;
  const reviewed = measures.filter(
    (one) => ["overdue", "reviewed", "ended"].includes(one.act) || (one.act === "changed" && one.measure?.zoneId !== placeBefore(one)),
  );
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
    "acknowledge-median": middle(acks),
    "acknowledge-longest": acks.at(-1),
    "not-acknowledged": told.length - acks.length,
    "first-human-median": middle(humans),
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
    ...impairedFigures("faulty", impaired("faulty")),
    ...impairedFigures("over-range", impaired("over-range")),
    ...impairedFigures("suspect", impaired("suspect")),
    ...impairedFigures("inhibited", impaired("inhibited")),
    ...impairedFigures("simulated", impaired("simulated")),
    ...impairedFigures("uncalibrated", impaired("uncalibrated")),
    "suppressions-begun": suppressed.begun,
    "suppressed-time": suppressed.time,
    "suppressed-at-end": suppressed.atEnd,
    "hazards-filed": during(hazards.filter(({ act }) => act === "filed")),
    "hazards-settled": during(hazards.filter(({ act }) => act === "settled")),
    "hazards-remedied": during(hazards.filter(({ act }) => act === "remedied")),
    "hazards-written-off": during(hazards.filter(({ act, passed }) => act === "verified" && passed)),
    "hazards-check-failed": during(hazards.filter(({ act, passed }) => act === "verified" && !passed)),
    "hazards-reopened": during(hazards.filter(({ act }) => act === "reopened")),
    "hazards-overdue": during(hazards.filter((one) => one.act === "overdue" && !wasOverdue(one))),
    "hazards-open-at-end": records(opening).filter((record) => lastOf(opening, record)?.act !== "verified").length,
    "hazards-overdue-at-end": records(lateness).filter((record) => lastOf(lateness, record)?.act === "overdue").length,
    "measures-added": actsOf(measures, "added").length,
    "measures-reviewed": actsOf(measures, "reviewed").length,
    "measures-ended": actsOf(measures, "ended").length,
    "measures-overdue": actsOf(measures, "overdue").length,
    "measures-in-force-at-end": records(standing).filter((record) => lastOf(standing, record)?.act === "added").length,
    "measures-overdue-at-end": records(reviewed).filter((record) => lastOf(reviewed, record)?.act === "overdue").length,
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
    "drills-held": actsOf(drills, "concluded").filter(
      ({ record, conclusion }) =>
        conclusion?.result !== "failed" && hasCome(drills.findLast((one) => one.record === record && one.act === "ended")),
    ).length,
    "drills-not-held": actsOf(drills, "ended").filter((one) => !hasCome(one)).length,
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
    ...watchedOf(all, { from, to }),
    "days-kept": days.filter(([begins, ends]) => all.some(({ at }) => at >= begins && at < ends)).length,
  };
}

/** From edge to edge of the times that are said: whether any of them is over what lies between. */
function watchedOf(
  all: readonly ReportLine[],
  { from, to }: Pick<Week, "from" | "to">,
): Record<"watched-time" | "unwatched-time", number | undefined> {
  const spans = all.flatMap(({ kind, detail }) =>
    kind === "watched" ? [detail as { readonly since: number; readonly until: number }] : [],
  );
  const begins = spans.map(({ since }) => since).sort((a, b) => a - b)[0];
  if (begins === undefined || begins >= to) return { "watched-time": undefined, "unwatched-time": undefined };
  const edges = [...new Set([Math.max(from, begins), to, ...spans.flatMap(({ since, until }) => [since, until])])]
    .filter((edge) => edge >= Math.max(from, begins) && edge <= to)
    .sort((a, b) => a - b);
  let [watched, unwatched] = [0, 0];
  for (const [place, edge] of edges.entries()) {
    const length = (edges[place + 1] ?? edge) - edge;
    if (spans.some(({ since, until }) => since <= edge && until > edge)) watched += length;
    else unwatched += length;
  }
  return { "watched-time": watched, "unwatched-time": unwatched };
}

const impairedFigures = <Name extends string>(name: Name, { begun, time, atEnd }: Record<"begun" | "time" | "atEnd", number | undefined>) =>
  ({ [`${name}-begun`]: begun, [`${name}-time`]: time, [`${name}-at-end`]: atEnd }) as Record<
    `${Name}-begun` | `${Name}-time` | `${Name}-at-end`,
    number | undefined
  >;

/** None of these spans has a change of clocks but the week of 2026-10-25, a Sunday: its last day is the longer one. */
const DAY = 86_400_000;
