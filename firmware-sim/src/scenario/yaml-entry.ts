import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { ScenarioError, ScenarioErrorCode } from "./scenario.ts";

/** One place in a YAML file that knows its line and its path, and can report what is wrong with it. */
export interface Entry {
  /** The path to it, such as `devices.cab-17.every`. */
  readonly key: string;
  readonly file: string;
  /** In the file, from 1. */
  readonly line: number;
  /** Its plain value; undefined for a mapping or a list. */
  readonly scalar: string | number | boolean | null | undefined;
  /** The entries of a mapping; undefined when it is none. */
  fields(): ReadonlyMap<string, Entry> | undefined;
  /** The entries of a list; undefined when it is none. */
  items(): readonly Entry[] | undefined;
  /** Notes the mistake; the answer is always undefined, what a reader returns then. */
  fail(code: ScenarioErrorCode, problem: string, remedy: string): undefined;
}

/** The outermost entry of a YAML text; undefined when the text is no YAML, which is then among `errors`. */
export function openYaml(file: string, text: string, errors: ScenarioError[]): Entry | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  for (const { message, pos } of document.errors) {
    const problem = message.split("\n")[0] ?? message;
    errors.push({ code: "SCENARIO_YAML", file, line: lines.linePos(pos[0]).line, key: "", problem, remedy: "write valid YAML 1.2" });
  }
  if (document.errors.length > 0) return undefined;

  const entryOf = (given: unknown, key: string, fallbackLine: number): Entry => {
    const node = isAlias(given) ? given.resolve(document) : (given as Node | null | undefined);
    const line = node?.range === undefined || node.range === null ? fallbackLine : lines.linePos(node.range[0]).line;
    return {
      key,
      file,
      line,
      scalar: scalarOf(node),
      fields() {
        if (!isMap(node)) return undefined;
        return new Map(
          node.items.map((pair): [string, Entry] => {
            const name = isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
            const keyLine = isScalar(pair.key) && pair.key.range ? lines.linePos(pair.key.range[0]).line : line;
            return [name, entryOf(pair.value, key === "" ? name : `${key}.${name}`, keyLine)];
          }),
        );
      },
      items: () => (isSeq(node) ? node.items.map((item, index) => entryOf(item, `${key}[${index}]`, line)) : undefined),
      fail(code, problem, remedy) {
        errors.push({ code, file, line, key, problem, remedy });
        return undefined;
      },
    };
  };
  return entryOf(document.contents, "", 1);
}

function scalarOf(node: Node | null | undefined): Entry["scalar"] {
  if (node === null || node === undefined) return null;
  if (!isScalar(node)) return undefined;
  const { value } = node;
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}
