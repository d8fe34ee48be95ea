import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { canonicalJson, minutes } from "@labcanary/domain/basics";
import type {
  FigureName,
  ReportCommand,
  ReportItem,
  ReportScope,
  SafetyReport,
  WeeklyReportRefusalCode,
} from "@labcanary/domain/governance";
import type { Clock, LedgerBook, Logger, ReportLineSource } from "@labcanary/domain/ports";
import type { Site, Zone, ZoneId } from "@labcanary/domain/site";

export type ReportBook = LedgerBook<ReportItem, ReportCommand, WeeklyReportRefusalCode>;

export interface ReportsDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly lines: ReportLineSource;
  readonly site: () => Site;
  readonly book: ReportBook;
}

/** Reports of one kind: made when they are due, and counted again when somebody asks. */
export interface ReportMaker<Report extends SafetyReport> {
  /** Makes what is missing, and from then on each when it is due. */
  start(): void;
  /** Resolves when nothing is being made any more. */
  stop(): Promise<void>;
  /** What is due and not all made, the oldest first. */
  missing(): readonly string[];
  /** The hash it has now; whoever calls has its turn in the queue. */
  recount(report: Report): Promise<string>;
  /** The same of the lines of a figure. */
  linesOfFigure(report: Report, figure: FigureName): Promise<readonly number[]>;
}

/** Chosen: a disk that was full may have room by then. */
export const TRY_AGAIN_AFTER = minutes(10);

/** Counts in steps, and lets other work have its turn after each: an alarm waits for one section of one span at most. */
export async function counting<Counted>(steps: Generator<void, Counted>): Promise<Counted> {
  for (let step = steps.next(); ; step = steps.next()) {
    await nextTurn();
    if (step.done === true) return step.value;
  }
}

/** SHA-256 of canonical JSON, in hexadecimal. */
export const sha256Of = (report: SafetyReport): string => createHash("sha256").update(canonicalJson(report)).digest("hex");

export const scopeOfReport = ({ department, zones }: SafetyReport): ReportScope => ({
  ...(department === undefined ? {} : { department }),
  ...(zones === undefined ? {} : { zones }),
});

/** The innermost zone that holds all the report is about: whoever may see that may see the report. */
export function placeOf({ zones: own }: ReportScope, zones: readonly Zone[]): ZoneId {
  const byId = new Map(zones.map((zone) => [zone.id, zone]));
  const upwards = (id: ZoneId): readonly ZoneId[] => {
    const parent = byId.get(id)?.parent;
    return parent === undefined ? [id] : [id, ...upwards(parent)];
  };
  const paths = (own ?? zones.map(({ id }) => id)).map((id) => upwards(id));
  const [first = [], ...others] = paths;
  return first.find((id) => others.every((path) => path.includes(id))) ?? NOWHERE;
}
/** Of no zone: those who are limited to zones do not see it. */
const NOWHERE = "";
