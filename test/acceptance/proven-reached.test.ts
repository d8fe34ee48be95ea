import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { verifyJournal } from "@labcanary/alerting";
import { type EpochMs, epochMs, hours, minutes, seconds } from "@labcanary/domain/basics";
import type { Person, Route, Site } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import { createSettableClock } from "../support/clock.ts";
import { watchDurableWrites } from "../support/durable-writes.ts";
import { temporaryFolder } from "../support/files.ts";
import { type AlertingBench, passTime, startAlerting } from "../support/kannel-alerting.ts";
import { changeOf, commandOf } from "../support/kannel-conditions.ts";
import { createFakeChannel, type FakeChannel, UNREACHABLE } from "../support/kannel-fake-channel.ts";
import { testSite } from "../support/site.ts";

const TEN_AT_NIGHT = epochMs(Date.UTC(2026, 10, 22, 14));

/** The responsible person sleeps: their phone takes texts and nobody reads them. The deputy's phone is off. The desk answers. */
function nightSite(): Site {
  const site = testSite();
  const route: Route = {
    id: "night",
    name: { en: "Night", zh: "夜间" },
    when: {},
    steps: [
      { id: "responsible", after: minutes(0), whom: [{ kind: "responsible" }], proof: "read", proofWithin: seconds(60) },
      { id: "deputy", after: minutes(10), whom: [{ kind: "deputy" }], proof: "delivered", proofWithin: seconds(60) },
      { id: "desk", after: minutes(20), whom: [{ kind: "security-centre" }], proof: "delivered" },
    ],
    last: { id: "nobody-reached", after: minutes(30), whom: [{ kind: "security-centre" }], proof: "delivered" },
    afterwards: [],
  };
  const people = site.people.map((person): Person => ({ ...person, email: `${person.id}@example.org` }));
  return { ...site, people, routes: [route] };
}

/** What the phones do with what they are sent. */
function network(accepted: string[], over: { readonly smsIsDead: boolean }): readonly [FakeChannel, FakeChannel] {
  const sms = createFakeChannel();
  const email = createFakeChannel({ kind: "email", proves: "accepted" });
  if (over.smsIsDead) sms.behave = UNREACHABLE;
  for (const channel of [sms, email]) {
    const deliver = channel.deliver.bind(channel);
    channel.deliver = async (notification, signal) => {
      const outcome = await deliver(notification, signal);
      if (outcome.kind === "accepted") accepted.push(`${channel.kind} ${notification.id}`);
      return outcome;
    };
  }
  return [sms, email];
}

interface Night {
  readonly bench: AlertingBench;
  readonly accepted: string[];
}

async function begin(
  over: { readonly dataFolder?: string; readonly at?: EpochMs; readonly accepted?: readonly string[]; readonly smsIsDead?: boolean } = {},
): Promise<Night> {
  const accepted = [...(over.accepted ?? [])];
  const [sms, email] = network(accepted, { smsIsDead: over.smsIsDead ?? false });
  const clock = createSettableClock(over.at ?? TEN_AT_NIGHT);
  const dataFolder = over.dataFolder ?? temporaryFolder();
  const bench = await startAlerting({ site: nightSite(), channel: sms, others: [email], dataFolder, clock });
  return { bench, accepted };
}

const raise = ({ bench }: Night) => bench.alerting.takeConditions([changeOf("a", { at: TEN_AT_NIGHT, receivedAt: TEN_AT_NIGHT })]);
/** The phone of somebody who is awake: it has what it was sent. */
function receipts({ bench }: Night, step: string): void {
  const text = bench.channel.accepted.find((notification) => notification.step === step);
  if (text !== undefined) bench.channel.report({ notificationId: text.id, status: "delivered", at: bench.clock.now() });
}
/** Through the night until the desk has it, and acknowledges. */
async function untilTheDeskHasIt(night: Night): Promise<void> {
  for (let gone = 0; gone < minutes(25); gone += seconds(5)) {
    await passTime(night.bench, seconds(5), seconds(5));
    receipts(night, "desk");
    if (night.accepted.some((text) => text.endsWith(":desk:desk"))) break;
  }
  night.bench.alerting.command(commandOf("a", { by: "li" }));
  await passTime(night.bench, minutes(40), seconds(30));
}

