import { type EpochMs, minutes } from "@labcanary/domain/basics";
import { type DecodeError, type DecodeErrorCode, type Entry, isBelievable } from "@labcanary/domain/telemetry";
import { MOST_ENTRIES } from "../../decode/json-payload.ts";
import { refusal } from "../../decode/payload-shape.ts";
import type { Codec, Said, Unwrapped } from "../codec.ts";
import { nothing, refusing } from "../entry.ts";
import { type Birth, type EdgeNode, NO_NODES, type SparkplugMemory, UNBORN, withNode } from "./memory.ts";
import { birthOf, readMetrics } from "./metrics.ts";
import { readPayload, type WirePayload } from "./payload.ts";
import { timeOf } from "./value.ts";

/** `spBv1.0/{group}/{type}/{node}` and, of the types of a device, `/{device}` (Sparkplug 3.0.0, 4.1). */
const TOPIC = /^spBv1\.0\/([^/]+)\/(?:(NBIRTH|NDEATH|NDATA|NCMD)\/([^/]+)|(DBIRTH|DDEATH|DDATA|DCMD)\/([^/]+)\/([^/]+))$/;
/** A host's own, and not of a device (Sparkplug 3.0.0, 4.2; 2.2 had it without the version). */
const STATE = /^(?:spBv1\.0\/)?STATE\/[^/]+$/;

/** How far ahead the times of a birth may be. Chosen: the tolerance of a signal that sets none. */
const CLOCK_TOLERANCE = minutes(2);

/** Sequence numbers go from 0 to this and begin again (Sparkplug 3.0.0, 6.4.2). */
const LAST_SEQ = 255;

/**
 * Sparkplug B. A device is `group/node/device`, the node itself `group/node`, a value has the name of its metric. A number that stands for
 * a name (alias) is only believed while no message of the node is missing; otherwise it is refused until the node is born again. The
 * platform does not ask for that: it publishes to nobody's topics but its own (decision 47).
 */
export const sparkplug: Codec<SparkplugMemory> = {
  start: NO_NODES,
  unwrap({ topic, payload, retained, receivedAt }, memory) {
    if (STATE.test(topic)) return nothing(memory);
    const [, group = "", ofNode, node = "", ofDevice, deviceNode = "", device = ""] = TOPIC.exec(topic) ?? [];
    const type = ofNode ?? ofDevice;
    if (type === undefined) return refused(memory, "DECODE_TOPIC", "not spBv1.0/GROUP/TYPE/NODE or …/NODE/DEVICE");
    if (type === "NCMD" || type === "DCMD") return nothing(memory);
    const read = readPayload(payload);
    if (!read.ok) return refusing(read.error, memory);
    const message: Message = { key: `${group}/${node}${deviceNode}`, device, payload: read.value, retained, receivedAt };
    if (read.value.metrics.length > MOST_ENTRIES) {
      return refused(memory, "DECODE_TOO_MANY", `${read.value.metrics.length} metrics, at most ${MOST_ENTRIES}`);
    }
    if (type === "NDEATH") return nodeDeath(message, memory);
    const wrong = shapeOf(message);
    if (wrong !== undefined) return refusing(wrong, memory);
    if (type === "NBIRTH") return nodeBirth(message, memory);
    if (type === "DBIRTH") return deviceBirth(message, memory);
    return type === "DDEATH" ? deviceDeath(message, memory) : data(message, memory);
  },
};

interface Message {
  /** `group/node` */
  readonly key: string;
  /** Empty: of the node itself. */
  readonly device: string;
  readonly payload: WirePayload;
  readonly retained: boolean;
  readonly receivedAt: EpochMs;
}

const addressOf = (key: string, device: string): string => (device === "" ? key : `${key}/${device}`);

/** Bytes that are no Sparkplug are often Protocol Buffers all the same: without its time and its number a message is none. */
function shapeOf({ payload, key }: Message): DecodeError | undefined {
  if (payload.uuid === "SPBV1.0_COMPRESSED") return refusal("DECODE_TYPE", `${key}: a compressed payload; turn compression off`);
  const seq = payload.seq?.toNumber() ?? -1;
  if (timeOf(payload.timestamp) === undefined) return refusal("DECODE_SHAPE", `${key}: no timestamp`);
  return seq >= 0 && seq <= LAST_SEQ ? undefined : refusal("DECODE_SHAPE", `${key}: no seq from 0 to ${LAST_SEQ}`);
}

const seqOf = ({ payload }: Message): number => payload.seq?.toNumber() ?? 0;

/** The node with this message heard: `missed` from the first one that does not follow. The same again is a repeat, and misses nothing. */
function hearing(message: Message, memory: SparkplugMemory): EdgeNode {
  const node = memory.nodes.get(message.key) ?? UNBORN;
  const seq = seqOf(message);
  const follows = seq === node.seq || seq === (node.seq + 1) % (LAST_SEQ + 1);
  return { ...node, seq, state: node.state === "born" && !follows ? "missed" : node.state };
}

