import { formatAmount, type Finding } from "@labcanary/domain/governance";
import type { MovementKind, Regime, RegimePolicy, StockCabinet, StockUnit, Substance } from "@labcanary/domain/site";
import type { ExportMapping } from "../../../src/safety/substance-export.ts";
import type { ToldContainer, toldStockTake } from "../../../src/safety/told-container.ts";
import { ApiError, ask } from "../asking.ts";

export type { ExportMapping, Finding, MovementKind, Regime, ToldContainer };
export { formatAmount };
export type ToldStockTake = ReturnType<typeof toldStockTake>;

export interface SubstancesAnswer {
  readonly substances: readonly Substance[];
  readonly policies: Readonly<Partial<Record<Regime, RegimePolicy>>>;
  readonly cabinets: readonly (StockCabinet & { readonly comparedAt?: number; readonly comparedUntil?: number })[];
  /** Without their records. */
  readonly containers: readonly ToldContainer[];
  readonly findings: readonly Finding[];
  readonly stockTakes: readonly ToldStockTake[];
  /** Accounts that cannot sign where two must, as far as whoever asks may know. */
  readonly unlinked: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

const post = <T>(path: string, fields: Fields) => ask<T>("POST", path, fields);

export interface ExportedFile {
  readonly content: Blob;
  readonly name: string;
  readonly sha256: string;
  /** What a CSV has no place for: who signed it, when, what that means, and of which part of the site it is. */
  readonly head?: string;
}

export const substanceApi = {
  all: () => ask<SubstancesAnswer>("GET", "substances"),
  one: (number: number) => ask<{ readonly container: ToldContainer }>("GET", `substances/${number}`),
  approve: (fields: Fields) => post("substances", fields),
  move: (number: number, fields: Fields) => post(`substances/${number}/movements`, fields),
  witness: (number: number, fields: Fields) => post(`substances/${number}/witness`, fields),
  refuse: (number: number, proposal: number, reason: string) => post(`substances/${number}/refuse`, { proposal, reason }),
  explain: (number: number, fields: Fields) => post(`custody-findings/${number}/explain`, fields),
  openStockTake: (fields: Fields) => post("stock-takes", fields),
  count: (number: number, verb: "count" | "witness", fields: Fields) => post(`stock-takes/${number}/${verb}`, fields),
  refuseCount: (number: number, cabinet: string, reason: string) => post(`stock-takes/${number}/refuse`, { cabinet, reason }),
  exportFile: (fields: Fields) => fileFrom("export", fields),
  /** A month's evidence, on paper or as CSV. */
  evidence: (fields: Fields) => fileFrom("evidence", fields),
};

/** The file, with the name and hash the platform gives it. */
async function fileFrom(path: string, fields: Fields): Promise<ExportedFile> {
  const answer = await fetch(`/api/v1/substances/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(fields),
  }).catch(() => undefined);
  if (answer === undefined) throw new ApiError("unreachable");
  if (!answer.ok) {
    const { code, detail } = (await answer.json().catch(() => ({}))) as { readonly code?: string; readonly detail?: string };
    throw new ApiError(code ?? String(answer.status), detail);
  }
  const name = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "")?.[1] ?? "substances";
  const head = answer.headers.get("x-export-head");
  return { content: await answer.blob(), name, sha256: answer.headers.get("x-content-sha256") ?? "", ...(head === null ? {} : { head }) };
}

export const quantityText = (amount: number, unit: StockUnit): string => `${formatAmount(amount, unit)} ${unit}`;
