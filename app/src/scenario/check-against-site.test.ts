import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { createTestLogger } from "../../../test/support/observing.ts";
import { testStory } from "./test-story.ts";

const LIBRARY = join(import.meta.dirname, "../../../examples/scenarios");
const FILES = ["annexe-site.yaml", "annexe.yaml", "spoken-otherwise.yaml"] as const;

/** What is told of the story of eight conventions with one thing changed in one of its files: `file:line: key: problem; remedy`, without the folder. */
async function refusalsOf(changed: (typeof FILES)[number], right: string, wrong: string): Promise<readonly string[]> {
  const text = readFileSync(join(LIBRARY, changed), "utf8");
  if (!text.includes(right)) throw new Error(`${changed} has no ${right}`);
  return refusalsIn({ [changed]: text.replace(right, wrong) });
}

async function refusalsIn(changed: Readonly<Partial<Record<(typeof FILES)[number], string>>>): Promise<readonly string[]> {
  const folder = temporaryFolder();
  for (const name of FILES) writeFileSync(join(folder, name), changed[name] ?? readFileSync(join(LIBRARY, name), "utf8"));
  const tested = await testStory(join(folder, "spoken-otherwise.yaml"), createTestLogger());
  return tested.ok ? [] : tested.error.map((line) => line.replace(`${folder}/`, ""));
}

/** The line of a device in the file that describes it. */
const placeOf = (id: string): string => {
  const lines = readFileSync(join(LIBRARY, "annexe.yaml"), "utf8").split("\n");
  const at = lines.findIndex((line) => line.startsWith(`  ${id}:`)) + 1;
  // Where it is written over several lines its first key has the place.
  return `annexe.yaml:${lines[at - 1]?.endsWith("{") || lines[at - 1]?.endsWith("}") ? at : at + 1}: devices.${id}:`;
};

test.each([
  {
    what: "a device that speaks another convention than its gateway is heard in",
    right: "speaks: chirpstack",
    wrong: "speaks: the-things-stack",
    told: `${placeOf("fridge-2")} the site hears lora in chirpstack; write speaks: chirpstack`,
  },
  {
    what: "a device that speaks for itself where the site hears it through a gateway",
    right: 'speaks: zigbee2mqtt, gateway: zigbee, address: "0x00158d0001e82a3f", ',
    wrong: "",
    told: `${placeOf("cabinet-1")} the site hears cabinet-1 in zigbee2mqtt, through zigbee; write speaks: zigbee2mqtt and gateway: zigbee`,
  },
  {
    what: "a device that speaks through another gateway than the site has for it",
    right: "gateway: plant",
    wrong: "gateway: plants",
    told: `${placeOf("hall-1")} the site does not hear hall-1 through plants; write the gateway it has in the site`,
  },
  {
    what: "a device that is called otherwise on its gateway",
    right: "0x00158d0001e82a3f",
    wrong: "0x00158d0001e82a40",
    told: `${placeOf("cabinet-1")} cabinet-1 would be called 0x00158d0001e82a40, and is 0x00158d0001e82a3f in the site; write the address: it has there`,
  },
  {
    what: "a device the site does not have",
    right: "  hall-1: {",
    wrong: "  hall-2: { every: 1min, signals: { power: { states: [up, down] } } }\n  hall-1: {",
    told: `annexe.yaml:45: devices.hall-2: the site has no device hall-2; did you mean hall-1?`,
  },
  {
    what: "a signal the site does not have",
    right: "signals: { power:",
    wrong: "signals: { mains: { states: [up, down], wire: mains.other }, power:",
    told: `${placeOf("hall-1")} the site has no signal hall-1/mains; there are power`,
  },
  {
    what: "a state the site does not have",
    right: 'states: ["on", "off"]',
    wrong: 'states: ["on", "off", "out"]',
    told: `${placeOf("hall-1")} hall-1/power has no state out in the site; did you mean off?`,
  },
  {
    what: "states where the site has a measured value",
    right: "temperature: { model: { refrigerator: { setpoint: 5 Cel } }, noise: 0.05 Cel,",
    wrong: "temperature: { states: [warm, cold],",
    told: `${placeOf("fridge-1")} fridge-1/temperature is measured in the site; write around: with a value`,
  },
] as const)("refused with its place and what would be right: $what", async ({ right, wrong, told }) => {
  expect(await refusalsOf("annexe.yaml", right, wrong)).toContainEqual(expect.stringContaining(told));
});

