import { type DurationMs, elapsed, type Text } from "../basics/index.ts";
import type { RuleAttributes, RuleId } from "./rule.ts";
import type { Watched, WatchedInputs, WatchInput, World } from "./watch.ts";

/**
 * A figure over a window that cannot be told, though its window has passed since its first sample: too little of it was watched. While it is
 * so nobody would be told of an exposure, so it is a fault of its own. The first filling of a window is none.
 */
export interface NotAssessableRule extends RuleAttributes {
  readonly kind: "not-assessable";
  /** The limit whose figure it is about; of the same signal. */
  readonly figureOf: RuleId;
  readonly figureName: Text;
  /** The figure's window. */
  readonly over: DurationMs;
}

/** Nothing is remembered but the last answer, which time alone does not change. */
export interface NotAssessableMemory {
  readonly answer: Pick<Watched<unknown>, "observation" | "because">;
}

const ASSESSABLE: NotAssessableMemory["answer"] = { observation: "gone", because: "the figure can be told" };
const FILLING: NotAssessableMemory["answer"] = {
  observation: "inside-deadband",
  because: "the window of the figure has not been filled once yet",
};

export function stepNotAssessable(
  rule: NotAssessableRule,
  memory: NotAssessableMemory | undefined,
  input: WatchInput,
  world: World,
): Watched<NotAssessableMemory> {
  const answer = input.kind === "sample" ? answerOf(rule, world) : (memory?.answer ?? FILLING);
  return { memory: { answer }, ...answer };
}

function answerOf({ figureOf, over }: NotAssessableRule, world: World): NotAssessableMemory["answer"] {
  const figure = world.figure(figureOf);
  if (figure?.firstAt === undefined) return FILLING;
  if (figure.value !== undefined) return ASSESSABLE;
  if (elapsed(figure.firstAt, world.at) < over) return FILLING;
  return { observation: "met", because: `too little of the last ${over / 1000} s was watched to tell the figure` };
}

export const nameOfNotAssessable = ({ figureName }: NotAssessableRule): Text => ({
  en: `${figureName.en} not assessable`,
  zh: `${figureName.zh}无法评定`,
});

export const conditionOfNotAssessable = (_rule: NotAssessableRule): Text => ({ en: "", zh: "" });

/** The fold tells it when its figure was worked out anew. */
export const inputsOfNotAssessable = ({ signal, over }: NotAssessableRule): WatchedInputs => ({
  signals: [signal],
  devices: [],
  reach: over,
});
