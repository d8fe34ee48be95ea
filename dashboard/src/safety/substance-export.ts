import { createHash } from "node:crypto";
import type { EpochMs } from "@labcanary/domain/basics";
import { type Container, formatAmount, hasPurchase, type MovementRecord, personBehind } from "@labcanary/domain/governance";
import type { Regime, Site } from "@labcanary/domain/site";
import Type, { type Static } from "typebox";
import { BYTE_ORDER_MARK, csvLine, isoInZone, textField } from "../history/csv.ts";
import { HttpError } from "../http/http-errors.ts";
import { inTurns } from "../http/in-turns.ts";
import { indexOf } from "../http/site-index.ts";
import type { SignedPart } from "./signed-part.ts";

/** What each column of the export has; all are texts, and a quantity is a decimal number in `unit`. */
export const EXPORT_COLUMNS = {
  record: "SC-n/m: the m-th record of container n; m is 0 of the approval of its purchase",
  container: "number of the container",
  tag: "what is written on the container; empty before it was received",
  substance: "id of the substance in the site's register",
  name_en: "its name in English when the purchase was approved",
  name_zh: "the same in Chinese",
  cas: "CAS registry number then; empty where the register had none",
  regime: "highly-toxic, explosive-precursor, drug-precursor or radioactive-source",
  cabinet: "id of the zone it was done at",
  place_en: "that zone and those it lies in, in English",
  place_zh: "the same in Chinese",
  movement: "approve, receive, store, withdraw, use, return, transfer, hand-on, dispose, correct, inspect, cancel or lose",
  quantity: "how much was moved, or is lost; of a correction, the balance that was found; empty where nothing was",
  unit: "g, kg, mL, L or piece",
  balance: "in the container after it",
  out: "withdrawn, and neither used nor returned, after it",
  done_at: "when it was done, ISO 8601 by the site's clocks",
  recorded_at: "when the record was signed",
  by: "account of who did it",
  second: "account of who signed as well; empty where one is enough",
  words: "purpose, method, reason, what was seen, or how it was found to be gone",
  counterparty: "supplier or recipient",
  permit: "number of the permit or filing; of a loss, of the report to the authority",
  by_name: "name of who did it, as the site has it for that account at the export; the account where the site has nobody for it",
  second_name: "the same of who signed as well; empty where one is enough",
  to_cabinet: "of a transfer, id of the zone it was sent to; empty of all else, and where who exports does not see that zone",
  out_found: "of a correction, what was found to be withdrawn, and neither used nor returned; empty of all else",
  named_by:
    "approval: names and CAS number are of when the purchase was approved; register: a release that did not keep them approved it, and they are the register's at the export",
} as const;
type Column = keyof typeof EXPORT_COLUMNS;
export type ExportRow = Readonly<Record<Column, string>>;

const COLUMN_NAMES = Object.keys(EXPORT_COLUMNS) as readonly Column[];

/** How an authority wants it: which columns, in which order, under which headers, and its words for ours. */
export const MAPPING = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    columns: Type.Array(
      Type.Object(
        {
          header: Type.String({ minLength: 1, maxLength: 200 }),
          /** Absent: `value` stands in every line. */
          from: Type.Optional(Type.String({ maxLength: 40 })),
          value: Type.Optional(Type.String({ maxLength: 200 })),
          /** What stands for a value; one that is not here stays as it is. */
          words: Type.Optional(Type.Record(Type.String(), Type.String({ maxLength: 200 }))),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 60 },
    ),
  },
  { additionalProperties: false },
);
export type ExportMapping = Static<typeof MAPPING>;

