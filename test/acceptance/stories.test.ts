import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { seconds } from "@labcanary/domain/basics";
import {
  createLiveSite,
  createLiveStory,
  createRandom,
  howPeopleDid,
  judge,
  loadStory,
  parseStory,
  type Story,
  verdictText,
} from "@labcanary/firmware-sim";
import { expect, onTestFinished, test } from "vitest";
import { openDeviceDirectory } from "../../app/src/platform/device-directory.ts";
import { createRecordingChannels } from "../../app/src/scenario/recording-channel.ts";
import { type Acceptance, startPlatform } from "../support/acceptance.ts";
import { createSettableClock } from "../support/clock.ts";
import { temporaryFolder } from "../support/files.ts";
import { freePort } from "../support/ports.ts";

const LIBRARY = join(import.meta.dirname, "../../examples/scenarios");

function storyOf(name: string): Story {
  const story = loadStory(join(LIBRARY, `${name}.yaml`));
  if (!story.ok) throw new Error(JSON.stringify(story.error));
  return story.value;
}

/** A few minutes of devices of the library, written here: a whole one of them takes longer than its sockets are worth. */
function shortStory(site: string, devices: string, sentences: readonly string[]): Story {
  const text = [
    "scenario: short",
    "about: { en: A few minutes., zh: 几分钟。 }",
    `site: ${site}`,
    `devices: ${devices}`,
    "starts: 2026-11-25T08:00+08:00",
    "story:",
    ...sentences.map((sentence) => `  - ${sentence}`),
  ];
  const story = parseStory(join(LIBRARY, "short.yaml"), text.join("\n"));
  if (!story.ok) throw new Error(JSON.stringify(story.error));
  return story.value;
}

/** Each as its convention has it: closed by a magnet, by alias after a birth, by a will that is a death. */
const SPOKEN_OTHERWISE = shortStory("annexe-site.yaml", "annexe.yaml", [
  "at 08:00:30 the door of cabinet-1 is left ajar",
  "at 08:01 CH4 leaks into the room of lab-201-gas at 400 L/min",
  "expect alarm lab-201-gas/ch4/high by 08:03",
  "expect text to the responsible person about lab-201-gas/ch4/high by 08:03",
  "at 08:03 the leak of CH4 in the room of lab-201-gas is stopped",
  "at 08:03 homie-1 loses its power",
  "expect fridge-1/temperature faulty by 08:03:30",
  "expect alarm cabinet-1/door/held-open by 08:06",
  "expect the books to balance",
]);

const AT_FAULT = shortStory("site.yaml", "calm.yaml", [
  "at 08:00:30 probe-2 sends 50 % of its messages twice",
  "at 08:00:30 ln2-1 sends 30 % of its messages too late",
  "at 08:00:30 probe-1 only repeats what was retained",
  "expect alarm probe-1/temperature/silent by 08:05",
  "expect text to the responsible person about probe-1/temperature/silent by 08:05",
  "at 08:05:30 chen acknowledges",
  "expect no alarm probe-2/temperature/silent",
  "expect the books to balance",
  "expect nothing else",
]);

/** A gas controller that says nothing by itself: it answers whoever asks by Modbus TCP, and 4 to 20 mA stand in its register. */
function storyOfController(port: number): Story {
  const folder = temporaryFolder();
  const register = "{ address: 0, scale: 0.01, current: { at4: 0, at20: 100 } }";
  const site = `
site: test
name: { en: Test, zh: 测试 }
timeZone: Asia/Shanghai
include: [labcanary:gases]
people: { wang: { name: Wang, language: en, phone: "+8613800000001" } }
securityCentre: [wang]
zones: [{ id: lab, kind: room, name: { en: Lab, zh: 实验室 }, responsible: wang }]
devices:
  - id: gas-1
    zone: lab
    modbus: { host: 127.0.0.1, port: ${port}, every: 5s }
    signals: { ch4: { profile: methane, register: ${register} } }
`;
  writeFileSync(join(folder, "site.yaml"), site);
  const text = `
scenario: asked-controller
about: { en: A gas controller that is asked., zh: 一台被轮询的气体控制器。 }
site: site.yaml
starts: 2026-11-25T08:00+08:00
environment: { rooms: { lab: { volume: 90 m3, air-changes: 4 /h } } }
devices:
  gas-1:
    every: 5s
    room: lab
    modbus: { port: ${port} }
    signals:
      ch4: { model: { gas-sensor: { of: CH4, cell: infrared, range: 100 %LEL, height: 2.7 m } }, noise: 0.1 %LEL, register: ${register} }
story:
  - at 08:01 CH4 leaks into the room of gas-1 at 400 L/min
  - expect alarm gas-1/ch4/high by 08:03
  - expect text to the responsible person about gas-1/ch4/high by 08:03
  - at 08:03 the leak of CH4 in the room of gas-1 is stopped
  - at 08:03 the ch4 of gas-1 reports fault
  - expect gas-1/ch4 faulty by 08:03:30
  - at 08:04 gas-1 loses its power
  - expect alarm gas-1/ch4/silent by 08:06
  - expect the books to balance
`;
  const story = parseStory(join(folder, "asked.yaml"), text);
  if (!story.ok) throw new Error(JSON.stringify(story.error));
  return story.value;
}

