import { join } from "node:path";
import { epochMs, minutes, seconds } from "@labcanary/domain/basics";
import { expect, it } from "vitest";
import { EXAMPLE_SITE, startPlatform } from "../support/acceptance.ts";
import { createSettableClock } from "../support/clock.ts";

const NIGHT_DUTY = join(EXAMPLE_SITE, "../../night-duty/site.yaml");
/** Whose number ends so. */
const NAMES: Readonly<Record<string, string>> = { 1: "wang", 2: "smith", 3: "li", 4: "zhao", 5: "chen", 6: "sun", 9: "desk" };

it("in the night before a holiday hydrogen is told by its route: who stands in, who has the shift, and at last everybody of the last step", async () => {
  const raisedAt = epochMs(Date.parse("2026-12-24T02:00+08:00"));
  const clock = createSettableClock(raisedAt);
  const lab = await startPlatform({ site: NIGHT_DUTY, clock });
  const detector = await lab.device("gas-1");
  await lab.simulated({ id: "siren-gate", every: seconds(60), signals: [] });
  /** Who was told of the critical level, at which minute. */
  const told: string[] = [];
  let seen = 0;
  for (let second = 0; second < 9 * 60; second += 20) {
    await detector.say({ h2: 25, o2: 20.9 });
    await lab.platform.ingest.evaluateUntilNow();
    // Somebody is at the desk and says so; the alarm itself nobody has acknowledged.
    if (second === 60) lab.platform.alerting.answerPresence("li");
    await lab.pass(20);
    for (const { to, text } of lab.texts.slice(seen)) {
      if (text.includes("20 %LEL")) told.push(`${Math.floor((clock.now() - raisedAt) / minutes(1))} ${NAMES[to.slice(-1)]}`);
    }
    seen = lab.texts.length;
  }
  // Wang is on leave, and Zhao has the night; the last step tells again who was told before. The chat is reached by nothing that is set up here.
  expect(told.join(", ")).toBe("0 li, 0 zhao, 2 smith, 2 li, 4 smith, 4 li, 5 desk, 6 smith, 6 li, 8 desk, 8 zhao");
  const [alarm] = lab.platform.alerting.list().filter(({ source }) => source.kind === "rule" && source.ruleId === "gas-1/h2/high-high");
  const kinds = lab.platform.alerting.timeline(alarm?.id ?? "").map(({ kind, detail }) => [kind, detail["personId"]]);
  expect(kinds).toContainEqual(["notification-failed", "lab-chat"]);
  expect(kinds).toContainEqual(["notification-accepted", "horn"]);
  expect(lab.alarms()).toContain("nobody-reached");
});
