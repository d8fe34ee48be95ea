import type { Alarm } from "@labcanary/domain/alarm";
import type { EpochMs, Text } from "@labcanary/domain/basics";
import {
  type Container,
  containerDue,
  type Finding,
  type LedgerName,
  type MovementRecord,
  type PublicReport,
} from "@labcanary/domain/governance";
import type { StockUnit, ZoneId } from "@labcanary/domain/site";
import type { DashboardDeps } from "../ports.ts";

export type RecordDeps = Pick<DashboardDeps, "site" | "substances" | "measures" | "publicReports">;

/**
 * What an alarm from the books is about, for whoever may see the alarm: what is needed to act on it, without the page it stands on, which
 * not everybody who answers alarms may open. Of ledgers whose page is everybody's that page says it.
 */
export type ToldRecord =
  | {
      readonly kind: "finding";
      readonly finding: Omit<Finding, "ended">;
      /** What is in each container the evidence names, by its number. */
      readonly substances: Readonly<Record<number, Text>>;
    }
  | {
      readonly kind: "container";
      readonly number: number;
      readonly substance: Text;
      readonly cabinet: ZoneId;
      readonly late: NonNullable<Container["late"]>;
      readonly dueAt: EpochMs;
      /** How much is out of the store. */
      readonly out: number;
      readonly unit: StockUnit;
      /** Who had it last. */
      readonly last?: Pick<MovementRecord, "doneAt" | "by" | "second"> & { readonly movement: MovementRecord["movement"]["kind"] };
    }
  | {
      readonly kind: "stock-take";
      readonly number: number;
      readonly dueAt: EpochMs;
      readonly cabinets: readonly { readonly cabinet: ZoneId; readonly isCounted: boolean }[];
    }
  | { readonly kind: "measure"; readonly number: number; readonly words: string; readonly owner: string; readonly reviewBy: EpochMs }
  | {
      readonly kind: "danger";
      /** The danger itself, then what others reported of the place meanwhile, oldest first. */
      readonly reports: readonly Pick<PublicReport, "number" | "at" | "words" | "photos">[];
    };

/** Undefined of an alarm that is of no record, of one whose page is everybody's, and of one that is not there any more. */
export function toldRecord({ source }: Pick<Alarm, "source">, deps: RecordDeps): ToldRecord | undefined {
  if (source.kind !== "record") return undefined;
  const [ledger, of] = source.record.split("/") as [LedgerName, string];
  const number = Number(of);
  switch (ledger) {
    case "custody":
      return toldFinding(deps.substances?.findings().get(number), deps);
    case "substance":
      return toldLate(deps.substances?.containers().get(number), deps);
    case "stock-take": {
      const stockTake = deps.substances?.stockTakes().get(number);
      if (stockTake === undefined) return undefined;
      const { cabinets, counts, dueAt } = stockTake;
      const stand = cabinets.map((cabinet) => ({ cabinet, isCounted: counts.some((count) => count.cabinet === cabinet) }));
      return { kind: "stock-take", number, dueAt, cabinets: stand };
    }
    case "measure": {
      const measure = deps.measures?.standingMeasures().get(number);
      if (measure === undefined) return undefined;
      const { words, owner, reviewBy } = measure;
      return { kind: "measure", number, words, owner, reviewBy };
    }
    case "public-report":
      return toldDanger(number, deps);
    default:
      return undefined;
  }
}

function toldFinding(finding: Finding | undefined, deps: RecordDeps): ToldRecord | undefined {
  if (finding === undefined) return undefined;
  // How it was explained is for those whose books it is of.
  const { ended: _, ...seen } = finding;
  const containers = finding.evidence.flatMap((each) => ("container" in each && each.container !== undefined ? each.container : []));
  const named = containers.flatMap((number) => {
    const container = deps.substances?.containers().get(number);
    return container === undefined ? [] : [[number, nameOf(container.substance, deps)] as const];
  });
  return { kind: "finding", finding: seen, substances: Object.fromEntries(named) };
}

function toldLate(container: Container | undefined, deps: RecordDeps): ToldRecord | undefined {
  if (container?.late === undefined) return undefined;
  const { number, zoneId: cabinet, late, out, unit, approval, records } = container;
  const dueAt = containerDue(container, deps.site())?.at ?? approval.expectedBy;
  const last = records.at(-1);
  const substance = nameOf(container.substance, deps);
  const told = { kind: "container", number, substance, cabinet, late, dueAt, out, unit } as const;
  if (last === undefined) return told;
  const { doneAt, by, second, movement } = last;
  return { ...told, last: { doneAt, by, ...(second === undefined ? {} : { second }), movement: movement.kind } };
}

function toldDanger(number: number, { publicReports }: RecordDeps): ToldRecord | undefined {
  const book = publicReports?.publicReports();
  const first = book?.get(number);
  if (book === undefined || first === undefined) return undefined;
  const joined = book.all().filter(({ joins }) => joins === number);
  const reports = [first, ...joined].map(({ number: of, at, words, photos }) => ({ number: of, at, words, photos }));
  return { kind: "danger", reports };
}

const nameOf = (substance: string, { site }: RecordDeps): Text =>
  site().stock?.substances.find(({ id }) => id === substance)?.name ?? { en: substance, zh: substance };
