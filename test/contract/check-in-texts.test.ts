import { hours, milliseconds, minutes, plus, seconds } from "@labcanary/domain/basics";
import { periodLedger } from "@labcanary/domain/governance";
import { smsSize } from "@labcanary/domain/notification";
import { civilAt, startOfDay, dayOf } from "@labcanary/domain/schedule";
import type { CheckIns } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import { createBook } from "../../governance/src/books/book.ts";
import { createCheckInAsking } from "../../governance/src/key-periods/check-in-asking.ts";
import { createSettableClock } from "../support/clock.ts";
import { changeOf } from "../support/kannel-conditions.ts";
import { createFakeChannel, UNREACHABLE } from "../support/kannel-fake-channel.ts";
import { createTestLogger } from "../support/observing.ts";
import { SMITH, startAnswering, WANG } from "../support/replies.ts";
import { testSite } from "../support/site.ts";

const NAME = { en: "Autumn vacation", zh: "秋假" };
const PERSON = (personId: string) => ({ kind: "contact", personId }) as const;

/** A key period with one check-in a day, due in a minute, by people of the site. The ledger and the texts are what the platform has. */
async function bench(by: CheckIns["by"] = [PERSON("wang")], over: Parameters<typeof startAnswering>[0] = {}) {
  const clock = createSettableClock();
  const { timeZone } = testSite();
  const midnight = startOfDay(timeZone, dayOf(civilAt(timeZone, clock.now())));
  const from = plus(clock.now(), minutes(1));
  const plan = { id: "autumn", kind: "vacation", name: NAME, from: midnight, to: plus(midnight, hours(72)), seals: [] } as const;
  const checkIns: CheckIns = { at: [milliseconds(from - midnight)], within: minutes(10), by };
  let site = testSite({ keyPeriods: [{ ...plan, delays: 1, preFlight: hours(48), checkIns }] });
  const answering = await startAnswering({ ...over, clock, site });
  const open = ({ alerting }: Pick<typeof answering, "alerting">) => {
    const periods = createBook(periodLedger, { journal: alerting, site: () => site, now: clock.now, changed: () => {} });
    for (const line of alerting.recordsAfter(0, 1000)) periods.take(line);
    const logger = createTestLogger();
    const asking = createCheckInAsking({ texts: alerting, periods, site: () => site, clock, logger });
    asking.start();
    return { periods, asking, logger };
  };
  let { periods, asking, logger } = open(answering);
  periods.carryOut({ id: "k", actor: "system", order: { verb: "take-up", plan: { ...plan, siteZone: "building" } } });
  return {
    ...answering,
    from,
    logger: () => logger,
    checkIn: () => periods.get(1)?.checkIns[0],
    checkInOnPage: (actor: string) =>
      periods.carryOut({ id: `page ${actor} ${clock.now()}`, actor, number: 1, order: { verb: "check-in", from } }),
    /** The ledger and who asks go by this from now on. */
    askThese(people: readonly string[]) {
      const [period] = site.keyPeriods ?? [];
      if (period !== undefined) site = { ...site, keyPeriods: [{ ...period, checkIns: { ...checkIns, by: people.map(PERSON) } }] };
    },
    /** As every minute of the platform, without its alarms. */
    async pass(minutesLong: number) {
      for (let minute = 0; minute < minutesLong; minute++) {
        clock.advance(minutes(1));
        periods.doDue(clock.now());
        asking.look();
        await answering.settle();
      }
    },
    /** The safety office is off and on again; the texts go on. */
    restartLedger() {
      asking.stop();
      ({ periods, asking, logger } = open(answering));
    },
    /** A gas alarm, a minute later: an answer with the same words is another. */
    async raise(occurrence: string) {
      clock.advance(minutes(1));
      await answering.alerting.takeConditions([changeOf(occurrence, { at: clock.now(), receivedAt: clock.now() })]);
      await answering.settle();
    },
    /** The safety office is off: what is answered waits. */
    stopLedger: () => asking.stop(),
    cancel: () => periods.carryOut({ id: "over", actor: "system", number: 1, order: { verb: "cancel" } }),
    texts: (address: string) => answering.channel.accepted.filter((sent) => sent.address === address && sent.kind === "check-in"),
  };
}

