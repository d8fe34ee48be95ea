import { type DurationMs, elapsed, type EpochMs, minutes } from "@labcanary/domain/basics";

/** A row of gammu-smsd's inbox: one text, or one part of it. */
export interface InboxRow {
  readonly number: number;
  readonly from: string;
  readonly text: string;
  readonly coding: string;
  /** User data header in hexadecimal; empty without one. */
  readonly header: string;
}

/** A text that is whole, and the rows it was in. */
export interface InboxText {
  readonly numbers: readonly number[];
  readonly from: string;
  readonly text: string;
  /** It is a text, and not a picture or a setting. */
  readonly isText: boolean;
}

/**
 * How long the parts of a text are waited for after the first was seen (chosen: smsd waits for them itself and writes them down one after
 * the other, so that only a row in the middle of that is ever missing). What came by then is the text.
 */
const WAIT_FOR_PARTS: DurationMs = minutes(1);

/** Joins parts to texts, over as many looks into the inbox as it takes. */
export interface PartJoiner {
  join(rows: readonly InboxRow[], now: EpochMs): readonly InboxText[];
}

export function createPartJoiner(): PartJoiner {
  const firstSeen = new Map<number, EpochMs>();
  return {
    join(rows, now) {
      const texts: InboxText[] = [];
      for (const group of groupsOf(rows)) {
        const [{ number }] = group.rows;
        const since = firstSeen.get(number) ?? now;
        firstSeen.set(number, since);
        if (group.rows.length < group.total && elapsed(since, now) < WAIT_FOR_PARTS) continue;
        texts.push(textOf(group.rows));
      }
      const present = new Set(rows.map(({ number }) => number));
      for (const number of firstSeen.keys()) if (!present.has(number)) firstSeen.delete(number);
      return texts;
    },
  };
}

type Rows = readonly [InboxRow, ...InboxRow[]];

function textOf(rows: Rows): InboxText {
  const inOrder = rows.toSorted((a, b) => (placeOf(a)?.part ?? 1) - (placeOf(b)?.part ?? 1));
  return {
    numbers: rows.map(({ number }) => number),
    from: rows[0].from,
    text: inOrder.map(({ text }) => text).join(""),
    isText: rows.every(({ coding }) => coding !== "8bit"),
  };
}

/** In the order of their first rows. A part that is there twice begins another text. */
function groupsOf(rows: readonly InboxRow[]): readonly { readonly total: number; readonly rows: Rows }[] {
  const groups: { readonly key: string; readonly total: number; readonly rows: [InboxRow, ...InboxRow[]] }[] = [];
  for (const row of rows) {
    const place = placeOf(row);
    const key = place === undefined ? `${row.number}` : `${row.from} ${place.reference} ${place.total}`;
    const open = groups.findLast((group) => group.key === key);
    if (open === undefined || open.rows.some((other) => placeOf(other)?.part === place?.part)) {
      groups.push({ key, total: place?.total ?? 1, rows: [row] });
    } else {
      open.rows.push(row);
    }
  }
  return groups;
}

/** Concatenation with a reference of eight or of sixteen bits (3GPP TS 23.040, 9.2.3.24.1 and 9.2.3.24.8), as the only header. */
const CONCATENATION = /^(?:050003([0-9A-F]{2})|060804([0-9A-F]{4}))([0-9A-F]{2})([0-9A-F]{2})$/i;

function placeOf(row: InboxRow): { readonly reference: string; readonly total: number; readonly part: number } | undefined {
  const [, short, long, total = "", part = ""] = CONCATENATION.exec(row.header) ?? [];
  const reference = short ?? long;
  return reference === undefined ? undefined : { reference, total: Number.parseInt(total, 16), part: Number.parseInt(part, 16) };
}
