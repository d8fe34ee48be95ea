import { minutes, seconds } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { passTime } from "../../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../../test/support/kannel-conditions.ts";
import { ACCEPTED, createFakeChannel, UNREACHABLE } from "../../../test/support/kannel-fake-channel.ts";
import { startAnswering, WANG } from "../../../test/support/replies.ts";
import { testSite } from "../../../test/support/site.ts";

/** Alarm `a` is acknowledged by the responsible person's answer. */
async function acknowledged(over: Parameters<typeof startAnswering>[0] = {}) {
  const bench = await startAnswering(over);
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  await bench.answer(WANG, `ACK ${bench.codeOf(WANG)}`);
  return bench;
}

const alarmsTold = (channel: { readonly accepted: readonly { kind: string; id: string }[] }) =>
  channel.accepted.filter(({ kind }) => kind === "alarm").map(({ id }) => id);
const noAddress = { kind: "give-up", reason: "invalid-address" } as const;

test("whoever is called for help is told by the next channel when the first does not take it", async () => {
  const people = testSite().people.map((person) => ({ ...person, email: `${person.id}@example.org` }));
  const email = createFakeChannel({ kind: "email", proves: "accepted" });
  const bench = await acknowledged({ site: testSite({ people }), others: [email] });
  bench.channel.behave = noAddress;
  await bench.answer(WANG, "help");
  await passTime(bench, seconds(5));
  expect(alarmsTold(email)).toEqual(["a:deputy:smith"]);
});

test("help that reaches nobody calls the next, and is in sight until the alarm ends", async () => {
  const bench = await acknowledged();
  const undeliverable = () =>
    bench.alerting
      .list()
      .find(
        ({ source, conditionActive }) => source.kind === "system" && conditionActive && source.condition === "notification-undeliverable",
      );
  bench.channel.behave = noAddress;
  await bench.answer(WANG, "help");
  await passTime(bench, seconds(2));
  expect(bench.channel.attempts.filter(({ kind }) => kind === "alarm").map(({ id }) => id)).toEqual([
    "a:responsible:wang",
    "a:deputy:smith",
    "a:security-centre:desk",
  ]);
  expect(undeliverable()).toBeDefined();
  await bench.alerting.takeConditions([changeOf("a", { change: "cleared" })]);
  expect(bench.alerting.get("a")?.annunciation).toBe("normal");
  expect(undeliverable()).toBeUndefined();
});

test("nobody is called for help with an alarm that has ended meanwhile", async () => {
  const bench = await acknowledged();
  bench.channel.behave = UNREACHABLE;
  await bench.answer(WANG, "help");
  await passTime(bench, seconds(5));
  await bench.alerting.takeConditions([changeOf("a", { change: "cleared" })]);
  bench.channel.behave = ACCEPTED;
  await passTime(bench, minutes(2));
  expect(alarmsTold(bench.channel)).toEqual(["a:responsible:wang"]);
});

test("after a shelving, help is the next step of those who were told since, not of those before it", async () => {
  const bench = await startAnswering();
  await bench.alerting.takeConditions([changeOf("a")]);
  await bench.settle();
  bench.alerting.command(commandOf("a", { verb: "shelve", reason: "welding", until: bench.clock.now() + minutes(10) } as never));
  await passTime(bench, minutes(1));
  bench.alerting.command(commandOf("a", { verb: "unshelve" }));
  await passTime(bench, minutes(4), seconds(5));
  expect(alarmsTold(bench.channel).map((id) => id.replace(/~\d+/, "~"))).toEqual([
    "a:responsible:wang",
    "a~:responsible:wang",
    "a~:deputy:smith",
  ]);
  await bench.answer(WANG, `ACK ${bench.codeOf(WANG)}`);
  await bench.answer(WANG, "help");
  expect(alarmsTold(bench.channel).at(-1)).toMatch(/^a~\d+:security-centre:desk$/);
});