/** Time moved at once. Chosen: the shortest interval of a device, so that each of its messages meets the platform by itself. */
const STEP = seconds(10);

/** A story on the whole platform: over real MQTT, with expectations and deeds over the real API, in the time of a settable clock. */
async function stage(story: Story, training = false) {
  const clock = createSettableClock(story.startsAt);
  const phones = createRecordingChannels();
  const test: Acceptance = await startPlatform({ site: story.site, clock, channels: phones.channels });
  const credentials = new Map(
    openDeviceDirectory(test.data)
      .enrol([...new Set(story.devices.filter(({ modbus }) => modbus === undefined).map(({ id, spokenFor }) => spokenFor?.gateway ?? id))])
      .map(({ deviceId, token }) => [deviceId, token]),
  );
  const person = await test.signIn("operator");
  const mqtt = test.platform.broker.listeners[0]?.port ?? 0;
  const site = createLiveSite({ url: test.http, token: person.token });
  const live = createLiveStory(
    { story, url: `mqtt://127.0.0.1:${mqtt}`, credentials, markSimulated: false, training, timeZone: "Asia/Shanghai" },
    { clock, random: createRandom(story.seed), site },
  );
  onTestFinished(() => live.stop());

  /** Everything that follows from the present moment has come to rest. */
  const rest = async (): Promise<void> => {
    for (const device of live.simulation.devices.values()) if (device.state().mode === "connected") await device.whenDrained();
    await test.platform.ingest.evaluateUntilNow();
    await live.whenAnswered();
    for (let before = -1; before !== phones.accepted.length; ) {
      before = phones.accepted.length;
      await new Promise((resolve) => setImmediate(resolve));
      phones.reportDelivered(clock.now());
    }
  };
  await live.start();
  await Promise.all([...live.simulation.devices.values()].map((device) => device.whenConnected()));
  await rest();
  return {
    site,
    live,
    person,
    test,
    async until(end: number): Promise<void> {
      while (clock.now() < end) {
        clock.advance(STEP);
        await rest();
      }
    },
  };
}

test.each<[kind: string, story: Story]>([
  ["gas", storyOf("ln2-oxygen-depletion")],
  ["cold", storyOf("freezer-power-cut")],
  ["doors", storyOf("tailgating-toxic-store")],
  ["a network", storyOf("network-gone-an-hour")],
  ["conventions", SPOKEN_OTHERWISE],
  ["faults", AT_FAULT],
])("a story about %s comes the same through real sockets", async (_kind, story) => {
  const { site, live, until } = await stage(story);
  await until(story.endsAt);
  await expect.poll(async () => (await site.books()).detail).toContain(", 0 records waiting");
  const verdicts = judge(story, await live.happened(), await site.directory(), live.refused);
  expect(verdicts.filter(({ outcome }) => outcome === "otherwise").map((verdict) => verdictText(story, verdict))).toEqual([]);
  expect(verdicts.filter(({ outcome }) => outcome === "as-expected").length).toBeGreaterThan(3);
});

test("a controller that is asked by Modbus comes through the poller as its story has it", async () => {
  const story = storyOfController(await freePort());
  const { site, live, until } = await stage(story);
  await until(story.endsAt);
  await expect.poll(async () => (await site.books()).detail).toContain(", 0 records waiting");
  const verdicts = judge(story, await live.happened(), await site.directory(), live.refused);
  expect(verdicts.filter(({ outcome }) => outcome === "otherwise").map((verdict) => verdictText(story, verdict))).toEqual([]);
  expect(verdicts.filter(({ outcome }) => outcome === "as-expected")).toHaveLength(5);
});

test("in training nothing is done for people, and the end says how they did", async () => {
  const story = storyOf("ln2-oxygen-depletion");
  const { live, person, until } = await stage(story, true);
  // Two minutes after the first alarm somebody sees it.
  await until(story.startsAt + seconds(9 * 60 + 10));
  const { alarms } = await person.get<{ alarms: { id: string; source: { ruleId: string } }[] }>("alarms");
  expect(alarms.map(({ source }) => source.ruleId)).toEqual(["ln2-1/o2/low"]);
  await person.post(`alarms/${alarms[0]?.id}/acknowledge`);
  await until(story.endsAt);

  const trained = howPeopleDid(story, await live.happened());
  expect(trained.map(({ rule, acknowledged, attended }) => [rule, acknowledged.after, acknowledged.inTime, attended.inTime])).toEqual([
    ["ln2-1/o2/low", seconds(120), true, false],
    ["ln2-1/o2/low-low", undefined, false, undefined],
  ]);
});
