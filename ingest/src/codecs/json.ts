import { type EpochMs, err, fingerprint, ok, type Result } from "@labcanary/domain/basics";
import { parseLocalTime } from "@labcanary/domain/schedule";
import {
  type DecodeError,
  type Entry,
  type JsonMapping,
  parseTime,
  type Speech,
  type StatusMapping,
  type TimeMapping,
} from "@labcanary/domain/telemetry";
import { parseJson } from "../decode/json-payload.ts";
import { refusal } from "../decode/payload-shape.ts";
import type { Codec, GatewayMessage, Said, Unwrapped } from "./codec.ts";
import { entryOf, nothing, refusing } from "./entry.ts";
import { HEARD_NOTHING, type Heard, isHeardByOwnClock, isNoNews, isRepeatedAtStart, rememberSaid, rememberSeen } from "./heard.ts";
import { atPath, leavesOf } from "./json-leaves.ts";

/** Name of a value that stands alone in its message, where the topic does not say it. */
const ALONE = "value";

/**
 * Any JSON, by the mapping of the site: topic and payload say which device it is of and when it was taken; every value in it is told by its path.
 * A retained message is what the gateway had from before, whatever its time says; what it may have had in its cache is judged by `isOfNow`.
 */
export function createJsonCodec({ mapping = {}, timeZone }: Speech): Codec<Heard> {
  const pattern = mapping.topic?.split("/");
  return {
    start: HEARD_NOTHING,
    unwrap(message, memory) {
      if (message.payload.byteLength === 0) return nothing(memory); // takes a retained message away
      if (mapping.status !== undefined && message.topic === mapping.status.topic) return unwrapStatus(message, mapping.status, memory);
      const place = pattern === undefined ? {} : placeIn(pattern, message.topic);
      if (place === undefined) return nothing(memory);
      const parsed = parseJson(message.payload);
      if (!parsed.ok) return refusing(parsed.error, memory);
      const listed = mapping.list === undefined ? parsed.value : atPath(parsed.value, mapping.list);
      if (listed === undefined) return refusing(refusal("DECODE_SHAPE", `nothing at ${mapping.list}`), memory);
      const said: Said[] = [];
      const refused: DecodeError[] = [];
      const told: Told = { said: new Map(), times: new Map() };
      for (const item of Array.isArray(listed) ? (listed as readonly unknown[]) : [listed]) {
        const read = readItem(item, { mapping, place, message, timeZone });
        if (!read.ok) refused.push(read.error);
        else {
          const isNow = isOfNow(read.value, { mapping, place, message, memory, told });
          said.push({ ...read.value, replayed: message.retained || !isNow });
        }
      }
      return { said, refused, memory: rememberSeen(rememberSaid(memory, told.said), told.times, message.receivedAt) };
    },
  };
}

/** The word that says whether the gateway is there: the whole payload, as a text of JSON or bare, or what stands in it at a path. */
function unwrapStatus({ payload, receivedAt }: GatewayMessage, status: StatusMapping, memory: Heard): Unwrapped<Heard> {
  const { from, online, offline } = status;
  const parsed = parseJson(payload);
  const told = !parsed.ok ? undefined : from === undefined ? parsed.value : atPath(parsed.value, from);
  const bare = from === undefined ? Buffer.from(payload).toString() : undefined;
  const plain = typeof told === "string" || typeof told === "number" || typeof told === "boolean" ? String(told) : undefined;
  const word = [plain, bare].find((each) => each === online || each === offline);
  if (word === undefined) return refusing(refusal("DECODE_SHAPE", `${status.topic} says neither ${online} nor ${offline}`), memory);
  const presence = word === online ? "online" : "offline";
  return {
    said: [{ entries: [], replayed: false, presence }],
    refused: [],
    memory: presence === "online" ? { ...memory, startedAt: receivedAt } : memory,
  };
}

/** What one message says of each device, to be remembered: by its address, and the name of the value where each has a topic of its own. */
interface Told {
  readonly said: Map<string, string>;
  readonly times: Map<string, EpochMs | undefined>;
}

interface Judged {
  readonly mapping: JsonMapping;
  readonly place: Place;
  readonly message: GatewayMessage;
  /** As it was before the message: a whole cache may come in one. */
  readonly memory: Heard;
  readonly told: Told;
}

