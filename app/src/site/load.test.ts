import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { formatProblem } from "../yaml-source.ts";
import { loadSite } from "./load.ts";

const GOOD = `site: test
name: { en: Test, zh: 测试 }
timeZone: Asia/Shanghai
people:
  wang: { name: Wang, language: zh, phone: "+8613800000001" }
securityCentre: [wang]
zones:
  - id: room
    kind: room
    name: { en: Room, zh: 房间 }
devices:
  - id: frz-1
    zone: room
    signals:
      temperature:
        quantity: temperature
        rules:
          high:
            kind: limit
            direction: high
            setpoint: 8
            priority: high
            consequence: { en: spoilt, zh: 变质 }
            firstAction: { en: move it, zh: 转移 }
            responseTime: 15min
            source: test
`;

/** Writes the files of a site and loads `site.yaml`; the folder is left out of what is told. */
type Files = Readonly<Record<string, string>>;

function written(files: Files): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

function load(files: Files): readonly string[] {
  const folder = written(files);
  const site = loadSite(join(folder, "site.yaml"));
  return site.ok ? [] : site.error.map((problem) => formatProblem(problem).replace(`${folder}/`, ""));
}

function routesOf(files: Files): readonly string[] {
  const site = loadSite(join(written(files), "site.yaml"));
  return site.ok ? (site.value.routes ?? []).map(({ id }) => id) : [];
}

const change = (from: string, to: string): string => {
  expect(GOOD).toContain(from);
  return GOOD.replace(from, to);
};

test("a right site is loaded, the same content always as the same version", () => {
  expect(load({ "site.yaml": GOOD })).toEqual([]);
  const folder = temporaryFolder();
  const versionOf = (content: string): string | undefined => {
    writeFileSync(join(folder, "site.yaml"), content);
    const site = loadSite(join(folder, "site.yaml"));
    return site.ok ? site.value.version : undefined;
  };
  expect(versionOf(GOOD)).toMatch(/^[0-9a-f]{16}$/);
  expect(versionOf(`# a comment changes nothing\n${GOOD}`)).toBe(versionOf(GOOD));
  expect(versionOf(change("setpoint: 8", "setpoint: 8.5"))).not.toBe(versionOf(GOOD));
});

