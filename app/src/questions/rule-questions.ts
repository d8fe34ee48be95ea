import type { BacktestAnswer, BacktestQuestion, QuestionRefusal, RuleQuestions, SignalExplanation } from "@labcanary/dashboard";
import { type DurationMs, err, minus, type Result, seconds } from "@labcanary/domain/basics";
import type { Clock, Service } from "@labcanary/domain/ports";
import { signalsAround } from "@labcanary/domain/rules";
import type { Signal, Site } from "@labcanary/domain/site";
import type { HistoryChoice } from "@labcanary/ingest";
import { type Ask, askInProcess } from "./ask-in-process.ts";
import type { Answer, AskedQuestion } from "./asked-question.ts";
import { signalsNamedIn } from "./changed-rule.ts";
import { findRule, watchedOf } from "./rule-of-site.ts";

export interface RuleQuestionOptions {
  readonly history: HistoryChoice;
  /** Where what people did at doors is kept. */
  readonly dataFolder: string;
  /** How long raw readings are kept. */
  readonly rawKept: DurationMs;
}

interface Deps {
  readonly clock: Clock;
  /** The site in force. */
  readonly site: () => Site;
  readonly ask?: Ask;
}

/** Chosen: ten times what a month of readings every 10 s takes on a slow machine; nobody waits longer at a screen. */
const TIME_LIMIT = seconds(20);
/** Chosen: an engineer and some operators at once; whoever comes after them would wait for more than a minute. */
const MOST_WAITING = 4;

interface Waiting {
  readonly asked: AskedQuestion;
  readonly giveUp: AbortController;
  readonly settle: (answer: Promise<Result<Answer, QuestionRefusal>>) => void;
}

/** Answers questions one at a time, each in a process of its own and within a time, in the order in which they were asked. */
export function createRuleQuestions(options: RuleQuestionOptions, { clock, site, ask = askInProcess }: Deps): RuleQuestions & Service {
  const waiting: Waiting[] = [];
  let current: Waiting | undefined;
  let isStopped = false;

  function next(): void {
    current = waiting.shift();
    if (current === undefined) return;
    current.settle(answered(current).finally(next));
  }

  async function answered({ asked, giveUp }: Waiting): Promise<Result<Answer, QuestionRefusal>> {
    let isLate = false;
    const cancel = clock.after(TIME_LIMIT, () => {
      isLate = true;
      giveUp.abort();
    });
    try {
      const answer = await ask(asked, giveUp.signal);
      if (answer !== undefined) return answer;
      return isLate ? refusal("QUESTION_TOO_LONG", `${TIME_LIMIT / 1000} s`) : refusal("QUESTIONS_BUSY", "given up");
    } finally {
      cancel();
    }
  }

  /** `abort` takes the question off the list, or ends the work on it. */
  function queued(asked: AskedQuestion, abort: AbortSignal): Promise<Result<Answer, QuestionRefusal>> {
    if (isStopped || abort.aborted) return Promise.resolve(refusal("QUESTIONS_BUSY", "given up"));
    if (waiting.length >= MOST_WAITING) return Promise.resolve(refusal("QUESTIONS_BUSY"));
    return new Promise((resolve) => {
      const giveUp = new AbortController();
      const question: Waiting = { asked, giveUp, settle: resolve };
      const leave = (): void => {
        giveUp.abort();
        const place = waiting.indexOf(question);
        if (place < 0) return;
        waiting.splice(place, 1);
        resolve(refusal("QUESTIONS_BUSY", "given up"));
      };
      abort.addEventListener("abort", leave, { once: true });
      waiting.push(question);
      if (current === undefined) next();
    });
  }

  function asked(about: AskedQuestion["about"], of: Site, signals: readonly Signal[]): AskedQuestion {
    const now = clock.now();
    const { history: choice, dataFolder, rawKept } = options;
    return { stored: { choice, dataFolder, now, oldest: minus(now, rawKept) }, site: narrowed(of, signals), about };
  }

  return {
    name: "rule-questions",
    async start() {
      isStopped = false;
    },
    async stop() {
      isStopped = true;
      for (const { settle } of waiting.splice(0)) settle(Promise.resolve(refusal("QUESTIONS_BUSY", "the platform is stopping")));
      current?.giveUp.abort();
    },

    async explain(question, abort) {
      const inForce = site();
      const signal = inForce.signals.find(({ key }) => key === question.signal);
      if (signal === undefined) return refusal("SIGNAL_UNKNOWN");
      const needed = new Set([...watchedOf(inForce, signal, signal.rules).signals, ...signalsAround(inForce.signals, signal)]);
      // In the order of the site, by which the silences of several signals are put together.
      const signals = inForce.signals.filter((candidate) => needed.has(candidate));
      return (await queued(asked({ kind: "explain", ...question }, inForce, signals), abort)) as Result<SignalExplanation, QuestionRefusal>;
    },

    async backtest(question: BacktestQuestion, abort) {
      const inForce = site();
      const found = findRule(inForce, question.rule);
      if (found === undefined) return refusal("RULE_UNKNOWN", `there is no rule "${question.rule}"`);
      const { signals } = watchedOf(inForce, found.signal, [found.rule]);
      const named = signalsNamedIn(question.change ?? {}, inForce);
      const needed = asked({ kind: "backtest", ...question }, inForce, [...new Set([...signals, ...named])]);
      return (await queued(needed, abort)) as Result<BacktestAnswer, QuestionRefusal>;
    },
  };
}

/** The site as if it had these signals only: what of 100,000 need not cross to another process. */
function narrowed(site: Site, signals: readonly Signal[]): Site {
  const zones = new Set(signals.flatMap(({ zoneId, rules }) => [zoneId, ...rules.map((rule) => rule.zoneId ?? zoneId)]));
  return { ...site, signals, devices: [], zones: site.zones.filter(({ id }) => zones.has(id)) };
}

const refusal = (code: QuestionRefusal["code"], detail = ""): Result<never, QuestionRefusal> => err({ code, detail });
