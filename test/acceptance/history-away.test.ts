import type { Alarm } from "@labcanary/domain/alarm";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Acceptance, startPlatform } from "../support/acceptance.ts";
import { startInflux } from "../support/influx-server.ts";

const books = ({ platform }: Acceptance) => platform.ingest.books();
const historyOf = ({ platform }: Acceptance) => platform.ingest.health().find(({ name }) => name === "history");
const raised = ({ platform }: Acceptance, name: string): readonly Alarm[] =>
  platform.alerting
    .list()
    .filter(({ source, conditionActive }) => conditionActive && source.kind === "system" && source.condition === name);

describe("the history store is away", () => {
  it("while running: alarms come all the same, a system alarm says so, and afterwards the books balance", async () => {
    const influx = await startInflux();
    onTestFinished(() => influx.stop());
    const test = await startPlatform({ settings: { "influx.url": influx.url } });
    const cabinet = await test.device("cab-17");
    await cabinet.say({ vapour: 1, temperature: 21, door: "closed" });
    await expect.poll(() => books(test).stored).toBe(3);

    await influx.kill();
    for (let count = 0; count < 50; count++) {
      await cabinet.say({ vapour: count % 2 === 0 ? 2 : 15 });
      await test.pass(1);
    }
    // So fast, they are one alarm that counts them.
    expect(test.platform.alerting.list().find(({ chatter }) => chatter !== undefined)?.chatter?.count).toBe(25);
    expect(raised(test, "history-store-down")).toHaveLength(1);
    expect(historyOf(test)?.state).toBe("down");
    expect(books(test).waitingFrames).toBeGreaterThanOrEqual(50);
    expect(books(test).balanced).toBe(true);

    await influx.restart();
    await expect.poll(() => books(test).stored, { timeout: 40_000 }).toBe(53);
    expect(books(test)).toMatchObject({ received: 53, duplicate: 0, rejected: 0, quarantined: 0, balanced: true });
    await expect.poll(() => raised(test, "history-store-down")).toEqual([]);
    const { samples } = await (await test.signIn()).get<{ samples: { value: number }[] }>(
      `signals/cab-17/vapour/samples?from=${test.clock.now() - 120_000}&to=${test.clock.now() + 1000}`,
    );
    expect(samples).toHaveLength(51);
  });

  it("at our own start: the platform starts, says so, and stores everything once it is there", async () => {
    const influx = await startInflux({ absent: true });
    onTestFinished(() => influx.stop());
    const test = await startPlatform({ settings: { "influx.url": influx.url } });
    await (await test.device("cab-17")).say({ vapour: 12 });
    await test.pass(10);
    expect(test.alarms()).toContain("cab-17/vapour/high");
    await expect.poll(() => historyOf(test)?.state).toBe("down");
    await influx.restart();
    await expect.poll(() => books(test).stored, { timeout: 40_000 }).toBe(1);
    await expect.poll(() => historyOf(test)?.state).toBe("ok");
  });
});
