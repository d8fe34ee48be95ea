import { seconds } from "@labcanary/domain/basics";
import { describe, expect, it } from "vitest";
import { type Acceptance, startPlatform } from "../support/acceptance.ts";
import { temporaryFolder } from "../support/files.ts";
import { freePort } from "../support/ports.ts";

const holds = ({ platform }: Acceptance, condition: string): boolean | undefined =>
  platform.alerting.list().find(({ source }) => source.kind === "system" && source.condition === condition)?.conditionActive;

describe("an alarm of the platform about itself, left by a former process", () => {
  it("ends when the matter is over: the history store", async () => {
    const data = temporaryFolder();
    const away = `http://127.0.0.1:${await freePort()}`;
    const first = await startPlatform({ data, settings: { "influx.url": away } });
    await expect
      .poll(() => {
        first.clock.advance(seconds(1));
        return holds(first, "history-store-down");
      })
      .toBe(true);
    await first.stop();

    const again = await startPlatform({ data, clock: first.clock, settings: { "influx.url": away } });
    await expect.poll(() => again.platform.ingest.health().find(({ name }) => name === "history")?.state).toBe("down");
    expect(holds(again, "history-store-down")).toBe(true);
    await again.stop();

    const mended = await startPlatform({ data, clock: first.clock });
    await expect.poll(() => holds(mended, "history-store-down")).toBe(false);
  });

  it.each(["log-write-failed", "log-budget-reached", "log-damaged", "books-unbalanced", "device-clock-wrong", "canary-lost"] as const)(
    "ends when the matter is over: %s",
    async (name) => {
      const data = temporaryFolder();
      const first = await startPlatform({ data });
      const { clock } = first;
      first.platform.alerting.takeSystemCondition({
        kind: "system-condition",
        name,
        active: true,
        at: clock.now(),
        detail: "as a crash left it",
      });
      expect(holds(first, name)).toBe(true);
      await first.stop();
      const second = await startPlatform({ data, clock });
      await expect
        .poll(() => {
          clock.advance(seconds(1));
          return holds(second, name);
        })
        .toBe(false);
    },
  );
});
