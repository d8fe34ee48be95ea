import type { Text } from "@labcanary/domain/basics";
import type { Leave } from "@labcanary/domain/governance";
import type { KeyPeriod } from "@labcanary/domain/site";
import type { ToldPeriod } from "../../../src/safety/told-period.ts";
import { ask } from "../asking.ts";
import type { Confirmation } from "../components/signing.svelte.ts";

export type { Leave, ToldPeriod };

export type DescribedPeriod = Pick<KeyPeriod, "id" | "kind" | "name" | "from" | "to" | "delays" | "seals"> & { readonly inForce: boolean };

export interface KeyPeriodsAnswer {
  readonly described: readonly DescribedPeriod[];
  /** All that stand, and the newest that are over, newest first. */
  readonly periods: readonly ToldPeriod[];
  readonly leaves: readonly Leave[];
  /** How many there are, those that are not told with the rest too. */
  readonly total: { readonly periods: number; readonly leaves: number };
  /** What to ask for older ones with; absent where there are none. */
  readonly next: { readonly periods?: number; readonly leaves?: number };
  /** What each door is called, by its key. */
  readonly doors: Readonly<Record<string, Text>>;
}
export interface SaidLeave {
  readonly door: string;
  readonly people: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

const commandId = (): string => crypto.randomUUID();
const tell = (path: string, said: object): Promise<unknown> => ask<unknown>("POST", path, { commandId: commandId(), ...said });

export const keyPeriodApi = {
  list: () => ask<KeyPeriodsAnswer>("GET", "key-periods"),
  older: (of: "before" | "leavesBefore", number: number) => ask<KeyPeriodsAnswer>("GET", `key-periods?${of}=${number}`),
  get: (number: string) => ask<Pick<KeyPeriodsAnswer, "doors"> & { readonly period: ToldPeriod }>("GET", `key-periods/${number}`),
  checkIn: (number: number, from: number) => tell(`key-periods/${number}/check-in`, { from }),
  explain: (number: number, from: number, words: string, confirmation: Confirmation) =>
    tell(`key-periods/${number}/explain`, { from, words, ...confirmation }),
  explainOpening: (number: number, { door, openedAt }: ToldPeriod["openings"][number], words: string, confirmation: Confirmation) =>
    tell(`key-periods/${number}/explain`, { door, from: openedAt, words, ...confirmation }),
  review: ({ number, amendments }: ToldPeriod, words: string, confirmation: Confirmation) =>
    tell(`key-periods/${number}/review`, { words, amendments: amendments.length, ...confirmation }),
  askLeave: (said: SaidLeave, confirmation: Confirmation) => tell("leaves", { ...said, ...confirmation }),
  give: (number: number, confirmation: Confirmation) => tell(`leaves/${number}/give`, confirmation),
  end: (number: number, verb: "refuse" | "withdraw", reason: string) => tell(`leaves/${number}/${verb}`, { reason }),
};
