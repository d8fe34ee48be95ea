import { join } from "node:path";
import { verifyJournal } from "@labcanary/alerting";
import { hours } from "@labcanary/domain/basics";
import { describe, expect, it } from "vitest";
import { type Acceptance, startPlatform } from "../support/acceptance.ts";
import { temporaryFolder } from "../support/files.ts";

const alarmsOf = ({ platform }: Acceptance) =>
  platform.alerting.list().map(({ id, code, annunciation, source }) => ({
    id,
    code,
    annunciation,
    rule: source.kind === "rule" ? source.ruleId : source.condition,
  }));

describe("a restart", () => {
  it("keeps alarms as they were, with who has seen them, and raises none again", async () => {
    const data = temporaryFolder();
    const first = await startPlatform({ data });
    await (await first.device("cab-17")).say({ vapour: 25 });
    const operator = await first.signIn();
    await expect.poll(() => alarmsOf(first)).toHaveLength(2);
    const high = first.platform.alerting.list().find(({ priority }) => priority === "high");
    await operator.post(`alarms/${high?.id}/acknowledge`);
    const before = alarmsOf(first);
    await first.stop();

    const second = await startPlatform({ data, clock: first.clock });
    await second.platform.ingest.evaluateUntilNow();
    expect(alarmsOf(second)).toEqual(before);
    await (await second.device("cab-17")).say({ vapour: 25 });
    await second.platform.ingest.evaluateUntilNow();
    expect(alarmsOf(second)).toEqual(before);
    await second.stop();
    expect(verifyJournal({ dataFolder: data, journalHeadFile: join(data, "journal.head") })).toMatchObject({ ok: true });
  });

  it("does not take the time the platform was down for silence of the devices", async () => {
    const data = temporaryFolder();
    const first = await startPlatform({ data });
    await (await first.device("cab-17")).say({ vapour: 1, temperature: 20, door: "closed" });
    await first.stop();
    first.clock.advance(hours(1));
    const second = await startPlatform({ data, clock: first.clock });
    await second.pass(30);
    expect(alarmsOf(second)).toEqual([]);
    await second.pass(31);
    expect(alarmsOf(second).map(({ rule }) => rule)).toContain("cab-17/vapour/silent");
  });
});
