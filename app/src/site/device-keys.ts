import { err, ok, type Result } from "@labcanary/domain/basics";
import { isMap, isScalar, isSeq, type Pair, parseDocument, stringify, type YAMLMap } from "yaml";
import { endOf, startOf } from "./yaml-places.ts";

/** Why a key of a device is not written into a file; each with a way out. */
export const DEVICE_SOURCE_REFUSALS = {
  notThere: "the device is not described there",
  notWritable: "it is written with an anchor, an alias or a list where a plain map of keys is expected; change it by hand",
} as const;
export type DeviceSourceRefusal = keyof typeof DEVICE_SOURCE_REFUSALS;

/** A value at a path of keys below a device. */
export interface DeviceKey {
  readonly path: readonly string[];
  readonly value: string | object;
}

/** What a file says of a device; undefined where it does not describe it. */
export function deviceIn(text: string, deviceId: string): unknown {
  return mapOfDevice(text, deviceId)?.toJSON() as unknown;
}

/** The text of a site file with these keys of a device; everything else in it stays as it is, to the character. */
export function withDeviceKeys(text: string, deviceId: string, keys: readonly DeviceKey[]): Result<string, DeviceSourceRefusal> {
  let written = text;
  for (const key of keys) {
    const next = withKey(written, deviceId, key);
    if (!next.ok) return next;
    written = next.value;
  }
  return ok(written);
}

function withKey(text: string, deviceId: string, { path, value }: DeviceKey): Result<string, DeviceSourceRefusal> {
  const name = path.at(-1) ?? "";
  let map: unknown = mapOfDevice(text, deviceId);
  if (map === undefined) return err("notThere");
  for (const key of path.slice(0, -1)) map = isMap(map) ? pairOf(map, key)?.value : undefined;
  if (!isMap(map)) return err("notWritable");
  const known = pairOf(map, name);
  return known === undefined ? inserted(text, map, name, value, path.length === 1) : replaced(text, map, known, value);
}

function mapOfDevice(text: string, deviceId: string): YAMLMap | undefined {
  const devices = parseDocument(text).get("devices", true);
  return isSeq(devices) ? devices.items.find((item): item is YAMLMap => isMap(item) && item.get("id") === deviceId) : undefined;
}

const pairOf = (map: YAMLMap, key: string): Pair | undefined => map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);

function replaced(text: string, map: YAMLMap, { value: old }: Pair, value: DeviceKey["value"]): Result<string, DeviceSourceRefusal> {
  if (!isScalar(old) || !old.range || typeof value !== "string") return err("notWritable");
  const [begin, end] = old.range;
  const written = textOf(value, isJson(text) ? "json" : isFlow(map) ? "flow" : "block");
  return ok(`${text.slice(0, begin)}${begin === end ? " " : ""}${written}${text.slice(end)}`);
}

/** Below the id of a device; of any other map behind its last key. */
function inserted(
  text: string,
  map: YAMLMap,
  name: string,
  value: DeviceKey["value"],
  isOfDevice: boolean,
): Result<string, DeviceSourceRefusal> {
  const anchor = isOfDevice ? pairOf(map, "id") : map.items.at(-1);
  const json = isJson(text);
  const entry = json ? `${JSON.stringify(name)}: ${JSON.stringify(value)}` : flowOf({ [name]: value });
  if (anchor === undefined) {
    const [begin, end] = map.range ?? [];
    return begin === undefined || end === undefined ? err("notWritable") : ok(`${text.slice(0, begin)}{ ${entry} }${text.slice(end)}`);
  }
  const end = endOf(anchor);
  const first = startOf(map.items[0]);
  if (end === undefined || first === undefined) return err("notWritable");
  if (isFlow(map)) return ok(`${text.slice(0, end)}, ${entry}${text.slice(end)}`);
  const indent = " ".repeat(first - (text.lastIndexOf("\n", first - 1) + 1));
  const kept = text.slice(0, end).trimEnd();
  const [comment = ""] = /^[^\n]*/.exec(text.slice(kept.length)) ?? [];
  const lines = stringify({ [name]: value }, { lineWidth: 0 })
    .trimEnd()
    .split("\n");
  const before = `${kept}${comment}`;
  return ok(`${before}\n${lines.map((line) => `${indent}${line}`).join("\n")}${text.slice(before.length) || "\n"}`);
}

const isFlow = ({ flow }: YAMLMap): boolean => flow === true;
const isJson = (text: string): boolean => text.trimStart().startsWith("{");

function textOf(value: string, form: "json" | "flow" | "block"): string {
  if (form === "json") return JSON.stringify(value);
  // Behind a key, as what stands alone on a line may be written otherwise.
  return form === "flow"
    ? flowOf({ a: value }).slice("a: ".length)
    : stringify({ a: value }, { lineWidth: 0 }).trimEnd().slice("a: ".length);
}

/** Without the braces. */
const flowOf = (map: object): string => stringify(map, { collectionStyle: "flow", lineWidth: 0 }).trim().slice(1, -1).trim();
