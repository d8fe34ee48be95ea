import type { MeasureKind, StandingMeasure } from "@labcanary/domain/governance";
import type { LedgerLine } from "@labcanary/domain/messages";
import { ask } from "../asking.ts";
import type { Confirmation } from "../components/signing.svelte.ts";

export type { StandingMeasure };

export interface SaidMeasure {
  readonly zone: string;
  readonly kind: MeasureKind;
  readonly words: string;
  readonly owner: string;
  readonly reviewBy: string;
  readonly hazards: readonly number[];
}
const commandId = (): string => crypto.randomUUID();

export const MEASURE_FILE = "/api/v1/standing-measures.csv";
export const measureApi = {
  list: () => ask<{ readonly measures: readonly StandingMeasure[] }>("GET", "standing-measures"),
  one: (number: number) =>
    ask<{ readonly measure: StandingMeasure; readonly lines: readonly LedgerLine[] }>("GET", `standing-measures/${number}`),
  add: (said: SaidMeasure) => ask<unknown>("POST", "standing-measures", { commandId: commandId(), ...said }),
  change: (number: number, said: SaidMeasure) =>
    ask<unknown>("POST", `standing-measures/${number}/change`, { commandId: commandId(), ...said }),
  review: (number: number, said: Confirmation & { readonly words: string; readonly reviewBy: string }) =>
    ask<unknown>("POST", `standing-measures/${number}/review`, { commandId: commandId(), ...said }),
  end: (number: number, said: Confirmation & { readonly words: string }) =>
    ask<unknown>("POST", `standing-measures/${number}/end`, { commandId: commandId(), ...said }),
};

/** Numbers as people write them: "HZ-3, 5". Undefined where one of them is none. */
export function numbersOf(text: string): readonly number[] | undefined {
  const parts = text.split(/[\s,，、;；]+/).filter((part) => part !== "");
  const numbers = parts.map((part) => /^(?:HZ-)?([1-9]\d{0,8})$/i.exec(part)?.[1]);
  return numbers.includes(undefined) ? undefined : [...new Set(numbers.map(Number))];
}