describe("a mistake is told with file, line, key and a way out", () => {
  test.each([
    {
      what: "a key with a slip",
      file: change("setpoint: 8", "setpont: 8"),
      told: [
        'site.yaml:21: devices.0.signals.temperature.rules.high.setpont: there is no key "setpont" here; did you mean setpoint? (SITE_SHAPE)',
      ],
    },
    {
      what: "a key of another world",
      file: change("    kind: room", "    kind: room\n    floorplan: x.svg"),
      told: [
        'site.yaml:10: zones.0.floorplan: there is no key "floorplan" here; there are id, kind, name, responsible, deputy, department, phone, gasRoom, minimumAvailability, zones, rules (SITE_SHAPE)',
      ],
    },
    {
      what: "something missing",
      file: change("{ en: Room, zh: 房间 }", "{ en: Room }"),
      told: ["site.yaml:10: zones.0.name: zh is missing (SITE_SHAPE)"],
    },
    {
      what: "a word that is none of the choices",
      file: change("kind: limit", "kind: limt"),
      told: [
        "site.yaml:19: devices.0.signals.temperature.rules.high.kind: give one of limit, state, silence, expression, over-range, not-assessable, opened-without-access, unlocked-unopened, two-person, weight-without-opening (SITE_SHAPE)",
      ],
    },
    {
      what: "a number in quotes",
      file: change("setpoint: 8", 'setpoint: "8"'),
      told: ["site.yaml:21: devices.0.signals.temperature.rules.high.setpoint: give a number (SITE_SHAPE)"],
    },
    {
      what: "a number that is none",
      file: change("setpoint: 8", "setpoint: .nan"),
      told: ["site.yaml:21: devices.0.signals.temperature.rules.high.setpoint: give a number (SITE_SHAPE)"],
    },
    {
      what: "a phone number without quotes",
      file: change('"+8613800000001"', "8613800000001"),
      told: ["site.yaml:5: people.wang.phone: give a text (in quotes, where YAML would take it for something else) (SITE_SHAPE)"],
    },
    {
      what: "a name with a space",
      file: change("id: room", "id: my room"),
      told: ["site.yaml:8: zones.0.id: this is no name: a name is 1 to 64 of A-Z a-z 0-9 . _ - (SITE_SHAPE)"],
    },
    {
      what: "a rule named with a space",
      file: change("          high:", "          too high:"),
      told: [
        'site.yaml:18: devices.0.signals.temperature.rules.too high: "too high" is no name: a name is 1 to 64 of A-Z a-z 0-9 . _ - (SITE_SHAPE)',
      ],
    },
    {
      what: "an empty name",
      file: change("name: Wang", 'name: ""'),
      told: ["site.yaml:5: people.wang.name: this must not be empty (SITE_SHAPE)"],
    },
    {
      what: "a day that is none",
      file: `${GOOD}schedules: { working: { days: [monday] } }\n`,
      told: ["site.yaml:27: schedules.working.days.0: give one of mon, tue, wed, thu, fri, sat, sun (SITE_SHAPE)"],
    },
    { what: "a list that is none", file: change("[wang]", "wang"), told: ["site.yaml:6: securityCentre: give a list (SITE_SHAPE)"] },
    {
      what: "a person nobody described",
      file: change("[wang]", "[wang, li]"),
      told: ['site.yaml:6: securityCentre.1: "li" is not under people or contacts; add it there or correct the name (SITE_UNKNOWN_PERSON)'],
    },
    {
      what: "an impossible set-point",
      file: change("setpoint: 8", "setpoint: 8000"),
      told: [
        "site.yaml:21: devices.0.signals.temperature.rules.high.setpoint: 8000 Cel lies outside -273.15 to 2000; is the unit right? (SITE_SETPOINT)",
      ],
    },
    {
      what: "a key given twice",
      file: `${GOOD}site: again\n`,
      told: [expect.stringMatching(/^site\.yaml:27: Map keys must be unique.* \(FILE_NOT_YAML\)$/)],
    },
    {
      what: "a list left open",
      file: change("[wang]", "[wang"),
      told: expect.arrayContaining([expect.stringMatching(/^site\.yaml:\d+: .* \(FILE_NOT_YAML\)$/)]),
    },
    {
      what: "an alias to nothing",
      file: change("[wang]", "*nobody"),
      told: ["site.yaml:6: Unresolved alias (the anchor must be set before the alias): nobody (FILE_NOT_YAML)"],
    },
    {
      what: "no map",
      file: "- site\n",
      told: ["site.yaml:1: a site file is a map of keys; begin with site, name and timeZone (SITE_SHAPE)"],
    },
    { what: "nothing", file: "", told: ["site.yaml:1: a site file is a map of keys; begin with site, name and timeZone (SITE_SHAPE)"] },
    {
      what: "a prototype",
      file: `${GOOD}__proto__: { x: 1 }\n`,
      told: [expect.stringContaining('site.yaml:27: __proto__: there is no key "__proto__" here')],
    },
  ])("$what", ({ file, told }) => {
    expect(load({ "site.yaml": file })).toEqual(told);
  });

  test("aliases that would fill the memory are refused", () => {
    const levels = ["a", "b", "c", "d"].map(
      (name, index, names) =>
        `${name}: &${name} [${Array(9)
          .fill(index === 0 ? "x" : `*${names[index - 1]}`)
          .join()}]`,
    );
    expect(load({ "site.yaml": levels.join("\n") })).toEqual([expect.stringMatching(/Excessive alias count.*FILE_NOT_YAML/)]);
  });

  test("a file that is not there", () => {
    expect(load({})).toEqual(["site.yaml:1: there is no such file (FILE_UNREADABLE)"]);
  });
});