/**
 * Whether what was said may be taken for how it is now. With a time: unless the time is past believing and none that is later than before.
 * Without one where the mapping names one, as a gateway says of what it has not heard since its start: when it is news. Where no time is
 * named: unless the gateway has just come up and says what was known before.
 */
function isOfNow({ address = "", entries }: Pick<Said, "address" | "entries">, { mapping, place, message, memory, told }: Judged): boolean {
  if (mapping.time === undefined && mapping.status === undefined) return true;
  const device = place.name === undefined ? address : `${address}/${place.name}`;
  const [{ at, time } = {}] = entries;
  const said = fingerprint(JSON.stringify(entries.map(({ name, value }) => [name, value])));
  told.said.set(device, said);
  told.times.set(device, time);
  if (at !== undefined) return isHeardByOwnClock(device, time, message.receivedAt, memory);
  return mapping.time === undefined ? !isRepeatedAtStart(device, said, message.receivedAt, memory) : !isNoNews(device, said, memory);
}

/** What the topic says. */
interface Place {
  readonly address?: string;
  readonly name?: string;
}

/** Undefined when the topic is none of the pattern: the mapping has nothing to say of it. */
function placeIn(pattern: readonly string[], topic: string): Place | undefined {
  const levels = topic.split("/");
  const place: { address?: string; name?: string } = {};
  for (const [index, expected] of pattern.entries()) {
    if (expected === "#") return place;
    const level = levels[index];
    if (level === undefined) return undefined;
    if (expected === "{address}") place.address = level;
    else if (expected === "{name}") place.name = level;
    else if (expected !== "+" && expected !== level) return undefined;
  }
  return levels.length === pattern.length ? place : undefined;
}

interface ItemContext {
  readonly mapping: JsonMapping;
  readonly place: Place;
  readonly message: GatewayMessage;
  readonly timeZone: string;
}

function readItem(item: unknown, { mapping, place, message, timeZone }: ItemContext): Result<Omit<Said, "replayed">, DecodeError> {
  const address = mapping.address === undefined ? place.address : textOf(atPath(item, mapping.address));
  if (mapping.address !== undefined && address === undefined)
    return err(refusal("DECODE_ADDRESS", `no text or number at ${mapping.address}`));
  const values = mapping.values === undefined ? item : atPath(item, mapping.values);
  if (values === undefined) return err(refusal("DECODE_SHAPE", `nothing at ${mapping.values}`));
  const leaves = leavesOf(values, place.name);
  if (!leaves.ok) return leaves;
  const when = mapping.time === undefined ? {} : timeOf(item, mapping.time, { message, timeZone });
  // Only where the values are all of the message are these two among them.
  const apart = mapping.values === undefined ? [mapping.address, mapping.time?.from].map((path) => join(place.name, path)) : [];
  const told = leaves.value.filter(({ path }) => !apart.includes(path));
  const entries: readonly Entry[] = told.map(({ path, value }) => entryOf(path === "" ? ALONE : path, value, when));
  return ok({ ...(address === undefined ? {} : { address }), entries });
}

const join = (name: string | undefined, path: string | undefined): string | undefined =>
  path === undefined || name === undefined ? path : `${name}.${path}`;

const textOf = (said: unknown): string | undefined =>
  (typeof said === "string" && said !== "") || typeof said === "number" ? String(said) : undefined;

/** When it was taken. A time that is not there is the one of receipt; one that cannot be read is refused with each value. */
function timeOf(
  item: unknown,
  { from, format }: TimeMapping,
  { message, timeZone }: Pick<ItemContext, "message" | "timeZone">,
): { at?: unknown; time?: ReturnType<typeof parseTime> } {
  const at = atPath(item, from);
  if (at === undefined || at === null) return {};
  switch (format) {
    case "iso":
      return { at, time: typeof at === "string" ? parseTime(at) : undefined };
    case "local":
      return { at, time: typeof at === "string" ? parseLocalTime(at, timeZone, message.receivedAt) : undefined };
    case "seconds":
      return { at, time: parseTime(numberOf(at, 1000)) };
    case "milliseconds":
      return { at, time: parseTime(numberOf(at, 1)) };
  }
}

/** A number, or a text that is one; undefined is no time. */
function numberOf(said: unknown, factor: number): number | null {
  const number = typeof said === "string" && said.trim() !== "" ? Number(said) : said;
  return typeof number === "number" && Number.isFinite(number) ? number * factor : null;
}
