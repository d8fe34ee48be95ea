import { join } from "node:path";
import { verifyJournal } from "@labcanary/alerting";
import { minutes, plus, seconds } from "@labcanary/domain/basics";
import type { Drill, Hazard } from "@labcanary/domain/governance";
import { expect, test } from "vitest";
import { type Acceptance, PASSWORD, type Person, signInWithAccount, startPlatform } from "../support/acceptance.ts";
import { drillSite } from "../support/drill-site.ts";

/** Who answers for the gas room, and reads Chinese. */
const WANG = "+8613800000001";
/** Who answers for the store. */
const ZHOU = "+8613800000003";

interface Told {
  readonly code?: string;
  readonly drill?: Drill;
}

async function officer(platform: Acceptance): Promise<Person> {
  return signInWithAccount(platform, "mei", "safety-officer");
}
const ask = async (person: Person, path: string, body: object = {}) => (await person.post<Told>(`drills${path}`, body)).body;
const drillOf = async (person: Person, number: number): Promise<Drill> => (await person.get<{ drill: Drill }>(`drills/${number}`)).drill;
const alarmsOf = ({ platform }: Acceptance) => platform.alerting.list();
const textsTo = ({ texts }: Acceptance, phone: string) => texts.filter(({ to }) => to === phone).map(({ text }) => text);

/** Seconds at a time, until it is so: what a simulated device hands over takes its own time through the broker, and the siren is not there. */
async function until(platform: Acceptance, isSo: () => boolean | Promise<boolean>): Promise<void> {
  await expect
    .poll(async () => {
      if (await isSo()) return true;
      platform.clock.advance(seconds(1));
      await platform.platform.ingest.evaluateUntilNow();
      return isSo();
    })
    .toBe(true);
}

async function planned(platform: Acceptance, person: Person, plan = "leak"): Promise<number> {
  const plannedFor = String(plus(platform.clock.now(), minutes(1)));
  const told = await ask(person, "", { plan, plannedFor, leader: "wang", who: "Wang leads, Smith observes" });
  return told.drill?.number ?? expect.fail(told.code);
}

test("a drill is interrupted by a real gas alarm, over a restart; its lesson is a hazard", async () => {
  const { site, data } = drillSite();
  const first = await startPlatform({ site, data });
  const mei = await officer(first);
  const real = await first.device("gas-2");
  await real.say({ ch4: 0 });
  const number = await planned(first, mei);
  expect(await ask(mei, `/${number}/begin`, { password: "wrong" })).toMatchObject({ code: "PASSWORD_WRONG" });
  expect(await ask(mei, `/${number}/begin`, { password: PASSWORD })).toMatchObject({ drill: { state: "running" } });

  await until(first, () => alarmsOf(first).length === 1);
  const [drilled] = alarmsOf(first);
  expect(drilled).toMatchObject({
    test: `drill/${number}`,
    source: { ruleId: "gas-1/ch4/high", signal: "gas-1/ch4", zoneId: "room" },
    lifeSafety: true,
  });
  await until(first, () => textsTo(first, WANG).length === 1);
  expect(textsTo(first, WANG)[0]).toMatch(/^演练 .*气瓶间/);
  await until(first, async () => (await drillOf(mei, number)).times.told !== undefined);
  // The real sensor of the same signal is read as ever.
  await (await first.device("gas-1")).say({ ch4: 2 });
  await expect.poll(() => first.platform.ingest.status("gas-1/ch4")).toMatchObject({ value: 2 });
  const before = await drillOf(mei, number);
  await first.stop();

  const second = await startPlatform({ site, data, clock: first.clock });
  const anew = await officer(second);
  expect(await drillOf(anew, number)).toEqual(before);
  await until(second, () => second.platform.broker.isConnected("labcanary-drill"));
  // What was played goes on as it was: the condition holds, in the one alarm there is.
  const heard = second.clock.now();
  await until(second, () => second.clock.now() > heard + 12_000);
  expect(alarmsOf(second)).toMatchObject([{ id: drilled?.id, conditionActive: true, annunciation: "unacknowledged" }]);

  await (await second.device("gas-2")).say({ ch4: 45 });
  await until(second, async () => (await drillOf(anew, number)).state === "ended");
  expect(await drillOf(anew, number)).toMatchObject({ ended: { because: "interrupted" } });
  const standing = alarmsOf(second);
  expect(standing).toMatchObject([{ source: { ruleId: "gas-2/ch4/high" } }]);
  expect(standing[0]?.test).toBeUndefined();
  expect(second.platform.alerting.get(drilled?.id ?? "")).toMatchObject({ annunciation: "normal", test: `drill/${number}` });
  await until(second, () => textsTo(second, WANG).length === 1);
  expect(textsTo(second, WANG)).toEqual([expect.stringMatching(/^演练终止，此为真实报警：.*库房/)]);
  expect(textsTo(second, ZHOU).some((text) => !text.startsWith("DRILL"))).toBe(true);
  await until(second, () => !second.platform.broker.isConnected("labcanary-drill"));

  const lessons = [{ words: "the valve could not be reached", class: "gas", level: "major" }];
  expect(await ask(anew, `/${number}/note`, { words: "two people came at once" })).toMatchObject({
    drill: { notes: [{ words: "two people came at once" }] },
  });
  const conclusion = { result: "with-lessons", words: "interrupted after two minutes", lessons, password: PASSWORD };
  expect(await ask(anew, `/${number}/conclude`, conclusion)).toMatchObject({ drill: { state: "concluded", hazards: [1] } });
  const { hazards } = await anew.get<{ hazards: Hazard[] }>("hazards");
  expect(hazards).toMatchObject([
    { origin: "drill", drill: number, words: `DR-${number}: the valve could not be reached`, level: "major", filedBy: "user:mei" },
  ]);
  await second.stop();
  expect(verifyJournal({ dataFolder: data, journalHeadFile: join(data, "journal.head") })).toMatchObject({ ok: true });
});

