import { describe, expect, test } from "vitest";
import { device, DOOR, file, limit, SIGNAL, text, withLi, withRule, withSignal } from "../../../test/support/site-file.ts";
import { compileSite } from "./compile.ts";
import type { ChecklistFile, PatrolFile } from "./checks/index.ts";
import type { FigureFile, RuleFile, SignalFile, SiteFile } from "./file.ts";
import { SITE_PROBLEMS, type SiteProblemCode } from "./problem.ts";

interface Wrong {
  readonly code: SiteProblemCode;
  readonly at: string;
  readonly site: SiteFile;
  readonly says: string;
}

const CO: SignalFile = { quantity: "gas-concentration", unit: "ppm", substance: "CO", range: { max: 500 } };

const WRONG_RANGES: readonly Wrong[] = [
  { code: "SITE_RANGE", at: `${SIGNAL}.range.max`, site: withSignal({ ...DOOR, range: { max: 1 } }), says: "states has no range" },
  { code: "SITE_RANGE", at: `${SIGNAL}.range.max`, site: withSignal({ ...CO, range: { max: 5e6 } }), says: "more than there can be" },
  { code: "SITE_RANGE", at: `${SIGNAL}.range.max`, site: withSignal({ ...CO, range: { max: -5e6 } }), says: "less than there can be" },
  { code: "SITE_RANGE", at: `${SIGNAL}.range.min`, site: withSignal({ ...CO, range: { min: 500, max: 500 } }), says: "goes upwards" },
  { code: "SITE_SETPOINT", at: `${SIGNAL}.rules.r.setpoint`, site: withRule(limit({ setpoint: 501 }), CO), says: "to 500" },
  {
    code: "SITE_SETPOINT",
    at: `${SIGNAL}.rules.r.setpoint`,
    site: withRule(limit({ setpoint: 501, of: { figure: "average", over: "8h" } }), CO),
    says: "to 500",
  },
  {
    code: "SITE_FIGURE",
    at: `${SIGNAL}.rules.r.of.limit`,
    site: withRule(limit({ setpoint: 30, of: { figure: "time-beyond", over: "8h", limit: 600, direction: "high" } }), CO),
    says: "to 500",
  },
];

const overRange = (over: Partial<RuleFile> = {}): RuleFile => {
  const { direction: _direction, setpoint: _setpoint, ...rule } = limit({ kind: "over-range", ...over });
  return rule;
};

const WRONG_OVER_RANGE: readonly Wrong[] = [
  { code: "SITE_RULE_KIND", at: `${SIGNAL}.rules.r.kind`, site: withRule(overRange(), DOOR), says: "no range to be over" },
  { code: "SITE_RULE_KIND", at: `${SIGNAL}.rules.r.latching`, site: withRule(overRange({ latching: false }), CO), says: "always latches" },
  { code: "SITE_RULE_KIND", at: `${SIGNAL}.rules.r.onDelay`, site: withRule(overRange({ onDelay: "5s" }), CO), says: "told at once" },
  { code: "SITE_RULE_KIND", at: `${SIGNAL}.rules.r.offDelay`, site: withRule(overRange({ offDelay: "5s" }), CO), says: "cleanFor" },
  {
    code: "SITE_RULE_KIND",
    at: `${SIGNAL}.rules.r.during`,
    site: { ...withRule(overRange({ during: "day" }), CO), schedules: { day: {} } },
    says: "every hour",
  },
  {
    code: "SITE_RULE_KIND",
    at: `${SIGNAL}.rules.r.suppressed`,
    site: withRule(overRange({ suppressed: { when: "s > 3 ppm", atMost: "5min" } }), CO),
    says: "nothing explains",
  },
  {
    code: "SITE_RULE_KIND",
    at: `${SIGNAL}.rules`,
    site: withSignal({ ...CO, rules: { a: overRange(), b: overRange() } }),
    says: "keep one of them",
  },
  { code: "SITE_RANGE", at: `${SIGNAL}.rules.r.cleanAir`, site: withRule(overRange({ cleanAir: { max: 501 } }), CO), says: "500 ppm" },
  {
    code: "SITE_RANGE",
    at: `${SIGNAL}.rules.r.cleanAir`,
    site: withRule(overRange({ cleanAir: { min: 20, max: 20 } }), CO),
    says: "clean air is something between",
  },
  { code: "SITE_DURATION", at: `${SIGNAL}.rules.r.cleanFor`, site: withRule(overRange({ cleanFor: "0s" }), CO), says: "no time at all" },
  {
    code: "SITE_RULE_KIND",
    at: `${SIGNAL}.rules.r`,
    site: withRule(overRange({ kind: "not-assessable" }), CO),
    says: "twa-not-assessable for twa",
  },
  {
    code: "SITE_RULE_KIND",
    at: `${SIGNAL}.rules.high-not-assessable`,
    site: withSignal({ ...CO, rules: { high: limit(), "high-not-assessable": overRange({ kind: "not-assessable" }) } }),
    says: "a limit on an average",
  },
  {
    code: "SITE_FIGURE",
    at: `${SIGNAL}.rules.mkt.of.figure`,
    site: withSignal({
      quantity: "temperature",
      rules: {
        high: limit({ setpoint: -15 }),
        mkt: limit({ setpoint: -20, of: { figure: "mean-kinetic-temperature", over: "24h" } }),
      },
    }),
    says: "of frozen goods thawing is what counts",
  },
];

