import { conversion, parseUnit } from "../quantity/index.ts";
import {
  coversFilter,
  type DeviceId,
  filtersOverlap,
  isTopicFilter,
  type JsonMapping,
  OBSERVER_STATUS,
  type SignalDescription,
  type Speech,
  type WireReading,
} from "../telemetry/index.ts";
import type { DeviceFile, FromFile, SiteFile, SpeaksFile } from "./file.ts";
import type { Problems } from "./problem.ts";

type Path = readonly (string | number)[];

/** The broker takes no topic with more (DESIGN 6.1). */
const MOST_LEVELS = 12;

/** Longest name on the wire. Chosen: as the rejects tell it. */
const LONGEST_NAME = 200;

/** Every topic of the platform's own lies below it. */
const OWN = "v1";
/** What it says for those who look on. */
const OBSERVED_BRANCH = "labcanary";

/**
 * What the gateways of a site speak and whom they speak for. Topics and addresses are told apart over the whole site: a message has one
 * sender, and what it says belongs to one device.
 */
export class Gateways {
  readonly #speaking: ReadonlyMap<DeviceId, SpeaksFile>;
  readonly #timeZone: string;
  readonly #filters: { readonly filter: string; readonly gateway: DeviceId }[] = [];
  readonly #addresses = new Map<string, DeviceId>();

  constructor({ devices, timeZone }: SiteFile) {
    this.#speaking = new Map(devices.flatMap(({ id, speaks }) => (speaks === undefined ? [] : [[id, speaks]])));
    this.#timeZone = timeZone;
  }

