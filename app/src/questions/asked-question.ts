import type { BacktestAnswer, BacktestQuestion, ExplainQuestion, QuestionRefusal, SignalExplanation } from "@labcanary/dashboard";
import { type EpochMs, err, ok, type Result } from "@labcanary/domain/basics";
import { isReplayable } from "@labcanary/domain/rules";
import type { Site } from "@labcanary/domain/site";
import { HistoryUnavailableError } from "@labcanary/ingest";
import { type StoredHistory, withStoredHistory } from "../platform/stored-history.ts";
import { backtestOf, type Trial } from "./backtest.ts";
import { changedRule } from "./changed-rule.ts";
import { explanationOf } from "./explanation.ts";
import { type AskedHistory, askedHistory, boundedStore, TooManyReadingsError } from "./replayed-history.ts";
import { findRule } from "./rule-of-site.ts";

/** A question with all that is needed to answer it, as plain data: it crosses to the process that does. */
export interface AskedQuestion {
  readonly stored: StoredHistory;
  /** The site in force, as far as the question needs it. */
  readonly site: Site;
  readonly about: ({ readonly kind: "explain" } & ExplainQuestion) | ({ readonly kind: "backtest" } & BacktestQuestion);
}
export type Answer = SignalExplanation | BacktestAnswer;
export type AnswerOrRefusal = Result<Answer, QuestionRefusal>;

/** Chosen: more than fit a page, and an answer under 200 kB. */
const LISTED = 1000;

/** The answer, worked out in this thread. Never throws for what a person asked or a store that is away. */
export function answerTo({ stored, site, about }: AskedQuestion): Promise<AnswerOrRefusal> {
  return answerFrom((work) => withStoredHistory(stored, site.signals, (store) => work(askedHistory(stored, store))), site, about);
}

/** The same with a history that `withHistory` opens and closes; it is not opened for a question that is refused unread. */
export async function answerFrom(
  withHistory: (work: Work) => Promise<Answer | undefined>,
  site: Site,
  about: AskedQuestion["about"],
): Promise<AnswerOrRefusal> {
  const prepared = about.kind === "backtest" ? prepareBacktest(site, about) : prepareExplanation(site, about);
  if (!prepared.ok) return prepared;
  try {
    const answer = await withHistory((history) => prepared.value({ ...history, store: boundedStore(history.store) }));
    return answer === undefined ? refusal("HISTORY_EMPTY") : ok(answer);
  } catch (error) {
    if (error instanceof TooManyReadingsError) return refusal("QUESTION_TOO_LARGE");
    if (error instanceof HistoryUnavailableError) return refusal("HISTORY_UNAVAILABLE");
    throw error;
  }
}

type Work = (history: AskedHistory) => Promise<Answer | undefined>;

function prepareExplanation(
  site: Site,
  { signal: key, at }: { readonly signal: string; readonly at: EpochMs },
): Result<Work, QuestionRefusal> {
  const signal = site.signals.find((candidate) => candidate.key === key);
  if (signal === undefined) return refusal("SIGNAL_UNKNOWN");
  return ok((history) => explanationOf(history, { signal, at, site }));
}

function prepareBacktest(site: Site, { rule: id, from, to, change }: BacktestQuestion): Result<Work, QuestionRefusal> {
  const found = findRule(site, id);
  if (found === undefined) return refusal("RULE_UNKNOWN");
  if (!isReplayable(found.rule)) return refusal("RULE_NOT_REPLAYABLE");
  const present: Trial = { site, ...found };
  const question = { present, span: { from, to }, listed: LISTED };
  if (change === undefined || Object.keys(change).length === 0) return ok((history) => backtestOf(history, question));
  const other = changedRule(site, found, change);
  if (!other.ok) return refusal("RULE_CHANGE_INVALID", other.error.join("; "));
  // Zone and people stay the present ones: only the rule is another.
  const changed: Trial = { ...present, rule: other.value.rule };
  return ok((history) => backtestOf(history, { ...question, changed }));
}

const refusal = (code: QuestionRefusal["code"], detail = ""): Result<never, QuestionRefusal> => err({ code, detail });
