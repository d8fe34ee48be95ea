import { formatAmount, type Finding } from "@labcanary/domain/governance";
import type { MovementKind, Regime, RegimePolicy, StockCabinet, StockUnit, Substance } from "@labcanary/domain/site";
import type { ExportMapping } from "../../../src/safety/substance-export.ts";
import type { ToldContainer as ToldBySelf } from "../../../src/safety/told-container.ts";
import type {
  ContainerEnd,
  ContainerFilter,
  LineToCount,
  LossHazard,
  openFirst,
  wholeStockTake,
} from "../../../src/safety/told-register.ts";
import { ApiError, ask } from "../asking.ts";

export type { ExportMapping, Finding, LineToCount, MovementKind, Regime };
export { formatAmount };
/** In a list its counts have the lines alone that are not as in the books. */
export type ToldStockTake = ReturnType<typeof wholeStockTake>;
export interface ToldContainer extends ToldBySelf {
  /** What became of one that is closed. */
  readonly end?: ContainerEnd;
  /** Lost or stolen, and its hazard is not written off; also where that hazard is not told. */
  readonly missing?: true;
  /** The hazard that one that is lost is. */
  readonly hazard?: LossHazard;
}

/** What of the site it takes to show containers and to sign for them. */
export interface Register {
  /** Whether the site describes controlled substances; what is on the books of one that does not is brought to its end. */
  readonly kept: boolean;
  /** Whether a container or a stock-take is to be brought to its end. */
  readonly onBooks: boolean;
  readonly substances: readonly Substance[];
  readonly policies: Readonly<Partial<Record<Regime, RegimePolicy>>>;
  readonly cabinets: readonly (StockCabinet & { readonly comparedAt?: number; readonly comparedUntil?: number })[];
}

/** Of the ledgers an answer was read from; as the feed tells them. */
export type Revisions = Readonly<Partial<Record<"substance" | "custody" | "stock-take" | "hazard", number>>>;

export interface ContainerAnswer extends Register {
  readonly container: ToldContainer;
  readonly revisions: Revisions;
}

/** Containers are without their records; what is open of findings and stock-takes comes first. */
export interface SubstancesAnswer extends Register {
  /** `urgent`: how many there are, of which `urgent` below has as many as an answer takes. */
  readonly counts: ReturnType<typeof openFirst>["counts"] & { readonly urgent: number };
  /** What is lost, late, or waits for a second signature; among `containers` as well, where it matches. */
  readonly urgent: readonly ToldContainer[];
  readonly matching: number;
  /** Matching ones of a lower number than the last. */
  readonly older: number;
  readonly containers: readonly ToldContainer[];
  readonly findings: readonly Finding[];
  readonly stockTakes: readonly ToldStockTake[];
  readonly revisions: Revisions;
  /** Accounts that cannot sign where two must, as far as whoever asks may know. */
  readonly unlinked: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Of a ledger, and how many come after them in the order they are asked for in. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly older: number;
}

function queryOf(fields: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}

const post = <T>(path: string, fields: Fields) => ask<T>("POST", path, fields);

export interface ExportedFile {
  readonly content: Blob;
  readonly name: string;
  readonly sha256: string;
  /** What a CSV has no place for: who signed it, when, what that means, and of which part of the site it is. */
  readonly head?: string;
}

export const substanceApi = {
  all: (filter: ContainerFilter, before?: number) => ask<SubstancesAnswer>("GET", `substances${queryOf({ ...filter, before })}`),
  one: (number: number) => ask<ContainerAnswer>("GET", `substances/${number}`),
  findings: async (before?: number): Promise<Page<Finding>> => {
    const { findings, older } = await ask<{ readonly findings: readonly Finding[]; readonly older: number }>(
      "GET",
      `custody-findings${queryOf({ before })}`,
    );
    return { items: findings, older };
  },
  /** Those open of a higher number, oldest first. */
  openFindings: async (after: number): Promise<Page<Finding>> => {
    const { findings, newer } = await ask<{ readonly findings: readonly Finding[]; readonly newer: number }>(
      "GET",
      `custody-findings${queryOf({ openAfter: after })}`,
    );
    return { items: findings, older: newer };
  },
  finding: (number: number) => ask<{ readonly finding: Finding }>("GET", `custody-findings/${number}`),
  stockTakes: async (before?: number): Promise<Page<ToldStockTake>> => {
    const { stockTakes, older } = await ask<{ readonly stockTakes: readonly ToldStockTake[]; readonly older: number }>(
      "GET",
      `stock-takes${queryOf({ before })}`,
    );
    return { items: stockTakes, older };
  },
  stockTake: (number: number) => ask<{ readonly stockTake: ToldStockTake }>("GET", `stock-takes/${number}`),
  linesToCount: (number: number, cabinet: string) =>
    ask<{ readonly lines: readonly LineToCount[] }>("GET", `stock-takes/${number}/lines${queryOf({ cabinet })}`),
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
