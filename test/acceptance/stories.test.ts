import { join } from "node:path";
import { seconds } from "@labcanary/domain/basics";
import {
  createLiveSite,
  createLiveStory,
  createRandom,
  howPeopleDid,
  judge,
  loadStory,
  type Story,
  verdictText,
} from "@labcanary/firmware-sim";
import { expect, onTestFinished, test } from "vitest";
import { openDeviceDirectory } from "../../app/src/platform/device-directory.ts";
import { createRecordingChannels } from "../../app/src/scenario/recording-channel.ts";
import { type Acceptance, startPlatform } from "../support/acceptance.ts";
import { createSettableClock } from "../support/clock.ts";

const LIBRARY = join(import.meta.dirname, "../../examples/scenarios");

function storyOf(name: string): Story {
  const story = loadStory(join(LIBRARY, `${name}.yaml`));
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
      .enrol(story.devices.map(({ id }) => id))
      .map(({ deviceId, token }) => [deviceId, token]),
  );
  const person = await test.signIn("operator");
  const mqtt = test.platform.broker.listeners[0]?.port ?? 0;
  const site = createLiveSite({ url: test.http, token: person.token });
  const live = createLiveStory(
    { story, url: `mqtt://127.0.0.1:${mqtt}`, credentials, markSimulated: false, training },
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

test.each([
  ["gas", "ln2-oxygen-depletion"],
  ["cold", "freezer-power-cut"],
  ["door", "tailgating-toxic-store"],
  ["link", "network-gone-an-hour"],
])("a story about %s comes the same through real sockets: %s", async (_kind, name) => {
  const story = storyOf(name);
  const { site, live, until } = await stage(story);
  await until(story.endsAt);
  await expect.poll(async () => (await site.books()).detail).toContain(", 0 records waiting");
  const verdicts = judge(story, await live.happened(), await site.directory(), live.refused);
  expect(verdicts.filter(({ outcome }) => outcome === "otherwise").map((verdict) => verdictText(story, verdict))).toEqual([]);
  expect(verdicts.filter(({ outcome }) => outcome === "as-expected").length).toBeGreaterThan(3);
});

test("in training nothing is done for people, and the end says how they did", async () => {
  const story = storyOf("ln2-oxygen-depletion");
  const { live, person, until } = await stage(story, true);
  // Two minutes after the first alarm somebody sees it.
  await until(story.startsAt + seconds(10 * 60 + 40));
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