test("who is on duty is asked by text, in their language and in one part, and their answer checks them in", async () => {
  const both = await bench([PERSON("wang"), PERSON("smith")]);
  await both.pass(1);
  const [chinese] = both.texts(WANG);
  const [english] = both.texts(SMITH);
  expect(chinese?.text).toMatch(/^值班签到 秋假：请确认您在岗。请于\d\d:\d\d前回复[A-Z0-9]{3}。逾时无人签到将报警/);
  expect(english?.text).toMatch(
    /^Check-in, Autumn vacation: say that you are on duty\. Reply OK [A-Z0-9]{3} by \d\d:\d\d\. If nobody does, it is an alarm/,
  );
  for (const sent of [chinese, english]) {
    expect(smsSize(sent?.text ?? "").parts).toBe(1);
    expect(sent).toMatchObject({ kind: "check-in", alarmIds: [], lifeSafety: false, simulated: false });
  }
  await both.answer(SMITH, `ok ${both.codeOf(SMITH)}`);
  expect(both.checkIn()).toMatchObject({ kept: { by: "person:smith" } });
  expect(both.textsTo(SMITH).at(-1)).toBe("Check-in, Autumn vacation: you have checked in, thank you.");
  // Nobody is asked again once somebody has said it, and the second one is told so.
  await both.answer(WANG, both.codeOf(WANG));
  expect(both.textsTo(WANG).at(-1)).toBe("值班签到 秋假：未作处理，本次签到已完成或已结束。");
  await both.pass(8);
  expect([both.texts(WANG).length, both.texts(SMITH).length]).toEqual([1, 1]);
  expect(both.checkIn()?.kept?.by).toBe("person:smith");
});

test("who does not answer is reminded once, and not after a restart again; what is missed is missed, and an answer then is late", async () => {
  const late = await bench();
  await late.pass(5);
  expect(late.texts(WANG)).toHaveLength(1);
  late.restartLedger();
  await late.pass(3);
  expect(late.texts(WANG)).toHaveLength(2);
  expect(late.texts(WANG)[1]?.text).toMatch(/^再次：值班签到/);
  late.restartLedger();
  await late.pass(6);
  expect(late.texts(WANG)).toHaveLength(2);
  expect(late.checkIn()).toMatchObject({ missedAt: expect.any(Number) });
  // Without its code nobody can know any more what it is for.
  await late.answer(WANG, "OK");
  expect(late.journaled("reply-refused")).toEqual(["reply-refused REPLY_NOTHING_OPEN"]);
  await late.answer(WANG, late.codeOf(WANG));
  expect(late.checkIn()).toMatchObject({ kept: { by: "person:wang" }, missedAt: expect.any(Number) });
  expect(late.textsTo(WANG).at(-1)).toBe("值班签到 秋假：已补签，本次仍记为未按时签到。");
});

test("the answer of who is not on duty does not count, and says so", async () => {
  const one = await bench();
  await one.pass(1);
  const code = one.codeOf(WANG);
  await one.answer(SMITH, `OK ${code}`);
  expect(one.journaled("reply-refused")).toEqual(["reply-refused REPLY_NOT_ON_DUTY"]);
  expect(one.textsTo(SMITH).at(-1)).toContain("you were not asked");
  // Asked in the morning as the one on duty; by then the rota has somebody else, and the ledger nobody of that name.
  expect(one.checkInOnPage("person:smith")).toMatchObject({ ok: false, error: { code: "CHECK_IN_NOT_YOURS" } });
  expect(one.checkIn()?.kept).toBeUndefined();

  const changed = await bench([PERSON("wang")]);
  await changed.pass(1);
  changed.askThese(["smith"]);
  // Reminded, with the one who was asked: and off duty again when they answer.
  await changed.pass(6);
  expect(changed.texts(SMITH)).toHaveLength(1);
  changed.askThese(["wang"]);
  await changed.answer(SMITH, changed.codeOf(SMITH));
  expect(changed.checkIn()?.kept).toBeUndefined();
  expect(changed.textsTo(SMITH).at(-1)).toMatch(/not counted, you are not on duty/);
});

test("an answer without a code is never taken for an alarm instead, help goes to the alarm, and a check-in answers no call for help", async () => {
  const busy = await bench();
  await busy.alerting.takeConditions([changeOf("a")]);
  await busy.settle();
  await busy.pass(1);
  await busy.answer(WANG, "OK");
  expect(busy.journaled("reply-refused")).toEqual(["reply-refused REPLY_CODE_MISSING"]);
  expect(busy.alerting.get("a")?.annunciation).toBe("unacknowledged");
  await busy.answer(WANG, "求助");
  expect(busy.journaled("help-asked")).toHaveLength(1);
  const [asked] = busy.texts(WANG);
  for (const word of ["前往", "求助"]) {
    await busy.answer(WANG, `${word}${asked?.parts.replyCode}`);
    expect(busy.textsTo(WANG).at(-1)).toContain("该短信为值班签到");
  }
  expect(busy.checkIn()?.kept).toBeUndefined();
  await busy.answer(WANG, asked?.parts.replyCode ?? "");
  expect(busy.checkIn()?.kept?.by).toBe("person:wang");
});

