import {
  bookedAt,
  type BookedWhere,
  type Container,
  type ContainerState,
  type Finding,
  type Hazard,
  isDiffering,
  lossOf,
  type StockTake,
} from "@labcanary/domain/governance";
import type { Site, StockUnit, ZoneId } from "@labcanary/domain/site";
import { toldStockTake } from "./told-container.ts";

/** Containers in one answer, as of hazards (chosen: as many as anybody looks through; the rest is looked for). */
export const MAXIMUM_CONTAINERS = 200;
const MAXIMUM_FINDINGS = 200;
/** Chosen: each has as many lines as its cabinets. */
const MAXIMUM_STOCK_TAKES = 20;

export interface ContainerFilter {
  /** `open`: on the books, or lost and the hazard of that not written off. */
  readonly state?: ContainerState | "open";
  /** Somewhere in its number `SC-12`, its tag, or what its substance or place is called. */
  readonly text?: string;
}

/** The hazard that a lost container is. */
export type LossHazard = Pick<Hazard, "number" | "state">;

/** What closes a container. */
const CONTAINER_ENDS = ["dispose", "hand-on", "lose", "cancel"] as const;
export type ContainerEnd = (typeof CONTAINER_ENDS)[number];

/** What became of a container that is closed. */
export function endOf({ state, records }: Pick<Container, "state" | "records">): ContainerEnd | undefined {
  const last = records.at(-1)?.movement.kind;
  return state === "closed" ? CONTAINER_ENDS.find((end) => end === last) : undefined;
}

/** The hazards that losses are, by the number of the container; the last where there are several. */
export function lossHazards(hazards: readonly Hazard[]): ReadonlyMap<number, Hazard> {
  const of = (record: string | undefined) =>
    record?.startsWith("substance/") === true ? Number(record.slice("substance/".length)) : undefined;
  return new Map(
    hazards.flatMap((hazard) => {
      const number = of(hazard.record);
      return number === undefined ? [] : [[number, hazard] as const];
    }),
  );
}

/** Lost or stolen, and nobody has written its hazard off: somebody still looks for it. */
export const isMissing = (container: Container, hazards: ReadonlyMap<number, Hazard>): boolean =>
  lossOf(container) !== undefined && hazards.get(container.number)?.state !== "written-off";

export interface RegisterContext {
  readonly site: Site;
  readonly hazards: ReadonlyMap<number, Hazard>;
}

/** Containers that match, in their order. */
export function matchingContainers(
  containers: readonly Container[],
  { state, text = "" }: ContainerFilter,
  { site, hazards }: RegisterContext,
): readonly Container[] {
  const sought = text.trim().toLowerCase();
  const isFound = sought === "" ? () => true : seeker(sought, site);
  const isOnBooks = (container: Container): boolean =>
    (container.state !== "closed" && container.state !== "not-approved") || isMissing(container, hazards);
  return containers.filter(
    (container) => (state === undefined || (state === "open" ? isOnBooks(container) : container.state === state)) && isFound(container),
  );
}

/** Of many containers few substances and places have to be looked at. */
function seeker(sought: string, { stock, zones }: Site): (container: Container) => boolean {
  const has = (...texts: readonly string[]): boolean => texts.some((text) => text.toLowerCase().includes(sought));
  const substances = new Map((stock?.substances ?? []).map(({ id, name }) => [id, has(name.en, name.zh)]));
  const places = new Map(zones.map(({ id, path }) => [id, has(path.en, path.zh)]));
  return ({ number, tag = "", substance, zoneId }) =>
    (substances.get(substance) ?? has(substance)) || (places.get(zoneId) ?? has(zoneId)) || has(`SC-${number}`, tag);
}

/** What somebody has to do something about: what is lost, then what is late, then what waits for its second signature. */
export function urgentContainers(containers: readonly Container[], { hazards }: Pick<RegisterContext, "hazards">): readonly Container[] {
  const rankOf = (container: Container): number =>
    isMissing(container, hazards) ? 0 : container.late !== undefined ? 1 : container.pending !== undefined ? 2 : 3;
  return containers
    .map((container) => ({ container, rank: rankOf(container) }))
    .filter(({ rank }) => rank < 3)
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ container }) => container);
}

const isOverdue = ({ state, dueAt }: StockTake, now: number): boolean => state === "open" && dueAt < now;

