import { err, ok, type Result } from "@labcanary/domain/basics";
import type { DecodeError } from "@labcanary/domain/telemetry";
import { MOST_ENTRIES } from "../decode/json-payload.ts";
import { MOST_LEVELS, refusal } from "../decode/payload-shape.ts";

/** A number, text, truth value or null somewhere in a JSON value, by its keys and indexes joined by dots. */
export interface Leaf {
  readonly path: string;
  readonly value: unknown;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);

/** Every leaf, in the order of the payload. Refused as a whole where it is nested too deep or has too many. */
export function leavesOf(value: unknown, path = ""): Result<readonly Leaf[], DecodeError> {
  const leaves: Leaf[] = [];
  const visit = (item: unknown, itemPath: string, depth: number): DecodeError | undefined => {
    if (typeof item !== "object" || item === null) {
      leaves.push({ path: itemPath, value: item });
      return leaves.length > MOST_ENTRIES ? refusal("DECODE_TOO_MANY", `more than ${MOST_ENTRIES} values`) : undefined;
    }
    if (depth >= MOST_LEVELS) return refusal("DECODE_TOO_DEEP", `more than ${MOST_LEVELS} levels`);
    for (const [key, part] of Object.entries(item)) {
      const wrong = visit(part, itemPath === "" ? key : `${itemPath}.${key}`, depth + 1);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };
  const wrong = visit(value, path, 0);
  return wrong === undefined ? ok(leaves) : err(wrong);
}

/** What lies at a path of keys and indexes joined by dots; undefined where there is nothing. */
export function atPath(value: unknown, path: string): unknown {
  let item = value;
  for (const key of path.split(".")) {
    if (typeof item !== "object" || item === null || !Object.hasOwn(item, key)) return undefined;
    item = (item as JsonObject)[key];
  }
  return item;
}
