import { join } from "node:path";
import { minus, minutes, plus } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { append, frame, opened } from "../../test/support/accepted-log.ts";
import { temporaryFolder } from "../../test/support/files.ts";
import { signal, testSite } from "../../test/support/site.ts";
import { receivedBetween } from "./recorded.ts";

const device = { id: "cab-17", name: { en: "Cabinet 17", zh: "17号柜" }, zoneId: "cabinet-17", signals: ["cab-17/vapour"] };
const SITE = testSite({ devices: [device], signals: [signal()] });

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