/** As it stands in a list: of its counts the lines that are not as in the books, and how many there are; `overdue` is absent of one in time. */
function listedStockTake(stockTake: StockTake, now: number) {
  const { counts, ...told } = wholeStockTake(stockTake, now);
  return {
    ...told,
    counts: counts.map(({ lines, ...count }) => ({ ...count, lines: lines.filter(isDiffering), counted: lines.length })),
  };
}

/** With every line of its counts. */
export const wholeStockTake = (stockTake: StockTake, now: number) => ({
  ...toldStockTake(stockTake),
  ...(isOverdue(stockTake, now) ? { overdue: true as const } : {}),
});

/** A page of a ledger: those of a lower number than `before`, in the order they come in, and how many are older still. */
function pageOf<Item extends { readonly number: number }>(items: readonly Item[], before: string | undefined, most: number) {
  const older = before === undefined ? items : items.filter(({ number }) => number < Number(before));
  return { page: older.slice(0, most), older: Math.max(0, older.length - most) };
}

/** Findings, newest first. */
export function findingsPage(findings: readonly Finding[], before: string | undefined) {
  const { page, older } = pageOf(findings, before, MAXIMUM_FINDINGS);
  return { total: findings.length, older, findings: page };
}

/** Stock-takes, newest first. */
export function stockTakesPage(stockTakes: readonly StockTake[], before: string | undefined, now: number) {
  const { page, older } = pageOf(stockTakes, before, MAXIMUM_STOCK_TAKES);
  return { total: stockTakes.length, older, stockTakes: page.map((each) => listedStockTake(each, now)) };
}

/** Containers, newest first. */
export function containersPage(containers: readonly Container[], before: string | undefined) {
  const { page, older } = pageOf(containers, before, MAXIMUM_CONTAINERS);
  return { matching: containers.length, older, containers: page };
}

/** Open findings of a higher number than `after`, oldest first, and how many are newer still. */
export function openFindingsPage(findings: readonly Finding[], after: string | undefined) {
  const open = findings.filter(({ state }) => state === "open").toReversed();
  const newer = after === undefined ? open : open.filter(({ number }) => number > Number(after));
  return { total: open.length, newer: Math.max(0, newer.length - MAXIMUM_FINDINGS), findings: newer.slice(0, MAXIMUM_FINDINGS) };
}

/**
 * What is open of findings and stock-takes before what is over: findings that wait longest first, as many as an answer has; stock-takes by when
 * they are due, all of them.
 */
export function openFirst(findings: readonly Finding[], stockTakes: readonly StockTake[], now: number) {
  const [open, over] = [findings.filter(({ state }) => state === "open"), findings.filter(({ state }) => state !== "open")];
  const underWay = stockTakes.filter(({ state }) => state === "open").toSorted((one, other) => one.dueAt - other.dueAt);
  const finished = stockTakes.filter(({ state }) => state !== "open").slice(0, Math.max(0, MAXIMUM_STOCK_TAKES - underWay.length));
  return {
    findings: [...open.toReversed(), ...over].slice(0, MAXIMUM_FINDINGS),
    stockTakes: [...underWay, ...finished].map((each) => listedStockTake(each, now)),
    counts: {
      findings: { open: open.length, all: findings.length },
      stockTakes: { open: underWay.length, overdue: underWay.filter((each) => isOverdue(each, now)).length, all: stockTakes.length },
    },
  };
}

/** Whether anything is still to be brought to its end. */
export const isOnBooks = (containers: readonly Container[], stockTakes: readonly StockTake[]): boolean =>
  containers.some(({ state }) => state !== "closed" && state !== "not-approved") || stockTakes.some(({ state }) => state === "open");

/** What whoever counts a cabinet answers for, line by line, without how much it is to be. */
export interface LineToCount {
  readonly container: number;
  readonly substance: string;
  readonly unit: StockUnit;
  readonly tag?: string;
  readonly where?: BookedWhere;
}

export function linesToCount(containers: readonly Container[], cabinet: ZoneId): readonly LineToCount[] {
  const byNumber = new Map(containers.map((container) => [container.number, container]));
  return bookedAt(containers, cabinet).map(({ container: number, unit, where }) => {
    const { substance = "", tag } = byNumber.get(number) ?? {};
    return { container: number, substance, unit, ...(tag === undefined ? {} : { tag }), ...(where === undefined ? {} : { where }) };
  });
}
