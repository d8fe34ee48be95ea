import type { BacktestAnswer, QuestionRefusal, RuleQuestions, SignalExplanation } from "@labcanary/dashboard";
import { epochMs, err, type Result } from "@labcanary/domain/basics";
import type { AccessLog, HistoryStore } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { type AskedQuestion, answerFrom } from "../../app/src/questions/asked-question.ts";

/** RuleQuestions answered by the real work over a history in memory, here and at once. */
export function createMemoryQuestions(
  history: HistoryStore & { readonly away: boolean },
  site: () => Site,
  accessLog?: AccessLog,
): RuleQuestions {
  const asked = { store: history, oldest: epochMs(0), ...(accessLog === undefined ? {} : { accessLog }) };
  const answer = async <T>(about: AskedQuestion["about"]): Promise<Result<T, QuestionRefusal>> => {
    if (history.away) return err({ code: "HISTORY_UNAVAILABLE", detail: "" });
    return (await answerFrom((work) => work(asked), site(), about)) as Result<T, QuestionRefusal>;
  };
  return {
    explain: (question) => answer<SignalExplanation>({ kind: "explain", ...question }),
    backtest: (question) => answer<BacktestAnswer>({ kind: "backtest", ...question }),
  };
}
