import { readFileSync } from "node:fs";
import type { SiteProblemCode } from "@labcanary/domain/site";
import { type Document, isMap, isNode, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from "yaml";

type Path = readonly (string | number)[];

/** What can be wrong with the files of an engineer before anybody asks what they describe. */
export const FILE_PROBLEMS = {
  FILE_UNREADABLE: "the file cannot be read",
  FILE_NOT_YAML: "the file is not YAML",
  SITE_SHAPE: "a site file has not the keys and kinds of values it should have",
  PLAN_DRAWING: "the drawing of a plan is not there, is too large, or is no SVG of shapes and words alone",
  SETTING_UNKNOWN: "there is no such setting",
  SETTING_MISSING: "a setting says nothing without another that is not given",
  SETTING_CONFLICT: "two settings cannot be as they are together",
  SETTING_VALUE: "the value of a setting is not of its kind",
  FILE_PERMISSIONS: "others than its owner may read a file of secrets",
  ENDPOINT_SHAPE: "an endpoint has not the keys and kinds of values of its kind",
  ENDPOINT_VALUE: "an endpoint's address, topic or secret is none its provider would take",
} as const;

/** A mistake in a file an engineer wrote: where it stands, what it is, and a way out. */
export interface FileProblem {
  readonly code: keyof typeof FILE_PROBLEMS | SiteProblemCode;
  readonly file: string;
  /** 1 for the first. */
  readonly line: number;
  /** Dotted, from the top of the file: `devices.0.zone`. */
  readonly key: string;
  readonly message: string;
  /** Where the fault lies within a text: the text, and on the next line a mark below the character. */
  readonly excerpt?: string;
}

export const formatProblem = ({ code, file, line, key, message, excerpt }: FileProblem): string =>
  `${file}:${line}: ${key === "" ? "" : `${key}: `}${message} (${code})${excerpt === undefined ? "" : `\n${indented(excerpt)}`}`;

const indented = (lines: string): string => lines.replaceAll(/^/gm, "    ");

/** A YAML file whose values still know where they stand. */
export interface YamlSource {
  readonly file: string;
  readonly value: unknown;
  /** Line of the key at a path, or of the nearest thing around it that exists. */
  lineOf(path: Path): number;
  /** What the file is not, when it is no YAML or cannot be read. */
  readonly problems: readonly FileProblem[];
}

/** `instead`: what the file would say, where it is not to be read. */
export function readYaml(file: string, instead?: string): YamlSource {
  let text: string;
  try {
    text = instead ?? readFileSync(file, "utf8");
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === "ENOENT" ? "there is no such file" : (error as Error).message;
    return { file, value: undefined, lineOf: () => 1, problems: [{ code: "FILE_UNREADABLE", file, line: 1, key: "", message: reason }] };
  }
  return parseJson(text, file) ?? parseYaml(text, file);
}

/**
 * A file as programs write JSON, which is YAML: a site of 100,000 signals is then read in a tenth of the time. Only where writing its value
 * again gives the same text, so that no key stands twice and no number loses a digit; anything else is left to YAML. Where something
 * stands is looked for when somebody asks.
 */
function parseJson(text: string, file: string): YamlSource | undefined {
  if (!text.startsWith("{")) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const written = text.trimEnd();
  if (![undefined, 2, 4].some((indent) => JSON.stringify(value, undefined, indent) === written)) return undefined;
  let source: YamlSource | undefined;
  return { file, value, problems: [], lineOf: (path) => (source ??= parseYaml(text, file)).lineOf(path) };
}

function parseYaml(text: string, file: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const problem = (offset: number, message: string): FileProblem => {
    const [first = message] = message.split("\n");
    return { code: "FILE_NOT_YAML", file, line: lines.linePos(offset).line, key: "", message: first };
  };
  const lineOf = (path: Path): number => lines.linePos(offsetOf(document.contents, path)).line;
  const problems = document.errors.map(({ pos, message }) => problem(pos[0], message));
  if (problems.length > 0) return { file, value: undefined, lineOf, problems };
  try {
    return { file, value: document.toJS(), lineOf, problems };
  } catch (error) {
    // An alias to an anchor that is not there, or aliases of aliases that would fill the memory.
    return { file, value: undefined, lineOf, problems: [problem(offsetOfLostAlias(document), (error as Error).message)] };
  }
}

function offsetOfLostAlias(document: Document): number {
  let offset = 0;
  visit(document, {
    Alias(_key, node) {
      if (node.resolve(document) !== undefined) return undefined;
      offset = node.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

function offsetOf(root: Node | null, path: Path): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (!isPair(pair)) return offset;
      offset = isNode(pair.key) ? (pair.key.range?.[0] ?? offset) : offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      if (isNode(node)) offset = node.range?.[0] ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}