test("a wireless button pressed in a drill is real: a danger of its place, told at once, which ends the drill", async () => {
  const test = await startPlatform({ ...drillSite() });
  const mei = await officer(test);
  const number = await planned(test, mei);
  const operator = await test.signIn();
  expect(await ask(mei, `/${number}/begin`, { password: PASSWORD })).toMatchObject({ drill: { state: "running" } });
  // Every console is told of it before it has an alarm, and again that it is over.
  expect((await operator.console()).snapshot.drill).toMatchObject({ number, zoneId: "room", leader: "wang", name: { en: "Gas leak" } });
  await until(test, () => textsTo(test, WANG).length === 1);

  const { client } = await test.device("button-1");
  await client.publishAsync("v1/devices/button-1/events", JSON.stringify({ at: test.clock.now(), kind: "button", object: "help" }), {
    qos: 1,
  });
  await until(test, async () => (await drillOf(mei, number)).state === "ended");
  expect(await drillOf(mei, number)).toMatchObject({ ended: { because: "interrupted" } });
  expect(alarmsOf(test)).toMatchObject([
    { priority: "critical", lifeSafety: true, source: { kind: "record", condition: "hand-raised", zoneId: "store" } },
  ]);
  expect(alarmsOf(test)[0]?.test).toBeUndefined();
  await until(test, () => textsTo(test, ZHOU).some((text) => /PR-1/.test(text) && !text.startsWith("DRILL")));
  await until(test, () => textsTo(test, WANG).some((text) => text.startsWith("演练终止，此为真实报警：")));
  expect((await operator.console()).snapshot.drill).toBeNull();
});

test("a detector that falls silent in a drill is told as one, while the real one is heard and protects", async () => {
  const test = await startPlatform({ ...drillSite() });
  const mei = await officer(test);
  const real = await Promise.all([test.device("gas-1"), test.device("gas-2")]);
  await Promise.all(real.map((device) => device.say({ ch4: 0 })));
  const number = await planned(test, mei, "dead");
  expect(await ask(mei, `/${number}/begin`, { password: PASSWORD })).toMatchObject({ drill: { state: "running" } });
  await until(test, () => test.platform.broker.isConnected("labcanary-drill"));
  const speaking = async (): Promise<boolean> => {
    test.clock.advance(seconds(9));
    await Promise.all(real.map((device) => device.say({ ch4: 0 })));
    return textsTo(test, WANG).length === 1;
  };
  await until(test, speaking);
  expect(alarmsOf(test)).toMatchObject([
    { test: `drill/${number}`, source: { ruleId: "gas-1/ch4/silent", signal: "gas-1/ch4", zoneId: "room" } },
  ]);
  expect(textsTo(test, WANG)[0]).toMatch(/^演练 .*气瓶间/);
  expect(await drillOf(mei, number)).toMatchObject({ state: "running", times: { detected: { alarm: { id: alarmsOf(test)[0]?.id } } } });
  expect(test.platform.ingest.impairedSignals()).toEqual([]);
});
