import type { Alarm, OutOfService, RoomAvailability } from "@labcanary/domain/alarm";
import { days, type EpochMs, epochMs, hours, milliseconds, minus, minutes, plus } from "@labcanary/domain/basics";
import type { Finding as CustodyFinding, ReportItem } from "@labcanary/domain/governance";
import { type ContactStanding, plainRoute } from "@labcanary/domain/notification";
import type { ImpairedSignal } from "@labcanary/domain/ports";
import type { Route, Signal, Site } from "@labcanary/domain/site";
import { describe, expect, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { limitRule, signal, testSite } from "../../../test/support/site.ts";
import { twoRooms } from "../../../test/support/two-rooms.ts";
import { brokenEquipment, gasRooms, switchedOff, tampering } from "./detectors.ts";
import { overdueDrills } from "./drills.ts";
import { FILERS } from "./filing.ts";
import type { FilingWorld } from "./finding.ts";
import { shelvedAlarms, unexplained } from "./left-standing.ts";
import { rotaGaps, unprovenRoutes } from "./reaching.ts";
import { unsignableReports } from "./reports.ts";
import { repeatedAlarms } from "./repeated-alarms.ts";
import { availability, overdueCalibration } from "./upkeep.ts";

const AT = epochMs(Date.UTC(2026, 10, 22, 8));
const ago = (span: number): EpochMs => minus(AT, span as never);
const VAPOUR = "cab-17/vapour";

function world(over: Partial<FilingWorld> = {}): FilingWorld {
  return {
    at: AT,
    site: testSite(),
    alarms: [],
    raised: new Set(),
    alarmsOfSignal: () => [],
    impaired: [],
    outOfService: [],
    enrolled: new Set(["cab-17"]),
    heard: () => false,
    contacts: [],
    custody: [],
    drills: [],
    reports: [],
    maySignReports: () => true,
    minimumAvailability: 0.95,
    writtenOffAt: () => undefined,
    ...over,
  };
}
const withSignals = (...signals: readonly Signal[]): Site => ({ ...testSite(), signals });

describe("repeated alarms of one source", () => {
  const raisedAt = (at: EpochMs, over: Partial<Alarm> = {}) => gasAlarm({ id: `alarm-${at}`, raisedAt: at, ...over });
  const three = [raisedAt(ago(days(6))), raisedAt(ago(days(3))), raisedAt(ago(hours(1)))];
  test.each([
    { alarms: three, files: true, because: "three within 7 days" },
    { alarms: three.slice(1), files: false, because: "two are chance" },
    { alarms: [raisedAt(ago(days(8))), ...three.slice(1)], files: false, because: "the first is too long ago" },
    { alarms: three.map((alarm) => ({ ...alarm, simulated: true })), files: false, because: "they are simulated" },
    { alarms: three.map((alarm) => ({ ...alarm, test: "t1" })), files: false, because: "they are of a test" },
    {
      alarms: [raisedAt(ago(hours(1)), { chatter: { count: 4, since: ago(hours(2)), lastAt: AT } })],
      files: true,
      because: "one chattered",
    },
  ])("$because: filed $files", ({ alarms, files }) => {
    const found = repeatedAlarms(world({ raised: new Set([VAPOUR]), alarmsOfSignal: () => alarms }));
    expect(found.map(({ level, origin }) => `${origin} ${level}`)).toEqual(files ? ["alarm general"] : []);
  });

  test("what was before the last one was written off counts no more", () => {
    const dealtWith = world({ raised: new Set([VAPOUR]), alarmsOfSignal: () => three, writtenOffAt: () => ago(days(4)) });
    expect(repeatedAlarms(dealtWith)).toEqual([]);
    expect(repeatedAlarms({ ...dealtWith, writtenOffAt: () => ago(days(6.5)) })).toMatchObject([{ alarm: { id: three[2]?.id } }]);
  });

  test("what stands is looked at also when nobody saw it raised", () => {
    expect(repeatedAlarms(world({ alarms: three.slice(2), alarmsOfSignal: () => three }))).toHaveLength(1);
  });
});

const silent = (since: EpochMs, key = VAPOUR): ImpairedSignal => ({ signal: key, impairment: "silent", since });
const agreed = (state: OutOfService["state"] = "in-force"): OutOfService => ({
  id: "o1",
  signal: VAPOUR,
  state,
  lifeSafety: true,
  proposedBy: "chen",
  proposedAt: ago(days(2)),
  until: plus(AT, hours(1)),
  reason: "repair",
  measure: "portable detector",
});

test.each([
  { over: { impaired: [silent(ago(hours(24) + 1))] }, files: true, because: "silent for more than a day" },
  { over: { impaired: [silent(ago(hours(24)))] }, files: false, because: "silent for a day" },
  { over: { impaired: [silent(ago(days(2)))], outOfService: [agreed()] }, files: false, because: "two people agreed" },
  { over: { impaired: [silent(ago(days(2)))], outOfService: [agreed("proposed")] }, files: true, because: "one person proposed it" },
  { over: { impaired: [silent(ago(days(2)))], enrolled: new Set<string>() }, files: false, because: "it was never in use" },
  {
    over: { impaired: [silent(ago(days(2)))], enrolled: new Set<string>(), heard: () => true },
    files: true,
    because: "its token was taken away",
  },
  ...(["inhibited", "maintenance", "simulated"] as const).map((impairment) => ({
    over: { impaired: [{ ...silent(ago(days(2))), impairment }] },
    files: true,
    because: `it is ${impairment}`,
  })),
  {
    over: { impaired: [{ ...silent(ago(days(2))), impairment: "faulty" as const }] },
    files: false,
    because: "its fault is another hazard",
  },
  {
    over: { impaired: [silent(ago(days(2)))], site: withSignals(signal({ rules: [limitRule({ priority: "low" })] })) },
    files: false,
    because: "nothing is protected by it",
  },
  {
    over: { impaired: [silent(ago(days(2)))], site: withSignals(signal({ gateway: "gw" })), enrolled: new Set(["gw"]) },
    files: true,
    because: "the gateway that speaks for it is in use",
  },
])("alarm equipment that is away is switched off: $because, $files", ({ over, files }) => {
  const found = switchedOff(world(over));
  expect(found.map(({ source, level, class: of }) => [source, level, of])).toEqual(files ? [["switched-off cab-17", "major", "gas"]] : []);
});

// A cut 4-20 mA wire, or a gateway that says "offline" of it, makes it faulty and never silent: that was the room's availability alone before.
test.each([
  { span: hours(24) + 1, over: {}, files: ["major gas equipment"], because: "for more than a day" },
  { span: hours(24), over: {}, files: [], because: "for a day" },
  { span: days(2), over: { outOfService: [agreed()] }, files: [], because: "and two people agreed" },
  { span: days(2), over: { enrolled: new Set<string>() }, files: [], because: "and was never in use" },
  {
    span: days(2),
    over: { site: withSignals(signal({ quantity: "temperature" })) },
    files: ["general building equipment"],
    because: "and is no detector of gas",
  },
])("alarm equipment that says it is broken $because: filed $files", ({ span, over, files }) => {
  const broken = { ...silent(ago(milliseconds(span))), impairment: "faulty" as const };
  const found = brokenEquipment(world({ impaired: [broken], ...over }));
  expect(found.map(({ level, class: of, cause }) => `${level} ${of} ${cause}`)).toEqual(files);
  expect(found.map(({ source }) => source)).toEqual(files.map(() => "broken cab-17"));
});

test("several signals of one device are one hazard", () => {
  const keys = ["cab-17/vapour", "cab-17/oxygen"];
  const site = withSignals(...keys.map((key) => signal({ key })));
  const found = switchedOff(world({ site, impaired: keys.map((key) => silent(ago(days(2)), key)) }));
  expect(found).toMatchObject([{ found: { en: expect.stringContaining("cab-17/vapour, cab-17/oxygen") } }]);
});

describe("tampering", () => {
  const key = "cab-17/tamper";
  const site = withSignals(signal({ key, name: "tamper", quantity: "state" }));
  const source = { kind: "rule", ruleId: `${key}/opened`, ruleVersion: "1", signal: key, zoneId: "cabinet-17" } as const;
  const opened = (over: Partial<Alarm> = {}) => gasAlarm({ source, raisedAt: ago(minutes(4)), ...over });
  const over = opened({ conditionActive: false });
  const came = (alarm: Alarm) => ({ raised: new Set([key]), alarmsOfSignal: () => [alarm] });
  test.each([
    { looked: { alarms: [opened()] }, files: true, because: "it stands" },
    { looked: { alarms: [opened()], writtenOffAt: () => ago(minutes(1)) }, files: true, because: "it stands though it was written off" },
    { looked: came(over), files: true, because: "it is over, and came since the last look" },
    { looked: { ...came(over), writtenOffAt: () => ago(minutes(1)) }, files: false, because: "it was written off since" },
    { looked: { alarms: [over] }, files: false, because: "it is over, and was looked at" },
    { looked: { alarms: [opened({ simulated: true })] }, files: false, because: "it is simulated" },
    { looked: came(opened({ test: "t1", conditionActive: false })), files: false, because: "it was a test" },
  ])("$because: filed as a major hazard, $files", ({ looked, files }) => {
    const found = tampering(world({ site, ...looked }));
    expect(found.map(({ source: of, level }) => [of, level])).toEqual(files ? [["tamper cab-17", "major"]] : []);
  });
});

describe("a gas room", () => {
  const two = withSignals(signal(), signal({ key: "cab-17/oxygen", quantity: "oxygen-concentration" }));
  const broken = (key: string, span: number, impairment: ImpairedSignal["impairment"] = "faulty"): ImpairedSignal => ({
    signal: key,
    impairment,
    since: ago(span),
  });
  const both = [broken(VAPOUR, hours(9)), broken("cab-17/oxygen", hours(1) + 1)];
  test.each([
    { over: { impaired: both }, files: true, because: "neither works" },
    { over: { impaired: both.slice(1) }, files: false, because: "one works" },
    { over: { impaired: [both[0]!, broken("cab-17/oxygen", hours(1))] }, files: false, because: "the second went an hour ago" },
    { over: { impaired: [both[0]!, broken("cab-17/oxygen", hours(9), "uncalibrated")] }, files: false, because: "one reads, and is due" },
    { over: { impaired: both, outOfService: [agreed()] }, files: true, because: "two people agreed on one of them only" },
    {
      over: { impaired: both.slice(0, 1), outOfService: [agreed(), { ...agreed(), signal: "cab-17/oxygen" }] },
      files: false,
      because: "they agreed on both",
    },
    { over: { impaired: both, enrolled: new Set<string>() }, files: false, because: "none is in use yet" },
    { over: { impaired: both, enrolled: new Set<string>(), heard: () => true }, files: true, because: "their tokens were taken away" },
  ])("is without a working detector: $because, $files", ({ over, files }) => {
    const found = gasRooms(world({ site: two, ...over }));
    expect(found.map(({ source, level }) => [source, level])).toEqual(files ? [["gas-room room-114", "major"]] : []);
  });

  const gasRoom = (...signals: readonly Signal[]): Site => {
    const site = withSignals(...signals);
    return { ...site, zones: site.zones.map((zone) => (zone.id === "room-114" ? { ...zone, gasRoom: true as const } : zone)) };
  };
  const comfort = signal({ rules: [limitRule({ priority: "medium" })] });
  test.each([
    { site: gasRoom(), files: true, because: "the site describes none" },
    { site: gasRoom(signal({ quantity: "temperature" })), files: true, because: "what is there is no gas detector" },
    { site: gasRoom(signal()), enrolled: new Set<string>(), files: true, because: "it is not in use yet" },
    { site: gasRoom(signal()), files: false, because: "one works" },
    { site: gasRoom(comfort), files: false, because: "one works, though no life depends on it" },
    { site: gasRoom(comfort), impaired: [broken(VAPOUR, hours(2))], files: true, because: "the only one is broken" },
    { site: withSignals(comfort), impaired: [broken(VAPOUR, hours(2))], files: false, because: "the site does not call it a gas room" },
  ])("named as one by the site: $because, $files", ({ because: _because, files, ...over }) => {
    expect(gasRooms(world(over)).map(({ source }) => source)).toEqual(files ? ["gas-room room-114"] : []);
  });
});

test.each([
  { over: {}, files: true, because: "below" },
  { over: { available: 0.95 }, files: false, because: "at the limit" },
  { over: { from: ago(hours(23)) }, files: false, because: "watched for less than a day" },
])("a room protected for less than it must be: $because, $files", ({ over, files }) => {
  const room: RoomAvailability = {
    roomId: "room-114",
    from: ago(days(7)),
    available: 0.9489,
    unavailable: hours(8),
    needed: 1,
    losses: [],
    worst: [{ signal: VAPOUR, lasted: hours(8) }],
    ...over,
  };
  const found = availability(world({ rooms: [room] }));
  expect(found.map(({ found: { en } }) => en)).toEqual(files ? [expect.stringContaining("94.8 %")] : []);
  expect(availability(world({ rooms: [room], writtenOffAt: () => ago(days(1)) }))).toEqual([]);
  expect(availability(world())).toEqual([]);
  const ofZone = (minimumAvailability: number): Site => ({
    ...testSite(),
    zones: testSite().zones.map((zone) => (zone.id === "room-114" ? { ...zone, minimumAvailability } : zone)),
  });
  expect(availability(world({ rooms: [room], site: ofZone(0.9) }))).toEqual([]);
  expect(availability(world({ rooms: [{ ...room, available: 0.98, from: ago(days(7)) }], site: ofZone(0.99) }))).toHaveLength(1);
});

test.each([
  { state: "open", since: days(1) + 1, files: true },
  { state: "open", since: days(1), files: false },
  { state: "explained", since: days(9), files: false },
] as const)("a finding of custody that is $state for $since ms is a hazard: $files", ({ state, since, files }) => {
  const finding: CustodyFinding = {
    number: 3,
    kind: "weight-differs",
    zoneId: "cabinet-17",
    from: ago(since),
    to: ago(since),
    evidence: [],
    state,
    foundAt: ago(since),
  };
  const found = unexplained(world({ custody: [finding] }));
  expect(found.map(({ record, level }) => [record, level])).toEqual(files ? [["custody/3", "major"]] : []);
});

test.each([
  { over: {}, files: true, because: "it came more than a day ago" },
  { over: { raisedAt: ago(days(1)) }, files: false, because: "it came a day ago" },
  { over: { shelved: undefined }, files: false, because: "it is not shelved" },
  { over: { test: "t1" }, files: false, because: "it is of a test" },
])("an alarm that is still shelved: $because, $files", ({ over, files }) => {
  const shelved = { by: "user:chen", at: ago(hours(1)), until: AT, reason: "works there", mode: "timed" } as const;
  const alarm = { ...gasAlarm({ raisedAt: ago(days(1) + 1), shelved }), ...over } as Alarm;
  expect(shelvedAlarms(world({ alarms: [alarm] })).map(({ class: of }) => of)).toEqual(files ? ["gas"] : []);
});

test("overdue calibration is one hazard of each device", () => {
  const site = withSignals(
    signal({ dueAt: AT }),
    signal({ key: "cab-17/oxygen", dueAt: ago(days(1)) }),
    signal({ key: "x/y", deviceId: "x", dueAt: plus(AT, 1 as never) }),
  );
  expect(overdueCalibration(world({ site }))).toMatchObject([
    { source: "calibration cab-17", found: { zh: "校准或检测已逾期：cab-17/vapour、cab-17/oxygen" } },
  ]);
});

describe("a route", () => {
  const standing = (personId: string, over: Partial<ContactStanding> = {}): ContactStanding => ({
    personId,
    channel: "sms",
    address: "***01",
    isProven: true,
    ...over,
  });
  const plain: Site = { ...testSite(), routes: [] };
  const all = plain.people.map(({ id }) => standing(id));
  const route: Route = { ...plainRoute(plain), id: "gas", name: { en: "Gas", zh: "气体" } };
  const byMail: Site = { ...plain, routes: [{ ...route, steps: route.steps.map((step) => ({ ...step, channels: ["email"] })) }] };
  test.each<{ because: string; site?: Site; contacts: readonly ContactStanding[]; files: readonly string[] }>([
    { because: "nobody was ever proven", contacts: [], files: ["route plain"] },
    {
      because: "they were, and are no longer",
      contacts: all.map((one) => ({ ...one, provenAt: ago(days(31)), isProven: false })),
      files: ["route plain"],
    },
    { because: "everybody is", contacts: all, files: [] },
    {
      because: "the responsible person is not",
      contacts: all.filter(({ personId }) => personId !== "wang"),
      files: ["route plain"],
    },
    { because: "only by what the step does not use", site: byMail, contacts: all, files: ["route gas"] },
  ])("$because: files $files", ({ site = plain, contacts, files }) => {
    expect(unprovenRoutes(world({ site, contacts })).map(({ source }) => source)).toEqual(files);
  });
});

test("a rota with nobody on duty within a week", () => {
  const site = twoRooms();
  const rotas = (site.rotas ?? []).map((rota) => ({ ...rota, shifts: [] }));
  const found = rotaGaps(world({ site: { ...site, rotas } }));
  expect(found.map(({ source }) => source)).toEqual(rotas.map(({ id }) => `rota-gap ${id}`));
  expect(rotaGaps(world())).toEqual([]);
});

test("a site without zones has no place to keep what is of no room", () => {
  const site = { ...twoRooms(), zones: [], contactTests: { every: days(30) } };
  expect([...unprovenRoutes(world({ site })), ...rotaGaps(world({ site }))]).toEqual([]);
});

test("every one of them has its test", () => {
  expect(Object.values(FILERS)).toEqual([
    repeatedAlarms,
    switchedOff,
    brokenEquipment,
    tampering,
    gasRooms,
    availability,
    overdueCalibration,
    unprovenRoutes,
    rotaGaps,
    overdueDrills,
    unexplained,
    shelvedAlarms,
    unsignableReports,
  ]);
});

describe("weekly reports nobody may sign", () => {
  const item = (over: Partial<ReportItem> = {}): ReportItem => ({
    number: 1,
    zoneId: "",
    sha256: "0".repeat(64),
    madeAt: ago(days(9)),
    unsignableAt: ago(days(6)),
    report: {
      version: 1,
      timeZone: "UTC",
      week: { monday: "2026-11-09", from: ago(days(13)), to: ago(days(6)) },
      sections: [],
      sources: [],
    },
    ...over,
  });
  const department = { en: "Chemistry", zh: "化学系" };
  const ofChemistry = { ...item().report, department };
  /** Li is of biology, and answers for nothing. */
  const withLi: Site = {
    ...testSite(),
    people: [...testSite().people, { id: "li", name: "Li", language: "zh", department: { en: "Biology", zh: "生物系" } }],
  };
  test.each([
    { because: "its time is over", of: {}, reports: [item()], filed: ["unsignable-report site"] },
    { because: "one of many weeks is enough", of: {}, reports: [item(), item({ number: 2 })], filed: ["unsignable-report site"] },
    {
      because: "each department by itself",
      of: {},
      reports: [item(), item({ number: 2, report: ofChemistry })],
      filed: ["unsignable-report site", "unsignable-report Chemistry"],
    },
    {
      because: "its time is not over",
      of: {},
      reports: [{ ...item(), unsignableAt: undefined } as unknown as ReportItem],
      filed: [],
    },
    { because: "somebody may by now", of: { site: withLi }, reports: [item()], filed: [] },
    { because: "no account may", of: { site: withLi, maySignReports: () => false }, reports: [item()], filed: ["unsignable-report site"] },
    { because: "it was written off since", of: { writtenOffAt: () => ago(days(5)) }, reports: [item()], filed: [] },
    { because: "it came again", of: { writtenOffAt: () => ago(days(7)) }, reports: [item()], filed: ["unsignable-report site"] },
    { because: "there is no place", of: { site: { ...testSite(), zones: [] } }, reports: [item()], filed: [] },
  ])("$because: filed $filed", ({ of, reports, filed }) => {
    const found = unsignableReports(world({ ...of, reports }));
    expect(found.map(({ source }) => source)).toEqual(filed);
    for (const { zoneId, level } of found) expect([zoneId, level]).toEqual(["chemistry", "general"]);
  });
});