  /** What a device has to do with gateways, ready to be part of it. */
  describe(device: DeviceFile, path: Path, problems: Problems): { speaks?: Speech; gateway?: DeviceId; address?: string } {
    const { id, speaks, gateway, address } = device;
    if (speaks !== undefined && gateway !== undefined)
      problems.add("SITE_ADDRESS", [...path, "gateway"], "a device that speaks for others has no gateway itself; leave one of the two out");
    if (address !== undefined && !this.isCarried(device))
      problems.add("SITE_ADDRESS", [...path, "address"], "nobody speaks for this device; give its gateway, and there what it speaks");
    if (this.isCarried(device)) this.#take(device, path, problems);
    return {
      ...(speaks === undefined ? {} : { speaks: this.#compileSpeech(id, speaks, [...path, "speaks"], problems) }),
      ...(gateway === undefined ? {} : { gateway }),
      ...(address === undefined ? {} : { address }),
    };
  }

  /** Whether what it says comes in a convention of its own: it speaks one, or its gateway does. */
  isCarried({ speaks, gateway }: DeviceFile): boolean {
    return speaks !== undefined || (gateway !== undefined && this.#speaking.has(gateway));
  }

  #take({ id, gateway = id, address = id }: DeviceFile, path: Path, problems: Problems): void {
    const place = `${gateway} ${address}`;
    const other = this.#addresses.get(place);
    if (other !== undefined && other !== id)
      problems.add("SITE_ADDRESS", [...path, "address"], `"${address}" is ${other} already; a gateway calls each device something else`);
    this.#addresses.set(place, id);
  }

  #compileSpeech(gateway: DeviceId, { convention, topics, mapping }: SpeaksFile, path: Path, problems: Problems): Speech {
    if (topics.length === 0)
      problems.add("SITE_TOPIC", [...path, "topics"], "list the topic filters it may publish below, for example zigbee2mqtt/#");
    for (const [index, filter] of topics.entries()) {
      const objection = objectionTo(filter) ?? this.#objectionOfOthers(filter, gateway);
      if (objection !== undefined) problems.add("SITE_TOPIC", [...path, "topics", index], objection);
      this.#filters.push({ filter, gateway });
    }
    if (convention === "home-assistant" && (topics.length !== 1 || topics[0] !== OBSERVER_STATUS))
      problems.add("SITE_TOPIC", [...path, "topics"], `Home Assistant only looks on; write topics: [${OBSERVER_STATUS}]`);
    if (convention === "zigbee2mqtt" && topics[0] !== undefined && !/^[^+#]+\/#$/.test(topics[0]))
      problems.add(
        "SITE_TOPIC",
        [...path, "topics", 0],
        "the first is the base topic of Zigbee2MQTT with /# behind it, such as zigbee2mqtt/#",
      );
    checkMapping(convention, mapping, [...path, "mapping"], problems);
    checkStatus(mapping, topics, [...path, "mapping", "status"], problems);
    return { convention, topics, timeZone: this.#timeZone, ...(mapping === undefined ? {} : { mapping }) };
  }

  #objectionOfOthers(filter: string, gateway: DeviceId): string | undefined {
    const other = this.#filters.find((known) => known.gateway !== gateway && filtersOverlap(known.filter, filter));
    return other && `${other.gateway} has topics of it too, by "${other.filter}"; each topic belongs to one gateway`;
  }
}

/** Why a gateway may not have a filter, whatever others have. */
function objectionTo(filter: string): string | undefined {
  if (!isTopicFilter(filter)) return `"${filter}" is no topic filter; write for example zigbee2mqtt/# or tele/+/SENSOR`;
  const [first = ""] = filter.split("/");
  if (first === "#" || first === "+") return `"${filter}" holds what every device says; begin with a name of the gateway's own`;
  if (first === OWN) return `what lies below ${OWN}/ is the platform's own; begin with another name`;
  if (first === OBSERVED_BRANCH) return `what lies below ${OBSERVED_BRANCH}/ the platform says itself; begin with another name`;
  if (first.startsWith("$")) return "what begins with $ is the broker's own; begin with another name";
  if (filter.split("/").length > MOST_LEVELS) return `it has more than ${MOST_LEVELS} levels, which no topic here has`;
  return undefined;
}

const PLACEHOLDER = /^\{(.*)\}$/;

function checkMapping(convention: string, mapping: JsonMapping | undefined, path: Path, problems: Problems): void {
  if (mapping === undefined) return;
  if (convention !== "json") return problems.add("SITE_WIRE", path, `${convention} says by itself where things stand; leave mapping out`);
  const { topic, address } = mapping;
  if (topic === undefined) return;
  const placeholders = topic.split("/").flatMap((level) => PLACEHOLDER.exec(level)?.[1] ?? []);
  const unknown = placeholders.find((name) => name !== "address" && name !== "name");
  if (unknown !== undefined)
    problems.add("SITE_WIRE", [...path, "topic"], `"{${unknown}}" is not known; a level is {address}, {name}, + or a name`);
  if (new Set(placeholders).size !== placeholders.length)
    problems.add("SITE_WIRE", [...path, "topic"], "{address} and {name} stand once each");
  if (address !== undefined && placeholders.includes("address"))
    problems.add("SITE_WIRE", [...path, "address"], "the topic says the address already; leave one of the two out");
  if (!isTopicFilter(topic.replace(/\{(?:address|name)\}/g, "+")))
    problems.add("SITE_WIRE", [...path, "topic"], "it is no topic: + and {…} stand alone in their level, # at the end");
}

function checkStatus({ status }: JsonMapping = {}, topics: readonly string[], path: Path, problems: Problems): void {
  if (status === undefined) return;
  const { topic, online, offline } = status;
  if (/[+#{]/.test(topic) || !topics.some((filter) => coversFilter(filter, topic)))
    problems.add(
      "SITE_WIRE",
      [...path, "topic"],
      `"${topic}" is none of the gateway's topics; name the one it says it on, without + and #`,
    );
  if (online === offline) problems.add("SITE_WIRE", [...path, "offline"], "online and offline are two words");
}

/** How a signal of a device that is carried is read from the wire. */
export function compileWire(
  from: string | FromFile | undefined,
  signal: Pick<SignalDescription, "name" | "unit" | "substance" | "reference" | "states">,
  path: Path,
  problems: Problems,
): WireReading {
  const { name = signal.name, scale, offset, unit: spelled, words, errors } = typeof from === "string" ? { name: from } : (from ?? {});
  if (name === "" || name.length > LONGEST_NAME) problems.add("SITE_WIRE", path, `a name on the wire has 1 to ${LONGEST_NAME} characters`);
  if (signal.states !== undefined && (scale !== undefined || offset !== undefined || spelled !== undefined))
    problems.add("SITE_WIRE", path, "states are not scaled and have no unit; say by words what each means");
  if (signal.states === undefined && words !== undefined)
    problems.add("SITE_WIRE", [...path, "words"], "words are for states; this signal is a number");
  if (scale === 0) problems.add("SITE_WIRE", [...path, "scale"], "everything times 0 is 0; leave it out where nothing is scaled");
  for (const [word, state] of Object.entries(words ?? {}))
    if (signal.states?.includes(state) === false)
      problems.add("SITE_STATE", [...path, "words", word], `"${state}" is no state of it; there are ${signal.states.join(", ")}`);
  const unit = spelled === undefined ? undefined : parseUnit(spelled);
  if (spelled !== undefined && signal.states === undefined && (unit === undefined || !conversion(unit, signal.unit, signal).ok))
    problems.add("SITE_UNIT", [...path, "unit"], `"${spelled}" cannot be converted to ${signal.unit}, the unit of the signal`);
  return {
    name,
    ...(scale === undefined ? {} : { scale }),
    ...(offset === undefined ? {} : { offset }),
    ...(unit === undefined ? {} : { unit }),
    ...(words === undefined ? {} : { words }),
    ...(errors === undefined ? {} : { errors }),
  };
}