const WRONG_DUTIES: readonly Wrong[] = (
  [
    { duty: { due: "01.05.2026" }, key: "due", says: "write for example 2026-05-01" },
    { duty: { due: "2026-02-30" }, key: "due", says: '"2026-02-30" is no date' },
    { duty: { last: "May", every: "180d" }, key: "last", says: '"May" is no date' },
    { duty: { last: "2026-05-01" }, key: "last", says: "how often" },
    { duty: { last: "2026-05-01", every: "36h" }, key: "every", says: "not whole days" },
    { duty: { due: "2026-05-01", every: "180d" }, key: "due", says: "not both" },
    { duty: { last: "none", every: "180d" }, key: "last", says: "the time it was replaced" },
  ] as const
).flatMap(({ duty, key, says }): readonly Wrong[] => [
  { code: "SITE_DATE", at: `${SIGNAL}.calibration.${key}`, site: withSignal({ ...CO, calibration: duty }), says },
  { code: "SITE_DATE", at: `devices.0.bumpTest.${key}`, site: file({ devices: [device({}, { bumpTest: duty })] }), says },
]);

const withList = (over: Partial<ChecklistFile>): SiteFile =>
  file({
    checklists: {
      daily: {
        version: "1",
        name: text("Daily"),
        source: "test",
        items: [{ id: "tidy", words: text("Tidy"), hazard: { class: "fire", level: "general" } }],
        ...over,
      },
    },
  });
const withPatrol = (over: Partial<PatrolFile>): SiteFile => ({
  ...withList({}),
  patrols: [
    {
      id: "p",
      name: text("P"),
      checklist: "daily",
      zones: ["room"],
      from: "08:00",
      to: "12:00",
      within: "4h",
      by: ["responsible"],
      ...over,
    },
  ],
});