const WHOLE = [
  "sms a:responsible:wang",
  "email a:responsible:wang",
  "sms a:deputy:smith",
  "email a:deputy:smith",
  "sms a:desk:desk",
] as const;

test("the responsible person sleeps and the deputy's phone is off: the desk has it within five minutes, and nobody gets anything twice", async () => {
  const night = await begin();
  await raise(night);
  await untilTheDeskHasIt(night);
  expect(night.accepted).toEqual(WHOLE);
  expect(night.bench.alerting.get("a")).toMatchObject({ annunciation: "acknowledged", firstHuman: { by: "li", through: "screen" } });
  const answeredAfter = (night.bench.alerting.get("a")?.firstHuman?.at ?? 0) - TEN_AT_NIGHT;
  expect(answeredAfter).toBeLessThanOrEqual(minutes(5));
});

test("with the gateway of the text messages dead, all goes by e-mail, and the desk has it as soon", async () => {
  const night = await begin({ smsIsDead: true });
  await raise(night);
  await untilTheDeskHasIt(night);
  expect(night.accepted).toEqual(WHOLE.filter((text) => text.startsWith("email")).concat("email a:desk:desk" as never));
});

test("the clock set back by an hour in the middle, with the platform off, puts nobody off and tells nobody twice", async () => {
  const first = await begin();
  await raise(first);
  await passTime(first.bench, seconds(90), seconds(5));
  await first.bench.alerting.stop();
  const { dataFolder } = first.bench.options;
  const at = epochMs(first.bench.clock.now() - hours(1));
  const night = await begin({ dataFolder, at, accepted: first.accepted });
  await untilTheDeskHasIt(night);
  expect(night.accepted).toEqual(WHOLE);
});

test("the clock set on by an hour in the middle, with the platform off, brings what has become due, to everybody once", async () => {
  const first = await begin();
  await raise(first);
  await passTime(first.bench, seconds(90), seconds(5));
  await first.bench.alerting.stop();
  const { dataFolder } = first.bench.options;
  const at = epochMs(first.bench.clock.now() + hours(1));
  const night = await begin({ dataFolder, at, accepted: first.accepted });
  await untilTheDeskHasIt(night);
  // The desk answers before the deputy's phone has had its minute, so that no mail follows it.
  const due = [...WHOLE.filter((text) => text !== "email a:deputy:smith"), "sms a:nobody-reached:desk"];
  expect(night.accepted.toSorted()).toEqual(due.toSorted());
});

test("killed before or within any durable write, the platform goes on: the desk has it, nobody's step is lost, and at most what was under way comes twice", async () => {
  const copies = temporaryFolder();
  const taken: { readonly folder: string; readonly accepted: readonly string[]; readonly at: EpochMs; readonly what: string }[] = [];
  let recorded: Night | undefined;
  const copy = (what: string): void => {
    if (recorded === undefined) return;
    const folder = join(copies, String(taken.length));
    cpSync(recorded.bench.options.dataFolder, folder, { recursive: true });
    taken.push({ folder, accepted: [...recorded.accepted], at: recorded.bench.clock.now(), what });
  };
  await watchDurableWrites({ before: (what) => copy(what), halfWay: (what) => copy(`half of ${what}`) });
  const whole = await begin();
  recorded = whole;
  await raise(whole);
  await whole.bench.settle();
  for (let gone = 0; gone < minutes(5) && !whole.accepted.includes("sms a:desk:desk"); gone += seconds(5)) {
    await passTime(whole.bench, seconds(5), seconds(5));
  }
  receipts(whole, "desk");
  whole.bench.alerting.command(commandOf("a", { by: "li" }));
  recorded = undefined;
  await whole.bench.alerting.stop();
  expect(taken.filter(({ what }) => what === "sqlite COMMIT").length).toBeGreaterThan(10);

  for (const { folder, accepted, at, what } of taken) {
    const night = await begin({ dataFolder: folder, accepted, at });
    // The rules tell again of what they have no word was kept.
    await raise(night);
    await untilTheDeskHasIt(night);
    const twice = night.accepted.filter((text, index) => night.accepted.indexOf(text) !== index);
    expect([...new Set(night.accepted)], what).toEqual(WHOLE);
    expect(twice.length, what).toBeLessThanOrEqual(1);
    await night.bench.alerting.stop();
    expect(verifyJournal(night.bench.options), what).toMatchObject({ ok: true });
    rmSync(folder, { recursive: true });
  }
});
