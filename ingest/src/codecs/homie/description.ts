import { err, ok, type Result } from "@labcanary/domain/basics";
import type { DecodeError } from "@labcanary/domain/telemetry";
import { parseJson } from "../../decode/json-payload.ts";
import { refusal } from "../../decode/payload-shape.ts";
import { atPath, isObject, type JsonObject } from "../json-leaves.ts";
import { MOST_PROPERTIES } from "./memory.ts";
import type { Property } from "./property.ts";

/**
 * The properties of a `$description` (Homie 5.0, Device attributes) by `node/property`. What has no data type, or none that is text, is
 * described wrongly and left out: its values are then strings, which no number is read from.
 */
export function propertiesOf(payload: Uint8Array): Result<ReadonlyMap<string, Property>, DecodeError> {
  const parsed = parseJson(payload);
  if (!parsed.ok) return parsed;
  const nodes = atPath(parsed.value, "nodes") ?? {};
  if (!isObject(parsed.value) || !isObject(nodes)) return err(refusal("DECODE_SHAPE", "$description is no object with nodes"));
  const properties = new Map<string, Property>();
  for (const [node, described] of Object.entries(nodes)) {
    const own = atPath(described, "properties");
    if (!isObject(own)) continue;
    for (const [name, property] of Object.entries(own)) {
      if (isObject(property)) properties.set(`${node}/${name}`, describedAs(property));
    }
    if (properties.size > MOST_PROPERTIES) return err(refusal("DECODE_TOO_MANY", `more than ${MOST_PROPERTIES} properties`));
  }
  return ok(properties);
}

const LONGEST = 200;

function describedAs(property: JsonObject): Property {
  const text = (key: "datatype" | "unit" | "format"): { readonly [K in typeof key]?: string } => {
    const value = atPath(property, key);
    return typeof value === "string" && value.length <= LONGEST ? { [key]: value } : {};
  };
  return { ...text("datatype"), ...text("unit"), ...text("format") };
}
