import { join } from "node:path";
import { verifyJournal } from "@labcanary/alerting";
import { createUserDirectory } from "@labcanary/dashboard";
import type { Alarm, OutOfService } from "@labcanary/domain/alarm";
import { hours, plus } from "@labcanary/domain/basics";
import { describe, expect, it } from "vitest";
import { type Acceptance, type Person, startPlatform } from "../support/acceptance.ts";
import { temporaryFolder } from "../support/files.ts";

const PASSWORD = "correct horse battery staple";
const SIGNAL = "signals/cab-17/vapour";
const texted = ({ texts }: Acceptance, code: string) => texts.filter(({ text }) => text.includes(code)).length;
const stateOf = async (person: Person, state: string) => (await person.get<{ alarms: Alarm[] }>(`alarms?state=${state}`)).alarms;

describe("a signal that is out of service", () => {
  it("wakes nobody, over a restart, and when its time is over the alarm that still holds is told as if it were new", async () => {
    const data = temporaryFolder();
    const people = createUserDirectory(data);
    await people.add("chen", "engineer", PASSWORD);
    await people.add("mei", "operator", PASSWORD);
    const first = await startPlatform({ data });
    const [chen, mei] = [await first.signInAs("chen", PASSWORD), await first.signInAs("mei", PASSWORD)];
    const { socket } = await mei.console();
    const impaired: (number | undefined)[] = [];
    socket.on("change", (change: { impaired?: Record<string, number> }) => impaired.push(change.impaired?.["out-of-service"]));

    const words = { reason: "yearly calibration", measure: "portable detector on the bench" };
    const proposed = await chen.post<{ outOfService: OutOfService }>(`${SIGNAL}/out-of-service`, { hours: 1, ...words });
    expect(proposed.status).toBe(200);
    const { id: proposal, until } = proposed.body.outOfService;
    expect(until).toBe(plus(first.clock.now(), hours(1)));
    expect((await chen.post(`${SIGNAL}/out-of-service/approve`, { proposal })).status).toBe(403);
    expect((await mei.post(`${SIGNAL}/out-of-service/approve`, { proposal })).status).toBe(200);

    // The calibration gas.
    const cabinet = await first.device("cab-17");
    await cabinet.say({ vapour: 25 });
    await expect.poll(async () => (await stateOf(mei, "out-of-service")).length).toBeGreaterThan(0);
    const alarm = (await stateOf(mei, "out-of-service")).find(({ priority }) => priority === "critical") ?? expect.fail();
    expect(alarm).toMatchObject({ recordedOnly: true, outOfService: { by: "chen", approvedBy: "mei", until, ...words } });
    await first.pass(20 * 60);
    expect(first.texts.filter(({ text }) => text.includes(alarm.code))).toEqual([]);
    await expect.poll(() => impaired).toContain(1);
    await first.stop();

    const second = await startPlatform({ data, clock: first.clock });
    const { snapshot } = await (await second.signInAs("mei", PASSWORD)).console();
    expect(snapshot.impaired["out-of-service"]).toBe(1);
    expect(snapshot.alarms.find(({ id }) => id === alarm.id)?.outOfService).toMatchObject({ until });
    await second.pass(40 * 60 - 1);
    expect(texted(second, alarm.code)).toBe(0);
    await second.pass(2);
    expect(second.platform.alerting.get(alarm.id)).toMatchObject({ annunciation: "unacknowledged", annunciatedAt: until });
    await expect.poll(() => texted(second, alarm.code)).toBe(1);
    const lines = second.platform.alerting
      .journal({ limit: 1000 })
      .filter(({ alarmId, kind }) => alarmId === undefined && kind.includes("service"));
    expect(lines).toMatchObject([
      { kind: "out-of-service-proposed", actor: "user:chen", detail: words },
      { kind: "out-of-service", actor: "user:mei", detail: words },
      { kind: "in-service", actor: "system", detail: { because: "time-over" } },
    ]);
    await second.stop();
    expect(verifyJournal({ dataFolder: data, journalHeadFile: join(data, "journal.head") })).toMatchObject({ ok: true });
  });
});