describe("a condition over several signals", () => {
  const rule = (when: string): string => `
          together:
            kind: expression
            label: { en: Warm with the door open, zh: 门开且温度高 }
            when: ${when}
            priority: high
            consequence: { en: spoilt, zh: 变质 }
            firstAction: { en: close it, zh: 关门 }
            responseTime: 15min
            source: test`;
  const site = (when: string): string =>
    `${GOOD.trimEnd()}${rule(when)}
      door: { quantity: door, states: [closed, open] }
conditions:
  door-open: frz-1/door = open
`;

  test("is told with file, line and key, and shown with a mark below the character", () => {
    expect(load({ "site.yaml": site("2 of (temperature > 3") })).toEqual([
      [
        "site.yaml:30: devices.0.signals.temperature.rules.together.when: at character 22: here the condition ends; there should be and, or, another voter after a comma, or ) (SITE_EXPRESSION)",
        "    when: 2 of (temperature > 3",
        "                               ^",
      ].join("\n"),
    ]);
  });

  test("may be folded over several lines", () => {
    const when = ">\n              temperature > 3 °C\n              and door = ajar";
    expect(load({ "site.yaml": site(when) })).toEqual([
      [
        "site.yaml:30: devices.0.signals.temperature.rules.together.when: at character 31: the states of frz-1/door are closed, open (SITE_STATE)",
        "    when: temperature > 3 °C and door = ajar ",
        "                                        ^",
      ].join("\n"),
    ]);
  });

  test("is told of the file in which it has its name; circles across files are found", () => {
    const more = "# more\nconditions:\n  warm: frz-1/temperature > 3 and @cool\n";
    const main = site("temperature > 3 and @warm").replace("frz-1/door = open", "frz-1/door = open\n  cool: not @warm");
    expect(load({ "site.yaml": `include: [more.yaml]\n${main}`, "more.yaml": more })).toEqual([
      [
        "more.yaml:3: conditions.warm: at character 27: @cool → @warm → @cool goes round in a circle; say one of them without the next (SITE_CYCLE)",
        "    warm: frz-1/temperature > 3 and @cool",
        "                                    ^",
      ].join("\n"),
    ]);
  });

  test("that is right is loaded, with those it refers to, and as a rule of a zone", () => {
    expect(load({ "site.yaml": site("temperature > 3 and @door-open") })).toEqual([]);
    const ofZone = `
    rules:
      together: { kind: expression, label: { en: Warm, zh: 温度高 }, when: "@door-open and frz-1/temperature > 3 K", priority: high,
        consequence: { en: spoilt, zh: 变质 }, firstAction: { en: close it, zh: 关门 }, responseTime: 15min, source: test }
`;
    const withZoneRule = site("temperature > 3").replace("{ en: Room, zh: 房间 }\n", `{ en: Room, zh: 房间 }${ofZone}`);
    expect(load({ "site.yaml": withZoneRule })).toEqual([]);
    expect(load({ "site.yaml": withZoneRule.replace("@door-open and", "@door-shut and") })).toEqual([
      expect.stringContaining(
        'site.yaml:12: zones.0.rules.together.when: at character 1: "door-shut" is not under conditions; there are door-open',
      ),
    ]);
  });

  test.each(["with space: frz-1/temperature > 3", "five: 5", "list: [a]"])("conditions: { %s } is refused", (condition) => {
    expect(load({ "site.yaml": `${GOOD}conditions:\n  ${condition}\n` })).toEqual([
      expect.stringMatching(/^site\.yaml:28: conditions\..*SITE_SHAPE/),
    ]);
  });
});

