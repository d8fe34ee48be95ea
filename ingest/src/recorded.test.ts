import { join } from "node:path";
import { minus, minutes, plus, seconds } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { append, frame, opened } from "../../test/support/accepted-log.ts";
import { temporaryFolder } from "../../test/support/files.ts";
import { signal, testSite } from "../../test/support/site.ts";
import { receivedBetween } from "./recorded.ts";

const device = { id: "cab-17", name: { en: "Cabinet 17", zh: "17号柜" }, zoneId: "cabinet-17", signals: ["cab-17/vapour"] };
const SITE = testSite({ devices: [device], signals: [signal()] });

test("what was said before the period tells what a gateway only repeats in it", async () => {
  const dataFolder = temporaryFolder();
  const { log, clock } = await opened({ folder: join(dataFolder, "log") });
  const mapping = { topic: "plant/{address}", status: { topic: "plant/status", online: "up", offline: "gone" } };
  const gateway = { ...device, id: "plant", speaks: { convention: "json", topics: ["plant/#"], timeZone: "UTC", mapping } } as const;
  const site = testSite({ devices: [gateway, { ...device, gateway: "plant" }], signals: [signal({ wire: { name: "vapour" } })] });
  const say = async (topic: string, payload: string): Promise<void> => {
    const record = frame(payload);
    if (record.kind !== "frame") throw new Error("no frame");
    await append(log, { ...record, frame: { ...record.frame, deviceId: "plant", topic } });
    clock.advance(seconds(10));
  };
  await say("plant/cab-17", '{"vapour":3}');
  await say("plant/status", "up");
  const span = { from: clock.now(), to: plus(clock.now(), minutes(1)) };
  await say("plant/cab-17", '{"vapour":3}');
  await say("plant/cab-17", '{"vapour":4}');
  const received = [];
  for await (const one of receivedBetween(dataFolder, site, span, () => undefined)) received.push(one);
  expect(received.map((one) => one.kind === "point" && [one.point.value, one.historical])).toEqual([
    [3, true],
    [4, false],
  ]);
});

test("what a broker had kept is told from what was fresh, and readings that were not understood are told with how many", async () => {
  const dataFolder = temporaryFolder();
  const { log, clock } = await opened({ folder: join(dataFolder, "log") });
  const [span, missing] = [{ from: minus(clock.now(), minutes(1)), to: plus(clock.now(), minutes(1)) }, [] as string[]];
  const fresh = frame('{"samples":{"vapour":{"value":3}}}');
  if (fresh.kind !== "frame") throw new Error("no frame");
  await append(log, { ...fresh, frame: { ...fresh.frame, retain: true } });
  await append(log, fresh);
  await append(log, frame("nonsense"));
  const received = [];
  for await (const one of receivedBetween(dataFolder, SITE, span, (text) => void missing.push(text))) received.push(one);
  expect(received.map((one) => one.kind === "point" && [one.point.value, one.historical])).toEqual([
    [3, true],
    [3, false],
  ]);
  expect(missing).toEqual([expect.stringMatching(/not understood.*: 1$/)]);
});