function nodeBirth(message: Message, memory: SparkplugMemory): Unwrapped<SparkplugMemory> {
  const { key, payload } = message;
  const bdSeq = bdSeqOf(payload);
  const birth = birthOf(payload.metrics);
  // Its devices are born again one by one; until then no number of theirs is known.
  const node: EdgeNode = { seq: seqOf(message), state: "born", births: new Map([["", birth]]), ...(bdSeq === undefined ? {} : { bdSeq }) };
  return speak(message, withNode(memory, key, node), memory, { birth, presence: "online" });
}

function deviceBirth(message: Message, memory: SparkplugMemory): Unwrapped<SparkplugMemory> {
  const node = hearing(message, memory);
  const birth = birthOf(message.payload.metrics);
  const births = new Map(node.births).set(message.device, birth);
  return speak(message, withNode(memory, message.key, { ...node, births }), memory, { birth, presence: "online" });
}

function data(message: Message, memory: SparkplugMemory): Unwrapped<SparkplugMemory> {
  const node = hearing(message, memory);
  const next = withNode(memory, message.key, node);
  const birth = node.births.get(message.device);
  return speak(message, next, memory, { ...(birth === undefined ? {} : { birth }), node });
}

interface Spoken {
  readonly birth?: Birth;
  readonly presence?: "online";
  /** Of data: whether numbers of it are known. */
  readonly node?: EdgeNode;
}

/** What a message's metrics say, the past apart from the present. A birth says names and is believed whatever was missed before it. */
function speak(
  { key, device, payload, retained, receivedAt }: Message,
  next: SparkplugMemory | undefined,
  memory: SparkplugMemory,
  { birth, presence, node }: Spoken,
): Unwrapped<SparkplugMemory> {
  if (next === undefined) return refused(doubting(memory, key), "DECODE_TOO_MANY", `${key}: more nodes, devices or metrics than are kept`);
  const address = addressOf(key, device);
  const isNumbered = node === undefined || node.state === "born";
  const { present, past, refused: wrong } = readMetrics(payload, { address, birth, isNumbered });
  const said: Said[] = [];
  const say = (entries: readonly Entry[], replayed: boolean): void => void said.push({ address, entries, replayed });
  // Data is said when something changes. A birth repeats what is known, and only its times can say that it is fresh.
  const isRepeat = ({ time }: Entry): boolean =>
    node === undefined && time !== undefined && !isBelievable(time, receivedAt, CLOCK_TOLERANCE);
  const repeated = [...past, ...present.filter(isRepeat)];
  const fresh = present.filter((entry) => !isRepeat(entry));
  if (repeated.length > 0) say(repeated, true);
  if (fresh.length > 0) say(fresh, retained);
  if (presence !== undefined) said.push({ address, entries: [], replayed: false, presence });
  return { said, refused: wrong, memory: next };
}

/** What was known of a node before a birth that was not kept: its numbers may stand for other names now. */
function doubting(memory: SparkplugMemory, key: string): SparkplugMemory {
  const before = memory.nodes.get(key);
  return before === undefined ? memory : { ...memory, nodes: new Map(memory.nodes).set(key, { ...before, state: "missed" }) };
}

/** The broker says it for the node (its will), which may be after the node has come back: then its bdSeq is that of the time before. */
function nodeDeath({ key, payload }: Message, memory: SparkplugMemory): Unwrapped<SparkplugMemory> {
  const node = memory.nodes.get(key);
  const bdSeq = bdSeqOf(payload);
  if (node === undefined) {
    return { said: [{ address: key, entries: [], replayed: false, presence: "offline" }], refused: [], memory };
  }
  if (bdSeq !== undefined && node.bdSeq !== undefined && bdSeq !== node.bdSeq) return nothing(memory);
  const next = withNode(memory, key, { ...node, state: "dead" }) ?? memory;
  const addresses = new Set([key, ...[...node.births.keys()].map((device) => addressOf(key, device))]);
  const said = [...addresses].map((address): Said => ({ address, entries: [], replayed: false, presence: "offline" }));
  return { said, refused: [], memory: next };
}

function deviceDeath(message: Message, memory: SparkplugMemory): Unwrapped<SparkplugMemory> {
  const { key, device } = message;
  const next = withNode(memory, key, hearing(message, memory)) ?? memory;
  return { said: [{ address: addressOf(key, device), entries: [], replayed: false, presence: "offline" }], refused: [], memory: next };
}

function bdSeqOf({ metrics }: WirePayload): string | undefined {
  const metric = metrics.find(({ name }) => name === "bdSeq");
  return metric?.longValue?.toString() ?? metric?.intValue?.toString();
}

const refused = (memory: SparkplugMemory, code: DecodeErrorCode, detail: string): Unwrapped<SparkplugMemory> =>
  refusing(refusal(code, detail), memory);