describe("a site in several files", () => {
  const PROFILES = "profiles:\n  cold:\n    quantity: temperature\n    unit: Cel\n";

  test("is one site: lists are joined, maps put together, paths taken from the including file", () => {
    const site = change("        quantity: temperature\n", "        profile: cold\n");
    expect(
      load({
        "site.yaml": `include: [parts/profiles.yaml, parts/more.yaml]\n${site}`,
        "parts/profiles.yaml": PROFILES,
        "parts/more.yaml": "include: [devices.yaml, ../site.yaml]\n",
        "parts/devices.yaml": "devices:\n  - { id: frz-2, zone: room, signals: { temperature: { profile: cold } } }\n",
      }),
    ).toEqual([]);
  });

  test.each([
    {
      what: "a mistake is told of the file it stands in",
      more: "devices:\n  - { id: frz-2, zone: room, signals: {} }\n  - id: frz-3\n    zone: cellar\n    signals: {}\n",
      told: ['more.yaml:4: devices.1.zone: "cellar" is not under zones; add it there or correct the name (SITE_UNKNOWN_ZONE)'],
    },
    {
      what: "a person given twice",
      more: "people:\n  wang: { name: Other, language: en }\n",
      told: ["more.yaml:2: people.wang: is also given by another file of this site; keep one of them (SITE_DUPLICATE)"],
    },
    {
      what: "a key given twice",
      more: "# also\ntimeZone: UTC\n",
      told: ["more.yaml:2: timeZone: is also given by another file of this site; keep one of them (SITE_DUPLICATE)"],
    },
    {
      what: "a device of the same name",
      more: "devices:\n  - { id: frz-1, zone: room, signals: {} }\n",
      told: ['more.yaml:2: devices.0.id: there is another device "frz-1" (SITE_DUPLICATE)'],
    },
    {
      what: "a list where the other file has one, but no list",
      more: "devices: 5\n",
      told: ["more.yaml:1: devices: is also given by another file of this site; keep one of them (SITE_DUPLICATE)"],
    },
    { what: "a key with nothing below it says nothing", more: "devices:\npeople:\n", told: [] },
    { what: "YAML that is none", more: "a: [\n", told: expect.arrayContaining([expect.stringMatching(/^more\.yaml:\d: .*FILE_NOT_YAML/)]) },
    { what: "an include of no files", more: "include: 5\n", told: ["more.yaml:1: include: list the files to include (SITE_SHAPE)"] },
    {
      what: "an include of a file that is not there",
      more: "include:\n  - gone.yaml\n",
      told: ["more.yaml:2: include.0: gone.yaml: there is no such file (FILE_UNREADABLE)"],
    },
  ])("$what", ({ more, told }) => {
    expect(load({ "site.yaml": `include: [more.yaml]\n${GOOD}`, "more.yaml": more })).toEqual(told);
  });

  test("schedules are put together, holidays and key periods added", () => {
    const site = change("        quantity: temperature\n", "        profile: cold\n");
    const more = `${PROFILES}    rules:
      at-night: { kind: limit, direction: high, setpoint: 9, priority: low, during: nights, consequence: &x { en: x, zh: x }, firstAction: *x, responseTime: 1h, source: test }
schedules: { nights: { not: working } }
holidays: [2026-12-25]
keyPeriods:
  - { id: fair, kind: event, name: *x, from: 2026-12-01, to: 2026-11-30 }
`;
    expect(
      load({
        "site.yaml": `include: [more.yaml]\n${site}schedules: { working: { from: "07:00", to: "19:00", except: [holidays, key-period] } }\nholidays: [2027-01-01]\nkeyPeriods: []\n`,
        "more.yaml": more,
      }),
    ).toEqual([
      "more.yaml:10: keyPeriods.0.to: 2026-11-30 is before 2026-12-01; give the first day as from and the last one as to (SITE_SCHEDULE)",
    ]);
  });

  test("routes of several files come in their order, and an id of a rota or contact stands in one of them", () => {
    const route = (id: string, priority: string) =>
      `  - { id: ${id}, name: { en: x, zh: x }, for: { priorities: [${priority}] }, steps: [{ whom: [responsible, "rota:duty", "contact:chat"] }] }\n`;
    const parts = {
      "parts/told.yaml": `contacts:\n  chat: { kind: group, name: Chat, language: en, email: lab@example.org }
rotas:\n  duty: { name: { en: Duty, zh: 值班 }, shifts: [{ name: { en: all, zh: 全天 }, from: "00:00", to: "24:00", people: [wang] }] }
routes:\n${route("second", "high")}`,
    };
    const included = `include: [parts/told.yaml]\n${GOOD}routes:\n${route("first", "critical")}`;
    expect(load({ "site.yaml": included, ...parts })).toEqual([]);
    expect(routesOf({ "site.yaml": included, ...parts })).toEqual(["first", "second"]);
    expect(
      load({ "site.yaml": `${included}contacts:\n  chat: { kind: group, name: Chat, language: en, phone: "+8613800000001" }\n`, ...parts }),
    ).toEqual([expect.stringMatching(/^parts\/told\.yaml:2: contacts\.chat: is also given by another file .* \(SITE_DUPLICATE\)$/)]);
    const wrong = { "parts/told.yaml": parts["parts/told.yaml"].replace("contact:chat", "chat") };
    expect(load({ "site.yaml": included, ...wrong })).toEqual([
      'parts/told.yaml:6: routes.0.steps.0.whom.2: "chat" is none of responsible, deputy, security-centre, rota:ID and contact:ID; write contact:chat (SITE_ROUTE)',
    ]);
  });

  test("profiles that come along are included by name", () => {
    const site = change("        quantity: temperature\n", "        profile: vaccine-refrigerator\n");
    expect(load({ "site.yaml": `include: [labcanary:cold-storage]\n${site}` })).toEqual([]);
    expect(load({ "site.yaml": `include: [more.yaml]\n${site}`, "more.yaml": "include: [labcanary:cold-storage]\n" })).toEqual([]);
  });

  test("a profile of the site's own takes the place of a shipped one, wherever it stands", () => {
    const site = change("        quantity: temperature\n", "        profile: vaccine-refrigerator\n");
    const own = "profiles:\n  vaccine-refrigerator: { quantity: temperature, unit: furlong }\n";
    expect(load({ "site.yaml": `include: [labcanary:cold-storage, own.yaml]\n${site}`, "own.yaml": own })).toEqual([
      "site.yaml:16: devices.0.signals.temperature.unit: temperature is measured in Cel, K, degF (SITE_UNIT)",
    ]);
  });

  test("a shipped profile in a unit that makes its figures deadly or impossible is refused, with the reason", () => {
    const site = change("        quantity: temperature\n", '        profile: carbon-monoxide-niosh\n        unit: "%vol"\n').replace(
      "setpoint: 8",
      "setpoint: 0.01",
    );
    expect(load({ "site.yaml": `include: [labcanary:gases]\n${site}` })).toEqual([
      expect.stringMatching(/range\.max: 250 %vol is more than there can be, 110; is the unit right\? \(SITE_RANGE\)$/),
      expect.stringMatching(
        /rules\.high-high\.setpoint: 70 %vol lies above 0\.12 %vol, immediately dangerous to life or health .*\(SITE_SETPOINT\)$/,
      ),
      expect.stringMatching(/rules\.ceiling\.setpoint: 200 %vol lies outside -10 to 110; is the unit right\? \(SITE_SETPOINT\)$/),
      expect.stringMatching(
        /rules\.twa\.setpoint: 35 %vol lies above 0\.12 %vol, immediately dangerous to life or health .*\(SITE_SETPOINT\)$/,
      ),
    ]);
  });

  test.each(["labcanary:gasses", "labcanary:../package", "labcanary:"])("%s is refused, and what there is is told", (name) => {
    expect(load({ "site.yaml": `include:\n  - "${name}"\n${GOOD}` })).toEqual([
      expect.stringMatching(/^site\.yaml:2: include\.0: .*there is no such library; there are .*labcanary:gases, .* \(FILE_UNREADABLE\)$/),
    ]);
  });

  test("whichever of the two files has the list, a value that is none does not harm", () => {
    expect(
      load({ "site.yaml": `include: [more.yaml]\n${GOOD.slice(0, GOOD.indexOf("devices:"))}devices: 5\n`, "more.yaml": "devices: []\n" }),
    ).toEqual(["more.yaml:1: devices: is also given by another file of this site; keep one of them (SITE_DUPLICATE)"]);
  });
});