export interface ExportQuestion {
  readonly regime: Regime;
  /** Of when records were signed. */
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Every record of the regime in the span, in the order in which they were signed. */
export const exportRows = (containers: readonly Container[], question: ExportQuestion, site: Site): readonly ExportRow[] =>
  exportLines(containers, question, site).map((rowOf) => rowOf());

/** The same, each made when it is asked for: of the books of years that takes longer than an alarm may wait. */
export function exportLines(
  containers: readonly Container[],
  { regime, from, to }: ExportQuestion,
  site: Site,
): readonly (() => ExportRow)[] {
  const isWithin = (at: EpochMs): boolean => at >= from && at < to;
  return containers
    .filter((container) => container.regime === regime)
    .flatMap((container) => {
      const { approval, records } = container;
      const approved =
        hasPurchase(container) && isWithin(approval.at) ? [{ at: approval.at, rowOf: () => approvalRow(container, site) }] : [];
      const moved = records
        .filter(({ recordedAt }) => isWithin(recordedAt))
        .map((record) => ({ at: record.recordedAt, rowOf: () => recordRow(container, record, site) }));
      return [...approved, ...moved];
    })
    .toSorted((one, other) => one.at - other.at)
    .map(({ rowOf }) => rowOf);
}

function commonOf({ number, tag = "", substance: id, regime, unit, approval }: Container, zoneId: string, site: Site) {
  const { name, cas } = approval.name === undefined ? (site.stock?.substances.find((each) => each.id === id) ?? {}) : approval;
  const path = indexOf(site).zones.get(zoneId)?.path;
  return {
    container: String(number),
    tag,
    substance: id,
    name_en: name?.en ?? id,
    name_zh: name?.zh ?? id,
    cas: cas ?? "",
    named_by: approval.name === undefined ? "register" : "approval",
    regime,
    cabinet: zoneId,
    place_en: path?.en ?? zoneId,
    place_zh: path?.zh ?? zoneId,
    unit,
  };
}

/** Who did it, by the account and by name. */
const peopleOf = ({ by, second }: { readonly by: string; readonly second?: string }, site: Site) => {
  const nameOf = (actor = ""): string => personBehind(actor, site)?.name ?? accountOf(actor);
  return { by: accountOf(by), second: accountOf(second), by_name: nameOf(by), second_name: nameOf(second) };
};

const accountOf = (actor = ""): string => actor.replace(/^(user|person):/, "");

function approvalRow(container: Container, site: Site): ExportRow {
  const { approval, number, unit } = container;
  const at = isoInZone(site.timeZone, approval.at);
  return {
    ...commonOf({ ...container, tag: "" }, approval.cabinet, site),
    record: `SC-${number}/0`,
    movement: "approve",
    quantity: formatAmount(approval.amount, unit),
    balance: "0",
    out: "0",
    done_at: at,
    recorded_at: at,
    ...peopleOf(approval, site),
    words: "",
    counterparty: approval.supplier,
    permit: approval.permit,
    to_cabinet: "",
    out_found: "",
  };
}

function recordRow(container: Container, record: MovementRecord, site: Site): ExportRow {
  const { movement, entry, balance, out, doneAt, recordedAt, cabinet } = record;
  const { unit, number } = container;
  const amount = "amount" in movement ? movement.amount : movement.kind === "correct" ? movement.balance : undefined;
  const words = ["purpose", "method", "reason", "words"].map((key) => (movement as Readonly<Record<string, unknown>>)[key]);
  return {
    ...commonOf(container, cabinet, site),
    record: `SC-${number}/${entry}`,
    movement: movement.kind,
    quantity: amount === undefined ? "" : formatAmount(amount, unit),
    balance: formatAmount(balance, unit),
    out: formatAmount(out, unit),
    done_at: isoInZone(site.timeZone, doneAt),
    recorded_at: isoInZone(site.timeZone, recordedAt),
    ...peopleOf(record, site),
    words: words.filter((text) => typeof text === "string").join("; "),
    counterparty: movement.kind === "hand-on" ? movement.recipient : "",
    permit: "permit" in movement ? movement.permit : movement.kind === "lose" ? movement.reportNumber : "",
    to_cabinet: movement.kind === "transfer" ? movement.cabinet : "",
    out_found: movement.kind === "correct" ? formatAmount(movement.out, unit) : "",
  };
}

/** Refuses EXPORT_MAPPING_INVALID a column that is not there, and a header that is there twice. */
export function checkMapping({ columns }: ExportMapping): void {
  const headers = new Set<string>();
  for (const { header, from, value } of columns) {
    if (headers.has(header)) throw new HttpError("EXPORT_MAPPING_INVALID", `the header ${header} is there twice`);
    headers.add(header);
    const isColumn = from !== undefined && Object.hasOwn(EXPORT_COLUMNS, from);
    if ((from === undefined) === (value === undefined) || (from !== undefined && !isColumn))
      throw new HttpError("EXPORT_MAPPING_INVALID", `${header}: give a value, or a column as from: ${COLUMN_NAMES.join(", ")}`);
  }
}

/** Rows as an authority wants them; as they are without a mapping. */
function mapped(rows: readonly ExportRow[], mapping: ExportMapping | undefined): readonly (readonly (readonly [string, string])[])[] {
  if (mapping === undefined) return rows.map((row) => COLUMN_NAMES.map((name) => [name, row[name]]));
  return rows.map((row) =>
    mapping.columns.map(({ header, from, value = "", words = {} }) => {
      const text = from === undefined ? value : row[from as Column];
      return [header, Object.hasOwn(words, text) ? (words[text] ?? text) : text];
    }),
  );
}

const headersOf = (mapping: ExportMapping | undefined): readonly string[] => mapping?.columns.map(({ header }) => header) ?? COLUMN_NAMES;

/** RFC 4180, for spreadsheets: no field begins a formula. */
export const csvOf = (rows: readonly ExportRow[], mapping: ExportMapping | undefined): string =>
  csvHeader(mapping) + csvLines(rows, mapping);

const csvHeader = (mapping: ExportMapping | undefined): string => BYTE_ORDER_MARK + csvLine(headersOf(mapping).map(textField));

const csvLines = (rows: readonly ExportRow[], mapping: ExportMapping | undefined): string =>
  mapped(rows, mapping)
    .map((fields) => csvLine(fields.map(([, text]) => textField(text))))
    .join("");

/** Who exported what, when, and what their signature means: stands at the top of the JSON, beside the CSV, and in the journal. */
export interface ExportHead extends ExportQuestion, SignedPart {
  readonly site: string;
  readonly by: string;
  readonly at: EpochMs;
}

function headOf({ site, regime, from, to, by, at, signed, whole, zones }: ExportHead, mapping: ExportMapping | undefined) {
  const time = (each: EpochMs): string => new Date(each).toISOString();
  const head = { format: "labcanary-substances-1", site, regime, from: time(from), to: time(to), signedBy: by, signedAt: time(at) };
  const part = { signed, whole, ...(zones === undefined ? {} : { zones }) };
  return { ...head, ...part, ...(mapping === undefined ? {} : { mapping: mapping.name }) };
}

export interface ExportFile {
  readonly file: Buffer;
  readonly sha256: string;
}

/** The file of docs/reference/substance-export.md, some lines at a time: alarms have their turn while it is made. */
export async function exportFile(
  lines: readonly (() => ExportRow)[],
  { format, mapping, head }: { readonly format: "csv" | "json"; readonly mapping: ExportMapping | undefined; readonly head: ExportHead },
): Promise<ExportFile> {
  const hash = createHash("sha256");
  const parts: Buffer[] = [];
  const add = (text: string): void => {
    const part = Buffer.from(text, "utf8");
    hash.update(part);
    parts.push(part);
  };
  const isCsv = format === "csv";
  add(isCsv ? csvHeader(mapping) : jsonBefore(head, mapping));
  for await (const some of inTurns(lines)) {
    const rows = some.map((rowOf) => rowOf());
    add(isCsv ? csvLines(rows, mapping) : `${parts.length > 1 ? "," : ""}${jsonRecords(rows, mapping)}`);
  }
  if (!isCsv) add(lines.length === 0 ? JSON_AFTER_NONE : JSON_AFTER);
  return { file: Buffer.concat(parts), sha256: hash.digest("hex") };
}

/** What JSON.stringify ends a list with that is the last of its object, where it is empty, and where not. */
const JSON_AFTER_NONE = "]\n}\n";
const JSON_AFTER = `\n  ${JSON_AFTER_NONE}`;

function jsonBefore(head: ExportHead, mapping: ExportMapping | undefined): string {
  const empty = `${JSON.stringify({ ...headOf(head, mapping), records: [] }, undefined, 2)}\n`;
  return empty.slice(0, -JSON_AFTER_NONE.length);
}

/** As they stand in a list one level further in; no line breaks are within a text of JSON. */
function jsonRecords(rows: readonly ExportRow[], mapping: ExportMapping | undefined): string {
  const records = mapped(rows, mapping).map((fields) => Object.fromEntries(fields));
  return JSON.stringify(records, undefined, 2).slice(1, -2).replaceAll("\n", "\n  ");
}

/**
 * What a CSV has no place for, which stays beside it: one line of JSON in ASCII, so that it fits a header of HTTP. An authority reads the CSV
 * with its own program, and a line before the columns would be a record to that.
 */
export function sidecarOf(records: number, mapping: ExportMapping | undefined, head: ExportHead, sha256: string): string {
  const text = JSON.stringify({ ...headOf(head, mapping), records, sha256 });
  return text.replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export const sha256Of = (file: string): string => createHash("sha256").update(file, "utf8").digest("hex");