const WRONG: readonly Wrong[] = [
  {
    code: "SITE_DATE",
    at: "devices.0.replaced",
    site: file({ devices: [device({}, { replaced: "2026-11-26T08:20" })] }),
    says: "write for example 2026-11-26T08:20:00+08:00",
  },
  ...(
    [
      { duty: { last: "none" }, key: "every", says: "how often" },
      { duty: { last: "none", every: "36h" }, key: "every", says: "not whole days" },
      { duty: { last: "none", every: "180d", due: "2026-12-01" }, key: "due", says: "not both" },
    ] as const
  ).map(({ duty, key, says }): Wrong => {
    const replaced = device({}, { replaced: "2026-11-26T08:20:00Z", bumpTest: duty });
    return { code: "SITE_DATE", at: `devices.0.bumpTest.${key}`, site: file({ devices: [replaced] }), says };
  }),
  {
    code: "SITE_BADGE",
    at: "people.li.badges.0",
    site: file({
      people: { wang: { name: "Wang", language: "zh", badges: ["0A:1F"] }, li: { name: "Li", language: "zh", badges: ["0a1f"] } },
    }),
    says: "wang has this badge already",
  },
  {
    code: "SITE_CUSTODY",
    at: `${SIGNAL}.rules.r.readers.0`,
    site: withRule(limit({ kind: "opened-without-access", access: "granted", readers: ["reader"] }), DOOR),
    says: 'there is no device "reader"',
  },
  { code: "SITE_DUPLICATE", at: "zones.1.id", site: file({ zones: [...file().zones, ...file().zones] }), says: "another zone" },
  {
    code: "SITE_DUPLICATE",
    at: "zones.0.zones.0.id",
    site: file({ zones: [{ id: "room", kind: "room", name: text("A"), zones: [{ id: "room", kind: "cabinet", name: text("B") }] }] }),
    says: "unique in the whole site",
  },
  { code: "SITE_DUPLICATE", at: "devices.1.id", site: file({ devices: [device({}), device({})] }), says: "another device" },
  {
    code: "SITE_RESERVED",
    at: "devices.0.id",
    site: file({ devices: [device({}, { id: "labcanary-canary" })] }),
    says: "choose another id",
  },
  {
    code: "SITE_UNKNOWN_DEVICE",
    at: "devices.0.gateway",
    site: file({ devices: [device({}, { gateway: "gone" })] }),
    says: '"gone" is not under devices',
  },
  {
    code: "SITE_TOPIC",
    at: "devices.0.speaks.topics.0",
    site: file({ devices: [device({}, { speaks: { convention: "json", topics: ["#"] } })] }),
    says: "what every device says",
  },
  {
    code: "SITE_ADDRESS",
    at: "devices.0.address",
    site: file({ devices: [device({}, { address: "0x17" })] }),
    says: "nobody speaks for this device",
  },
  {
    code: "SITE_REGISTER",
    at: `${SIGNAL}.register`,
    site: withSignal({ ...DOOR, register: { address: 0 } }),
    says: "nobody asks this device",
  },
  { code: "SITE_WIRE", at: `${SIGNAL}.from`, site: withSignal({ ...DOOR, from: "contact" }), says: "by the signal's own name" },
  { code: "SITE_UNKNOWN_ZONE", at: "devices.0.zone", site: file({ devices: [device({}, { zone: "cellar" })] }), says: "add it there" },
  {
    code: "SITE_UNKNOWN_PERSON",
    at: "zones.0.responsible",
    site: file({ zones: [{ id: "room", kind: "room", name: text("R"), responsible: "li" }] }),
    says: '"li" is not under people',
  },
  {
    code: "SITE_UNKNOWN_PERSON",
    at: "zones.0.deputy",
    site: file({ zones: [{ id: "room", kind: "room", name: text("R"), deputy: "constructor" }] }),
    says: "correct the name",
  },
  { code: "SITE_UNKNOWN_PERSON", at: "securityCentre.1", site: file({ securityCentre: ["wang", "li"] }), says: '"li"' },
  {
    code: "SITE_STOCK",
    at: "stock.cabinets.room.door",
    site: file({ stock: { substances: {}, cabinets: { room: { regimes: ["drug-precursor"], door: "x/door" } } } }),
    says: "device/signal of the door",
  },
  { code: "SITE_UNREACHABLE", at: "securityCentre", site: file({ securityCentre: [] }), says: "at least one person" },
  { code: "SITE_UNKNOWN_PROFILE", at: `${SIGNAL}.profile`, site: withSignal({ profile: "gas" }), says: '"gas" is not under profiles' },
  {
    code: "SITE_UNKNOWN_PROFILE",
    at: `${SIGNAL}.profile`,
    site: withSignal({ profile: "constructor" }, { profiles: {} }),
    says: "constructor",
  },
  { code: "SITE_NAME", at: "devices.0.id", site: file({ devices: [device({}, { id: "frz 1" })] }), says: "1 to 64" },
  {
    code: "SITE_NAME",
    at: "devices.0.signals.a b",
    site: file({ devices: [device({ "a b": { quantity: "temperature" } })] }),
    says: "1 to 64",
  },
  { code: "SITE_MISSING", at: `${SIGNAL}.states`, site: withSignal({ quantity: "door" }), says: "[closed, open]" },
  { code: "SITE_MISSING", at: `${SIGNAL}.states`, site: withSignal({ quantity: "door", states: ["open"] }), says: "[closed, open]" },
  {
    code: "SITE_MISSING",
    at: `${SIGNAL}.rules.r`,
    site: withSignal({ quantity: "temperature", rules: { r: { ...limit(), direction: undefined as never } } }),
    says: "direction (high or low)",
  },
  { code: "SITE_DURATION", at: `${SIGNAL}.hold`, site: withSignal({ quantity: "temperature", hold: "soon" }), says: "90s, 15min or 2h" },
  { code: "SITE_DURATION", at: `${SIGNAL}.hold`, site: withSignal({ quantity: "temperature", hold: "0s" }), says: "no time at all" },
  {
    code: "SITE_DURATION",
    at: `${SIGNAL}.interval`,
    site: withSignal({ quantity: "temperature", interval: "0s" }),
    says: "no time at all",
  },
  {
    code: "SITE_DURATION",
    at: `${SIGNAL}.rules.r.after`,
    site: withRule(limit({ kind: "silence", after: "0min" })),
    says: "no time at all",
  },
  { code: "SITE_DURATION", at: `${SIGNAL}.rules.r.onDelay`, site: withRule(limit({ onDelay: "5" })), says: '"5" is not a span' },
  { code: "SITE_DURATION", at: "escalation.deputyAfter", site: file({ escalation: { deputyAfter: "3 min" } }), says: '"3 min"' },
  {
    code: "SITE_DURATION",
    at: `${SIGNAL}.rules.r.onDelay`,
    site: withRule(limit({ of: { figure: "average", over: "15min" }, onDelay: "20min" })),
    says: "20min is longer than the window of 15min",
  },
  {
    code: "SITE_RULE_KIND",
    at: `${SIGNAL}.rules.r.when`,
    site: withRule(limit({ when: "s > 5" })),
    says: "a limit has no condition",
  },
  { code: "SITE_EXPRESSION", at: "conditions.c", site: file({ conditions: { c: "frz-1/temperature >" } }), says: "at character 20" },
  { code: "SITE_UNKNOWN_SIGNAL", at: "conditions.c", site: file({ conditions: { c: "frz-2/t > 1" } }), says: "there is no device" },
  { code: "SITE_UNKNOWN_CONDITION", at: "conditions.c", site: file({ conditions: { c: "not @d" } }), says: "there are c" },
  { code: "SITE_CYCLE", at: "conditions.c", site: file({ conditions: { c: "not @c" } }), says: "@c → @c goes round in a circle" },
  { code: "SITE_TIME_ZONE", at: "timeZone", site: file({ timeZone: "Mars/Base" }), says: "Europe/Berlin" },
  { code: "SITE_QUANTITY", at: `${SIGNAL}.quantity`, site: withSignal({}), says: "temperature, humidity" },
  { code: "SITE_QUANTITY", at: `${SIGNAL}.quantity`, site: withSignal({ quantity: "toString" }), says: "give one of" },
  { code: "SITE_UNIT", at: `${SIGNAL}.unit`, site: withSignal({ quantity: "temperature", unit: "ppm" }), says: "Cel, K, degF" },
  { code: "SITE_UNIT", at: `${SIGNAL}.unit`, site: withSignal({ quantity: "temperature", unit: "furlong" }), says: "Cel, K, degF" },
  {
    code: "SITE_SUBSTANCE",
    at: `${SIGNAL}.substance`,
    site: withSignal({ quantity: "gas-concentration", substance: "Xx" }),
    says: '"Xx" is not known',
  },
  { code: "SITE_SUBSTANCE", at: `${SIGNAL}.substance`, site: withSignal({ quantity: "gas-concentration", unit: "mg/m3" }), says: "CO2" },
  {
    code: "SITE_SUBSTANCE",
    at: `${SIGNAL}.substance`,
    site: withSignal({ quantity: "gas-concentration", unit: "%LEL", substance: "CO2" }),
    says: "one of CO, H2S",
  },
  {
    code: "SITE_STATE",
    at: `${SIGNAL}.rules.r.states`,
    site: withRule(limit({ kind: "state", states: ["ajar"] }), DOOR),
    says: "closed, open",
  },
  { code: "SITE_SETPOINT", at: `${SIGNAL}.rules.r.setpoint`, site: withRule(limit({ setpoint: 5000 })), says: "is the unit right?" },
  {
    code: "SITE_SETPOINT",
    at: `${SIGNAL}.rules.r.setpoint`,
    site: withRule(limit({ setpoint: -1 }), { quantity: "temperature", unit: "K" }),
    says: "-1 K",
  },
  { code: "SITE_DEADBAND", at: `${SIGNAL}.rules.r.deadband`, site: withRule(limit({ deadband: -1 })), says: "at least 0" },
  { code: "SITE_DEADBAND", at: `${SIGNAL}.rules.r.deadband`, site: withRule(limit({ deadband: 5000 })), says: "narrower" },
  ...[
    { of: { figure: "average", over: "8h", coverage: 1.5 }, key: "coverage", says: "above 0 and at most 1" },
    { of: { figure: "time-to", over: "1h" }, key: "limit", says: "needs limit and direction" },
    { of: { figure: "time-to", over: "1h", limit: 20, direction: "high", confidence: 0 }, key: "confidence", says: "above 0" },
    { of: { figure: "time-to", over: "1h", limit: 20, direction: "high", from: 20 }, key: "from", says: "below it" },
    { of: { figure: "time-to", over: "1h", limit: 20, direction: "low", from: 19 }, key: "from", says: "above it" },
    { of: { figure: "time-to", over: "1h", limit: 20, direction: "high", from: -500_000 }, key: "from", says: "is the unit right?" },
    { of: { figure: "time-to", over: "10s", limit: 20, direction: "high" }, key: "over", says: "at least 360s here" },
    { of: { figure: "time-beyond", over: "24h", limit: -500_000, direction: "high" }, key: "limit", says: "is the unit right?" },
    { of: { figure: "rate", over: "10s" }, key: "over", says: "at least 360s here" },
  ].map(
    ({ of, key, says }): Wrong => ({
      code: "SITE_FIGURE",
      at: `${SIGNAL}.rules.r.of.${key}`,
      site: withRule(limit({ of: of as FigureFile })),
      says,
    }),
  ),
  {
    code: "SITE_FIGURE",
    at: `${SIGNAL}.rules.r.of.over`,
    site: withRule(limit({ of: { figure: "mean-kinetic-temperature", over: "8h" } }), { quantity: "temperature", unit: "Cel" }),
    says: "24h for cold products",
  },
  {
    code: "SITE_FIGURE",
    at: `${SIGNAL}.rules.r.of.figure`,
    site: withRule(limit({ of: { figure: "mean-kinetic-temperature", over: "24h" } }), { quantity: "humidity", unit: "%RH" }),
    says: "a temperature in Cel",
  },
  {
    code: "SITE_SETPOINT",
    at: `${SIGNAL}.rules.r.setpoint`,
    site: withRule(limit({ setpoint: 61, of: { figure: "time-beyond", over: "1h", limit: 20, direction: "high" } })),
    says: "61 min lies outside 0 to 60",
  },
  { code: "SITE_RULE_KIND", at: `${SIGNAL}.rules.r.kind`, site: withRule(limit(), DOOR), says: "use kind: state" },
  {
    code: "SITE_RULE_KIND",
    at: `${SIGNAL}.rules.r`,
    site: withRule(limit({ kind: "state", states: ["x"] })),
    says: "a signal with states",
  },
  { code: "SITE_RULE_KIND", at: `${SIGNAL}.rules.r`, site: withRule(limit({ kind: "state", states: [] }), DOOR), says: "list of states" },
  {
    code: "SITE_RULE_KIND",
    at: `${SIGNAL}.rules.silent.kind`,
    site: withSignal({ quantity: "temperature", rules: { silent: limit() } }),
    says: "another name",
  },
  {
    code: "SITE_SCHEDULE",
    at: "schedules.working.to",
    site: file({ schedules: { working: { from: "07:00", to: "25:00" } } }),
    says: "00:00 to 24:00",
  },
  { code: "SITE_UNKNOWN_SCHEDULE", at: `${SIGNAL}.rules.r.during`, site: withRule(limit({ during: "nights" })), says: "add it there" },
  {
    code: "SITE_RULE_KIND",
    at: `${SIGNAL}.rules.over-range.kind`,
    site: withSignal({ quantity: "temperature", rules: { "over-range": limit() } }),
    says: "one for being over range",
  },
  ...WRONG_RANGES,
  ...WRONG_OVER_RANGE,
  ...WRONG_DUTIES,
  { code: "SITE_CONTACT", at: "people.li.channels.0", site: withLi({ channels: ["email"] }), says: "give email" },
  { code: "SITE_LEAVE", at: "people.li.leave.0.to", site: withLi({ leave: [{ from: "2026-12-24", to: "2026-12-23" }] }), says: "before" },
  {
    code: "SITE_ROTA",
    at: "rotas.duty.shifts",
    site: file({ rotas: { duty: { name: text("Duty"), shifts: [] } } }),
    says: "at least one shift",
  },
  {
    code: "SITE_ROUTE",
    at: "routes.0.steps",
    site: file({ routes: [{ id: "r", name: text("R"), steps: [] }] }),
    says: "at least one step",
  },
  {
    code: "SITE_UNKNOWN_ROTA",
    at: "routes.0.steps.0.whom.0",
    site: file({ routes: [{ id: "r", name: text("R"), steps: [{ whom: ["rota:duty"] }] }] }),
    says: "under rotas",
  },
  {
    code: "SITE_PHONE",
    at: "people.wang.phone",
    site: file({ people: { wang: { name: "Wang", language: "zh", phone: "013800000001" } } }),
    says: "country code",
  },
  {
    code: "SITE_PHONE",
    at: "zones.0.phone",
    site: file({ zones: [{ id: "room", kind: "room", name: text("Room"), phone: "010 6278 0114" }] }),
    says: "country code",
  },
  {
    code: "SITE_PHONE",
    at: "securityCentrePhone",
    site: file({ securityCentrePhone: "110" }),
    says: "country code",
  },
  {
    code: "SITE_PLAN",
    at: "plans.0.places.0",
    site: file({
      zones: [{ id: "room", kind: "room", name: text("Room") }],
      plans: [{ id: "p", name: text("P"), zone: "room", drawing: "p.svg", places: [{ x: 1, y: 1 }] }],
    }),
    says: "signal",
  },
  { code: "SITE_CHECKLIST", at: "checklists.daily.items", site: withList({ items: [] }), says: "at least one item" },
  { code: "SITE_UNKNOWN_CHECKLIST", at: "patrols.0.checklist", site: withPatrol({ checklist: "weekly" }), says: "under checklists" },
  { code: "SITE_PATROL", at: "patrols.0.by", site: withPatrol({ by: [] }), says: "say whose it is" },
  {
    code: "SITE_KEY_PERIOD",
    at: "keyPeriods.0.delays",
    site: file({
      keyPeriods: [{ id: "fair", kind: "event", name: { en: "Fair", zh: "展会" }, from: "2027-05-01", to: "2027-05-02", delays: 2 }],
    }),
    says: "a key period only tightens",
  },
  {
    code: "SITE_DRILL",
    at: "drills.0.signals",
    site: file({
      drills: [{ id: "leak", name: text("Leak"), zone: "room", scenario: "leak.yaml", signals: [], every: "90d", first: "2026-12-31" }],
    }),
    says: "at least one signal",
  },
];

describe("what is wrong is told where it stands, with a way out", () => {
  test.each(WRONG)("$code at $at", ({ code, at, site, says }) => {
    const compiled = compileSite(site, "1");
    const problems = compiled.ok
      ? []
      : compiled.error.map((problem) => ({ code: problem.code, at: problem.path.join("."), message: problem.message }));
    expect(problems).toEqual([{ code, at, message: expect.stringContaining(says) }]);
  });

  test("every code has its case", () => {
    expect(new Set(WRONG.map(({ code }) => code))).toEqual(new Set(Object.keys(SITE_PROBLEMS)));
  });

  test("all mistakes are told at once", () => {
    const compiled = compileSite(file({ timeZone: "nowhere", securityCentre: [], devices: [device({ s: {} }, { zone: "x" })] }), "1");
    expect(compiled.ok ? [] : compiled.error.map(({ code }) => code)).toEqual([
      "SITE_UNKNOWN_ZONE",
      "SITE_QUANTITY",
      "SITE_TIME_ZONE",
      "SITE_UNREACHABLE",
    ]);
  });
});
