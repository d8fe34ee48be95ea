import { err, ok, type Result } from "@labcanary/domain/basics";
import type { DecodeError, Entry } from "@labcanary/domain/telemetry";
import { refusal } from "../../decode/payload-shape.ts";
import { entryOf } from "../entry.ts";
import type { Birth, BornMetric } from "./memory.ts";
import type { WireMetric, WirePayload } from "./payload.ts";
import { qualityOf, timeOf, unitOf, valueOf } from "./value.ts";

/** Longest name kept. Chosen: folders and all, the longest seen in published examples have about 60 characters. */
const LONGEST_NAME = 200;

/** What a host does with a node, and what a session is told apart by: no readings (Sparkplug 3.0.0, 6.4.11 and 6.4.17). */
const NO_READING = /^(?:bdSeq$|Node Control\/|Device Control\/)/;

/** The metrics a birth names, with their types; those without a name or a type, or with one too long, it does not name. */
export function birthOf(metrics: readonly WireMetric[]): Birth {
  const born = new Map<string, BornMetric>();
  const aliases = new Map<string, string>();
  for (const metric of metrics) {
    const { name, alias, datatype } = metric;
    if (name === undefined || name === "" || name.length > LONGEST_NAME || datatype === undefined) continue;
    const unit = unitOf(metric);
    born.set(name, unit === undefined ? { datatype } : { datatype, unit });
    if (alias !== undefined) aliases.set(alias.toString(), name);
  }
  return { metrics: born, aliases };
}

interface Known {
  readonly address: string;
  /** Absent: no birth was heard. */
  readonly birth: Birth | undefined;
  /** Whether numbers can be believed. */
  readonly isNumbered: boolean;
}

export interface ReadMetrics {
  readonly present: readonly Entry[];
  /** What the node kept while it was not connected. */
  readonly past: readonly Entry[];
  readonly refused: readonly DecodeError[];
}

export function readMetrics({ metrics, timestamp }: WirePayload, known: Known): ReadMetrics {
  const present: Entry[] = [];
  const past: Entry[] = [];
  const refused: DecodeError[] = [];
  const sentAt = timeOf(timestamp);
  for (const metric of metrics) {
    const name = nameOf(metric, known);
    if (name.ok && NO_READING.test(name.value)) continue;
    const entry = name.ok ? read(metric, name.value, known, sentAt) : name;
    if (!entry.ok) refused.push(entry.error);
    else (metric.isHistorical === true ? past : present).push(entry.value);
  }
  return { present, past, refused };
}

/** A name is a name whatever was missed; a number stands for one only while it is certain which. */
function nameOf({ name, alias }: WireMetric, { address, birth, isNumbered }: Known): Result<string, DecodeError> {
  if (name !== undefined && name !== "") {
    return name.length <= LONGEST_NAME ? ok(name) : err(refusal("DECODE_SHAPE", `${address}: a name of ${name.length} characters`));
  }
  if (alias === undefined) return err(refusal("DECODE_SHAPE", `${address}: a metric without name and alias`));
  if (birth === undefined) return err(refusal("DECODE_ALIAS", `${address}: alias ${alias.toString()} before any birth`));
  if (!isNumbered) return err(refusal("DECODE_SEQUENCE", `${address}: alias ${alias.toString()}; have the edge node send its birth again`));
  const born = birth.aliases.get(alias.toString());
  return born === undefined ? err(refusal("DECODE_ALIAS", `${address}: no birth gave alias ${alias.toString()} a name`)) : ok(born);
}

/** Type and unit are of the birth where the metric does not repeat them. When it was measured: its own time, else that of the message. */
function read(metric: WireMetric, name: string, { birth, address }: Known, sentAt: number | undefined): Result<Entry, DecodeError> {
  const born = birth?.metrics.get(name);
  const datatype = metric.datatype ?? born?.datatype;
  if (datatype === undefined) return err(refusal("DECODE_TYPE", `${address} ${name}: no data type, here or at a birth`));
  const value = valueOf(metric, datatype, `${address} ${name}`);
  if (!value.ok) return value;
  // A time of 0 is what a node without one fills in.
  const own = metric.timestamp === undefined || metric.timestamp.toNumber() === 0 ? undefined : metric.timestamp;
  const at = own === undefined ? sentAt : own.toNumber();
  const unit = unitOf(metric) ?? born?.unit;
  const quality = qualityOf(metric);
  const about = { at, ...(unit === undefined ? {} : { unit }), ...(quality === undefined ? {} : { quality }) };
  return ok(entryOf(name, value.value, about));
}
