import { readFileSync } from "node:fs";
import { isMap, isNode, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";

type Path = readonly (string | number)[];

/** A mistake in a file an engineer wrote: where it stands, what it is, and a way out. */
export interface FileProblem {
  readonly code: string;
  readonly file: string;
  /** 1 for the first. */
  readonly line: number;
  /** Dotted, from the top of the file: `devices.0.zone`. */
  readonly key: string;
  readonly message: string;
}

export const formatProblem = ({ code, file, line, key, message }: FileProblem): string =>
  `${file}:${line}: ${key === "" ? "" : `${key}: `}${message} (${code})`;

/** A YAML file whose values still know where they stand. */
export interface YamlSource {
  readonly file: string;
  readonly value: unknown;
  /** Line of the key at a path, or of the nearest thing around it that exists. */
  lineOf(path: Path): number;
  /** What the file is not, when it is no YAML or cannot be read. */
  readonly problems: readonly FileProblem[];
}

export function readYaml(file: string): YamlSource {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === "ENOENT" ? "there is no such file" : (error as Error).message;
    return { file, value: undefined, lineOf: () => 1, problems: [{ code: "FILE_UNREADABLE", file, line: 1, key: "", message: reason }] };
  }
  return parseYaml(text, file);
}

export function parseYaml(text: string, file: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const problems = document.errors.map(({ pos, message }): FileProblem => {
    const [first = message] = message.split("\n");
    return { code: "FILE_NOT_YAML", file, line: lines.linePos(pos[0]).line, key: "", message: first };
  });
  const lineOf = (path: Path): number => lines.linePos(offsetOf(document.contents, path)).line;
  return { file, value: problems.length === 0 ? document.toJS() : undefined, lineOf, problems };
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