test("an alarm is acknowledged without a code by who has answered the check-in, or once somebody else has checked in", async () => {
  const both = await bench([PERSON("wang"), PERSON("smith")]);
  await both.pass(1);
  await both.answer(SMITH, `OK ${both.codeOf(SMITH)}`);
  await both.raise("a");
  await both.answer(WANG, "OK");
  expect(both.journaled("reply-refused")).toEqual([]);
  expect(both.alerting.get("a")).toMatchObject({ annunciation: "acknowledged", acknowledgedBy: "wang" });
});

test("an answered check-in is in the way of no alarm, while it is not settled and when it does not count", async () => {
  const waiting = await bench();
  await waiting.pass(1);
  waiting.stopLedger();
  await waiting.answer(WANG, "OK");
  expect(waiting.alerting.checkInAnswers()).toHaveLength(1);
  await waiting.raise("a");
  await waiting.answer(WANG, "OK");
  expect(waiting.alerting.get("a")?.annunciation).toBe("acknowledged");

  const changed = await bench([PERSON("smith")]);
  await changed.pass(1);
  // Reminded as the one on duty by then, and off duty when they answer.
  changed.askThese(["wang"]);
  await changed.pass(6);
  changed.askThese(["smith"]);
  await changed.answer(WANG, "OK");
  expect(changed.textsTo(WANG).at(-1)).toContain("不计签到");
  await changed.raise("a");
  await changed.answer(WANG, "OK");
  expect(changed.alerting.get("a")?.annunciation).toBe("acknowledged");
});

test("a check-in of a cancelled period is in the way of no alarm either", async () => {
  const cancelled = await bench();
  await cancelled.pass(1);
  cancelled.cancel();
  await cancelled.pass(1);
  await cancelled.raise("a");
  await cancelled.answer(WANG, "OK");
  expect(cancelled.alerting.get("a")?.annunciation).toBe("acknowledged");
});

test("what is not sent by the time somebody has checked in, or by the end, is not sent any more", async () => {
  for (const how of ["answered", "too-late"] as const) {
    const away = await bench();
    away.channel.behave = UNREACHABLE;
    await away.pass(2);
    expect(away.texts(WANG)).toEqual([]);
    if (how === "answered") expect(away.checkInOnPage("person:wang")).toMatchObject({ ok: true });
    await away.pass(how === "answered" ? 1 : 11);
    away.channel.behave = { kind: "accepted", providerRef: "back" };
    for (let step = 0; step < 4; step++) {
      away.clock.advance(seconds(30));
      await away.settle();
    }
    expect(away.texts(WANG)).toEqual([]);
    const called = away.alerting.journal({ limit: 100 }).filter(({ kind }) => kind === "notification-cancelled");
    expect(new Set(called.map(({ detail }) => detail["reason"]))).toEqual(new Set([how]));
  }
});

test("takes nothing of what a provider's budget keeps for life safety", async () => {
  const budget = { count: 2, per: hours(24), scope: "address", source: "test" } as const;
  const channel = { ...createFakeChannel({ budgets: [budget] }), takesReplies: true };
  const spent = await bench([PERSON("wang")], { channel });
  await spent.pass(9);
  expect(spent.texts(WANG)).toHaveLength(1);
  expect(spent.alerting.budgets()).toMatchObject([{ used: 1, reserved: 1 }]);
});

test("an answer that could not be kept in the ledger is kept, and counts when it can", async () => {
  const failing = await bench();
  await failing.pass(1);
  const { alerting } = failing;
  failing.restartLedger();
  const keep = alerting.keepRecords;
  const mutable = alerting as { keepRecords: typeof keep };
  mutable.keepRecords = () => {
    throw new Error("disk full");
  };
  await failing.answer(WANG, failing.codeOf(WANG));
  expect(failing.checkIn()?.kept).toBeUndefined();
  expect(failing.alerting.checkInAnswers()).toHaveLength(1);
  mutable.keepRecords = keep;
  failing.restartLedger();
  await failing.pass(1);
  expect(failing.checkIn()).toMatchObject({ kept: { by: "person:wang" } satisfies { by: string } });
  expect(failing.alerting.checkInAnswers()).toEqual([]);
  expect(failing.textsTo(WANG).at(-1)).toContain("已签到");
});
