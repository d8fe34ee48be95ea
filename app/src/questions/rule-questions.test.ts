import type { ExplainQuestion } from "@labcanary/dashboard";
import { days, err, minutes, ok, seconds } from "@labcanary/domain/basics";
import { DEFAULT_RETENTION } from "@labcanary/ingest";
import { describe, expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { limitRule, signal, testSite } from "../../../test/support/site.ts";
import type { Ask } from "./ask-in-process.ts";
import type { AnswerOrRefusal, AskedQuestion } from "./asked-question.ts";
import { createRuleQuestions } from "./rule-questions.ts";

const ANSWER = ok({ answer: "of the test" }) as unknown as AnswerOrRefusal;
const STAYS = new AbortController().signal;
const RULE = "cab-17/vapour/high";

/** Questions whose answers the test gives, in the order in which they are taken up. */
function setUp() {
  const clock = createSettableClock();
  const taken: { readonly asked: AskedQuestion; readonly giveUp: AbortSignal; answer(given: AnswerOrRefusal | undefined): void }[] = [];
  const ask: Ask = (asked, giveUp) =>
    new Promise((resolve) => {
      giveUp.addEventListener("abort", () => resolve(undefined));
      taken.push({ asked, giveUp, answer: resolve });
    });
  const other = signal({ key: "cab-18/vapour", deviceId: "cab-18", zoneId: "room-114", rules: [] });
  const site = testSite({ signals: [signal(), other] });
  const options = {
    history: { kind: "sqlite", options: { file: "none.sqlite", retention: DEFAULT_RETENTION } },
    dataFolder: "none",
    rawKept: days(90),
  } as const;
  const questions = createRuleQuestions(options, { clock, site: () => site, ask });
  const question: ExplainQuestion = { signal: "cab-17/vapour", at: clock.now() };
  const backtest = (change?: Readonly<Record<string, unknown>>) => ({
    rule: RULE,
    from: clock.now(),
    to: clock.now(),
    ...(change === undefined ? {} : { change }),
  });
  return { clock, taken, questions, question, backtest };
}

/** Whatever is to be done at once has been done. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("questions about rules", () => {
  test("are answered one at a time, in the order in which they were asked", async () => {
    const { taken, questions, question, backtest } = setUp();
    const first = questions.explain(question, STAYS);
    const second = questions.backtest(backtest(), STAYS);
    await settled();
    expect(taken.map(({ asked }) => asked.about.kind)).toEqual(["explain"]);
    taken[0]?.answer(ANSWER);
    expect(await first).toBe(ANSWER);
    await settled();
    expect(taken.map(({ asked }) => asked.about.kind)).toEqual(["explain", "backtest"]);
    taken[1]?.answer(err({ code: "HISTORY_EMPTY", detail: "" }));
    expect(await second).toEqual(err({ code: "HISTORY_EMPTY", detail: "" }));
  });

  test("are refused when too many wait, and taken again when they do not", async () => {
    const { taken, questions, question } = setUp();
    const asked = Array.from({ length: 5 }, () => questions.explain(question, STAYS));
    expect(await questions.explain(question, STAYS)).toEqual(err({ code: "QUESTIONS_BUSY", detail: "" }));
    taken[0]?.answer(ANSWER);
    await asked[0];
    await settled();
    const again = questions.explain(question, STAYS);
    for (let place = 1; place < 6; place++) {
      taken[place]?.answer(ANSWER);
      await settled();
    }
    expect(await Promise.all([...asked, again])).toEqual(Array(6).fill(ANSWER));
  });

  test("that take too long are given up, and the next has the whole time", async () => {
    const { clock, taken, questions, question } = setUp();
    const first = questions.explain(question, STAYS);
    const second = questions.explain(question, STAYS);
    clock.advance(seconds(20));
    expect(await first).toEqual(err({ code: "QUESTION_TOO_LONG", detail: "20 s" }));
    await settled();
    expect(taken.map(({ giveUp }) => giveUp.aborted)).toEqual([true, false]);
    clock.advance(seconds(19));
    taken[1]?.answer(ANSWER);
    expect(await second).toBe(ANSWER);
    expect(clock.waiting).toBe(0);
  });

  test("are dropped when whoever asked has gone, waiting or not", async () => {
    const { taken, questions, question } = setUp();
    const [first, second] = [new AbortController(), new AbortController()];
    const asked = [
      questions.explain(question, first.signal),
      questions.explain(question, second.signal),
      questions.explain(question, STAYS),
    ];
    second.abort();
    first.abort();
    expect(await asked[0]).toMatchObject({ error: { code: "QUESTIONS_BUSY" } });
    expect(await asked[1]).toMatchObject({ error: { code: "QUESTIONS_BUSY" } });
    await settled();
    expect(taken).toHaveLength(2);
    taken[1]?.answer(ANSWER);
    expect(await asked[2]).toBe(ANSWER);
    expect(await questions.explain(question, first.signal)).toMatchObject({ error: { code: "QUESTIONS_BUSY" } });
  });

  test("end with the platform", async () => {
    const { taken, questions, question } = setUp();
    const asked = [questions.explain(question, STAYS), questions.explain(question, STAYS)];
    await questions.stop();
    expect((await Promise.all(asked)).map((answer) => !answer.ok && answer.error.code)).toEqual(["QUESTIONS_BUSY", "QUESTIONS_BUSY"]);
    expect(taken).toHaveLength(1);
    expect(await questions.explain(question, STAYS)).toMatchObject({ error: { code: "QUESTIONS_BUSY" } });
  });

  test("fail with what answered them, and the next is taken up all the same", async () => {
    const { clock, question } = setUp();
    const answers = [() => Promise.reject(new Error("ended with 1")), () => Promise.resolve(ANSWER)];
    const history = { kind: "sqlite", options: { file: "", retention: DEFAULT_RETENTION } } as const;
    const options = { history, dataFolder: "", rawKept: minutes(1) };
    const questions = createRuleQuestions(options, {
      clock,
      site: () => testSite(),
      ask: () => (answers.shift() as () => Promise<never>)(),
    });
    const asked = [questions.explain(question, STAYS), questions.explain(question, STAYS)];
    await expect(asked[0]).rejects.toThrow("ended with 1");
    expect(await asked[1]).toBe(ANSWER);
  });

  test("take along only what of the site they need", async () => {
    const { taken, questions, backtest } = setUp();
    void questions.backtest(backtest({ setpoint: 5 }), STAYS);
    void questions.backtest(backtest({ when: "cab-18/vapour > 5" }), STAYS);
    await settled();
    taken[0]?.answer(ANSWER);
    await settled();
    const keysOf = (place: number) => taken[place]?.asked.site.signals.map(({ key }) => key);
    expect([keysOf(0), keysOf(1)]).toEqual([["cab-17/vapour"], ["cab-17/vapour", "cab-18/vapour"]]);
    expect(taken[0]?.asked.site.zones.map(({ id }) => id)).toEqual(["cabinet-17"]);
    expect(taken[0]?.asked.stored).toMatchObject({ oldest: (taken[0]?.asked.stored.now ?? 0) - days(90) });
  });

  test("about what is not in the site are refused unasked", async () => {
    const { taken, questions, question, backtest } = setUp();
    expect(await questions.explain({ ...question, signal: "cab-9/vapour" }, STAYS)).toMatchObject({ error: { code: "SIGNAL_UNKNOWN" } });
    expect(await questions.backtest({ ...backtest(), rule: limitRule().id.slice(1) }, STAYS)).toMatchObject({
      error: { code: "RULE_UNKNOWN" },
    });
    expect(taken).toEqual([]);
  });
});
