import { err, ok, type Result } from "@labcanary/domain/basics";
import { isNode, isSeq, parseDocument, stringify } from "yaml";
import type { NewDevice } from "./import-plan.ts";

export interface AddedDevices {
  readonly text: string;
  /** Devices of the file before them: the first new one has this place in the list. */
  readonly before: number;
}

/** The text of a site file with more devices behind those it has; everything else in it stays as it is, to the character. */
export function withDevices(text: string, devices: readonly NewDevice[]): Result<AddedDevices, "inOneLine"> {
  const list: unknown = parseDocument(text).get("devices", true);
  const last = isSeq(list) ? list.items.at(-1) : undefined;
  if (isSeq(list) && list.flow === true) return err("inOneLine");
  const entries = stringify(devices.map(entryOf), { lineWidth: 0 }).trimEnd().split("\n");
  const [end, indent, header] =
    isSeq(list) && isNode(last) && last.range ? [last.range[1], indentOf(text, last.range[0]), []] : [text.length, "  ", ["devices:"]];
  const bare = text.slice(0, end).trimEnd();
  // What is said of the last device on its own line stays there.
  const [comment = ""] = /^[ \t]+#[^\n]*/.exec(text.slice(bare.length)) ?? [];
  const kept = `${bare}${comment}`;
  const lines = [...header, ...entries.map((line) => `${indent}${line}`)];
  const rest = text.slice(kept.length);
  return ok({
    text: `${kept}${kept === "" ? "" : "\n"}${lines.join("\n")}${rest === "" ? "\n" : rest}`,
    before: isSeq(list) ? list.items.length : 0,
  });
}

/** What stands before the dash of the item that begins at the offset. */
function indentOf(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  return line.slice(0, line.indexOf("-"));
}

function entryOf({ id, rows }: NewDevice): object {
  const said = Object.fromEntries(Object.entries(rows[0]?.cells ?? {}).filter(([, cell]) => cell !== ""));
  const { name_en: en, name_zh: zh, zone, gateway, address } = said;
  return {
    id,
    // A name in one language stands for the other until somebody translates it.
    ...(en === undefined && zh === undefined ? {} : { name: { en: en ?? zh, zh: zh ?? en } }),
    zone,
    ...(gateway === undefined ? {} : { gateway }),
    ...(address === undefined ? {} : { address }),
    signals: Object.fromEntries(
      rows.map(({ cells: { signal, profile, interval, from } }) => [
        signal,
        { profile, ...(from === "" ? {} : { from }), ...(interval === "" ? {} : { interval }) },
      ]),
    ),
  };
}
