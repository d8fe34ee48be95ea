import type { ToldCommissioning } from "@labcanary/dashboard";
import { TEST_STEPS } from "@labcanary/domain/commissioning";
import { table } from "../commands/question.ts";
import { GAPS, MEANINGS, type Reading, stepText, STIMULUS_WORDS } from "./words.ts";

/** The last proof of a signal, as it is kept, and how the signal stands; undefined where it was never proven. */
export function proofText(told: ToldCommissioning, place: string, reading: Reading): string | undefined {
  const { signal, label, proof, gap, dueAt } = told;
  if (proof === undefined) return undefined;
  const { time } = reading;
  const standing = gap === undefined ? "in service" : `to be proven again: ${GAPS[gap]}`;
  const { voided, note, means } = proof;
  const rows = [
    ["set off by", STIMULUS_WORDS[proof.stimulus]],
    ["begun", `by ${proof.startedBy}, ${time(proof.startedAt)}`],
    ...TEST_STEPS.map((step) => ["", stepText(step, proof, reading) ?? ""]),
    ["signed", `by ${proof.signedBy}, ${time(proof.signedAt)}${means === undefined ? "" : `: ${MEANINGS[means]}`}`],
    ...(note === undefined ? [] : [["note", note]]),
    ...(voided === undefined ? [] : [["voided", `by ${voided.by}, ${time(voided.at)}: ${voided.reason}`]]),
    ...(dueAt === undefined ? [] : [["due", time(dueAt)]]),
    ["test", proof.id],
  ];
  return `${signal}, ${label.en}, ${place}: ${standing}\n${table(rows)}`;
}