test.each([
  {
    right: "expect alarm hall-1/power/off",
    wrong: "expect alarm hall-1/power/of",
    told: "the site has no rule hall-1/power/of; did you mean hall-1/power/off?",
  },
  { right: "at 08:46 wang", wrong: "at 08:46 weng", told: "the site has nobody called weng; did you mean wang?" },
  {
    right: "expect lab-201-gas/ch4 faulty",
    wrong: "expect lab-201-gas/c4 faulty",
    told: "the site has no signal lab-201-gas/c4; did you mean lab-201-gas/ch4?",
  },
  {
    right: "expect text to the responsible person by 08:11",
    wrong: "expect text to somebody with the role plumber by 08:11",
    told: "nobody of the site has the role plumber; there are none",
  },
  {
    right: "expect text to the responsible person by 08:11",
    wrong: "expect text to +8613900000009 by 08:11",
    told: "nobody of the site has the number +8613900000009; name the person instead",
  },
])("refused with its line and what would be right: $wrong", async ({ right, wrong, told }) => {
  const line =
    readFileSync(join(LIBRARY, "spoken-otherwise.yaml"), "utf8")
      .split("\n")
      .findIndex((text) => text.includes(right)) + 1;
  expect(await refusalsOf("spoken-otherwise.yaml", right, wrong)).toContainEqual(
    expect.stringContaining(`spoken-otherwise.yaml:${line}: story: ${told}`),
  );
});

/** The hall as a controller that is asked by Modbus. */
const ASKED_SITE = [
  /- \{? ?id: hall-1[\s\S]*?(?=\n  - |\n?$)/,
  '- id: hall-1\n    zone: annexe\n    modbus: { host: 127.0.0.1, port: 15020 }\n    signals: { power: { profile: mains-power, register: { address: 3, words: { "0": "off", "1": "on" } } } }',
] as const;
const asked = (modbus: string, register: string): string =>
  `  hall-1: { every: 1min, modbus: ${modbus}, signals: { power: { states: ["on", "off"], register: ${register} } } }\n`;
const REGISTER = '{ address: 3, words: { "0": "off", "1": "on" } }';

test.each([
  {
    what: "at another port",
    hall: asked("{ port: 15021 }", REGISTER),
    told: "the site asks hall-1 at port 15020; write modbus: { port: 15020 }",
  },
  {
    what: "for another register",
    hall: asked("{ port: 15020 }", '{ address: 4, words: { "0": "off", "1": "on" } }'),
    told: 'the site reads hall-1/power otherwise; write register: {"table":"input","address":3,"type":"uint16"',
  },
  {
    what: "that speaks instead",
    hall: '  hall-1: { every: 1min, signals: { power: { states: ["on", "off"] } } }\n',
    told: "the site asks hall-1 by Modbus; write modbus: { port: 15020 } and the register: of each signal",
  },
])("a controller that is asked $what is refused", async ({ hall, told }) => {
  const annexe = readFileSync(join(LIBRARY, "annexe.yaml"), "utf8");
  const site = readFileSync(join(LIBRARY, "annexe-site.yaml"), "utf8").replace(...ASKED_SITE);
  expect(site).toContain("register");
  const wrong = await refusalsIn({ "annexe.yaml": annexe.slice(0, annexe.indexOf("  hall-1:")) + hall, "annexe-site.yaml": site });
  expect(wrong).toContainEqual(expect.stringContaining(told));
  expect(wrong[0]).toMatch(/^annexe\.yaml:\d+: devices\.hall-1: /);
});

test("one that is asked as it answers plays its story in virtual time", async () => {
  const annexe = readFileSync(join(LIBRARY, "annexe.yaml"), "utf8");
  const site = readFileSync(join(LIBRARY, "annexe-site.yaml"), "utf8").replace(...ASKED_SITE);
  const hall = asked("{ port: 15020 }", REGISTER);
  expect(await refusalsIn({ "annexe.yaml": annexe.slice(0, annexe.indexOf("  hall-1:")) + hall, "annexe-site.yaml": site })).toEqual([]);
});

test("a device that nobody plays is refused, since it would be silent", async () => {
  const devices = readFileSync(join(LIBRARY, "annexe-site.yaml"), "utf8");
  const added = "devices:\n  - { id: hall-9, zone: annexe, signals: { power: { profile: mains-power } } }\n";
  expect(devices).toContain("\ndevices:\n");
  expect(await refusalsOf("annexe-site.yaml", "devices:\n", added)).toContainEqual(
    expect.stringContaining(
      `spoken-otherwise.yaml:1: devices: nobody plays hall-9, which would be silent; describe hall-9 under devices, or take another site`,
    ),
  );
});
