import { join } from "node:path";
import { verifyJournal } from "@labcanary/alerting";
import type { Alarm } from "@labcanary/domain/alarm";
import { minutes, plus } from "@labcanary/domain/basics";
import { describe, expect, it } from "vitest";
import { type Acceptance, startPlatform } from "../support/acceptance.ts";
import { temporaryFolder } from "../support/files.ts";

const highOf = ({ platform }: Acceptance): Alarm => {
  const alarm = platform.alerting.list().find(({ priority }) => priority === "high");
  if (alarm === undefined) throw new Error("no high alarm is annunciated");
  return alarm;
};

describe("a shelved alarm", () => {
  it("is told to nobody for its time, over a restart, and is texted anew when the time is over", async () => {
    const data = temporaryFolder();
    const first = await startPlatform({ data });
    const operator = await first.signIn();
    const { socket } = await operator.console();
    const changes: { because?: string }[] = [];
    socket.on("change", (change: { because?: string }) => changes.push(change));
    await (await first.device("cab-17")).say({ vapour: 12 });
    await expect.poll(() => first.texts.length).toBe(1);
    const { id, code } = highOf(first);
    const until = plus(first.clock.now(), minutes(20));
    const answer = await operator.post<{ alarm: Alarm }>(`alarms/${id}/shelve`, { minutes: 20, reason: "solvent being poured" });
    expect(answer).toMatchObject({ status: 200, body: { alarm: { shelved: { until, reason: "solvent being poured" } } } });
    await expect.poll(() => changes.map(({ because }) => because)).toContain("shelved");
    expect((await operator.get<{ alarms: Alarm[] }>("alarms?state=shelved")).alarms.map((alarm) => alarm.id)).toEqual([id]);
    await first.pass(10 * 60);
    expect(first.texts.filter(({ text }) => text.includes(code))).toHaveLength(1);
    await first.stop();

    const second = await startPlatform({ data, clock: first.clock });
    expect((await (await second.signIn()).console()).snapshot.alarms.find((alarm) => alarm.id === id)?.shelved).toMatchObject({ until });
    const about = () => second.texts.filter(({ text }) => text.includes(code));
    await second.pass(10 * 60 - 1);
    expect(about()).toEqual([]);
    await second.pass(2);
    expect(highOf(second).shelved).toBeUndefined();
    await expect.poll(() => about().length).toBe(1);
    const kinds = second.platform.alerting.timeline(id).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "shelved" || kind === "unshelved")).toEqual(["shelved", "unshelved"]);
    await second.stop();
    expect(verifyJournal({ dataFolder: data, journalHeadFile: join(data, "journal.head") })).toMatchObject({ ok: true });
  });
});
