import type { EpochMs } from "@labcanary/domain/basics";
import type { ReadingValue } from "../payload.ts";
import type { GatewayAbout, SpokenConvention } from "./convention.ts";
import { plainOf, type Published, samplesOf } from "./lorawan.ts";
import { bool, double, nested, text, unsigned } from "./protobuf-writer.ts";

/** Numbers of the fields of a payload and of a metric, and of two data types (Sparkplug 3.0.0, 6.4). */
const PAYLOAD = { timestamp: 1, metrics: 2, seq: 3 } as const;
const METRIC = { name: 1, alias: 2, timestamp: 3, datatype: 4, isHistorical: 5, isNull: 7, properties: 9 } as const;
const VALUE = { long: 11, double: 13, string: 15 } as const;
const TYPE = { uint64: 8, double: 10, string: 12 } as const;

/** A metric of a device of the node: what it is called at the birth and never after. */
export interface SparkplugMetric {
  readonly name: string;
  readonly unit?: string;
  /** A text; a number without it. */
  readonly isText?: boolean;
}

export interface SparkplugNodeOptions {
  readonly group: string;
  readonly node: string;
  readonly devices: ReadonlyMap<string, readonly SparkplugMetric[]>;
}

/** When a device read a value it is born with; undefined: at its birth. */
type MeasuredAt = (device: string, name: string) => EpochMs | undefined;

export interface SparkplugNode {
  /** A new connection is asked for: what the server is to say when it is lost, with its number. */
  begin(at: EpochMs): Published;
  /** It stands: the node is born, and those of its devices with something to read now. */
  births(at: EpochMs, now: ReadonlyMap<string, ReadonlyMap<string, ReadingValue>>, measuredAt?: MeasuredAt): readonly Published[];
  deviceBirth(device: string, at: EpochMs, now: ReadonlyMap<string, ReadingValue>, measuredAt?: MeasuredAt): Published;
  /** By alias alone. `kept`: measured while it was not connected. */
  data(device: string, at: EpochMs, samples: ReadonlyMap<string, ReadingValue>, kept?: boolean): Published;
  deviceDeath(device: string, at: EpochMs): Published;
  /** The will of its connection. */
  death(at: EpochMs): Published;
}

/** A Sparkplug B edge node: counts its messages, gives each metric a number at its birth, and says that number from then on. */
export function createSparkplugNode({ group, node, devices }: SparkplugNodeOptions): SparkplugNode {
  let session = -1;
  let seq = 0;
  const aliases = new Map(
    [...devices].flatMap(([device, metrics]) => metrics.map(({ name }) => `${device}/${name}`)).map((path, at) => [path, at + 1]),
  );

  const topic = (type: string, device = ""): string => `spBv1.0/${group}/${type}/${node}${device === "" ? "" : `/${device}`}`;
  const message = (type: string, device: string, parts: readonly Buffer[]): Published => ({
    topic: topic(type, device),
    payload: Buffer.concat(parts),
    retain: false,
  });
  const counted = (at: EpochMs, metrics: readonly Buffer[]): readonly Buffer[] => {
    const parts = [unsigned(PAYLOAD.timestamp, at), ...metrics, unsigned(PAYLOAD.seq, seq)];
    seq = (seq + 1) % 256;
    return parts;
  };
  const sessionMetric = (at: EpochMs): Buffer =>
    nested(
      PAYLOAD.metrics,
      text(METRIC.name, "bdSeq"),
      unsigned(METRIC.timestamp, at),
      unsigned(METRIC.datatype, TYPE.uint64),
      unsigned(VALUE.long, session),
    );
  const born = (device: string, metric: SparkplugMetric, at: EpochMs, reading: ReadingValue): Buffer =>
    nested(
      PAYLOAD.metrics,
      text(METRIC.name, metric.name),
      unsigned(METRIC.alias, aliases.get(`${device}/${metric.name}`) ?? 0),
      unsigned(METRIC.timestamp, at),
      unsigned(METRIC.datatype, metric.isText === true ? TYPE.string : TYPE.double),
      ...(metric.unit === undefined ? [] : [unitProperty(metric.unit)]),
      valueOf(reading),
    );

  const death = (at: EpochMs): Published => message("NDEATH", "", [unsigned(PAYLOAD.timestamp, at), sessionMetric(at)]);
  const deviceBirth: SparkplugNode["deviceBirth"] = (device, at, now, measuredAt) => {
    const metrics = devices.get(device) ?? [];
    return message(
      "DBIRTH",
      device,
      counted(
        at,
        metrics.map((metric) => born(device, metric, measuredAt?.(device, metric.name) ?? at, now.get(metric.name) ?? null)),
      ),
    );
  };

  return {
    begin(at) {
      // An unsigned byte, as the sequence (6.4.2).
      session = (session + 1) % 256;
      return death(at);
    },
    births(at, now, measuredAt) {
      seq = 0;
      const nodeBirth = message("NBIRTH", "", counted(at, [sessionMetric(at)]));
      return [nodeBirth, ...[...now].map(([device, values]) => deviceBirth(device, at, values, measuredAt))];
    },
    deviceBirth,
    data(device, at, samples, kept = false) {
      const metrics = [...samples].map(([name, reading]) =>
        nested(
          PAYLOAD.metrics,
          unsigned(METRIC.alias, aliases.get(`${device}/${name}`) ?? 0),
          unsigned(METRIC.timestamp, at),
          ...(kept ? [bool(METRIC.isHistorical, true)] : []),
          valueOf(reading),
        ),
      );
      return message("DDATA", device, counted(at, metrics));
    },
    deviceDeath: (device, at) => message("DDEATH", device, counted(at, [])),
    death,
  };
}

function valueOf(reading: ReadingValue): Buffer {
  const value = plainOf(reading);
  if (value === null) return bool(METRIC.isNull, true);
  return typeof value === "number" ? double(VALUE.double, value) : text(VALUE.string, value);
}

/** A property set: its keys, then a value of each. */
const unitProperty = (unit: string): Buffer =>
  nested(METRIC.properties, text(1, "engUnit"), nested(2, unsigned(1, TYPE.string), text(8, unit)));

/** Values kept while there is no connection. Chosen: some days of a small node; the oldest go first, as the newest say how things stand. */
const MOST_KEPT = 10_000;

/**
 * An edge node with the gateway's id, in the group `sim`: `spBv1.0/sim/DDATA/GATEWAY/ADDRESS`. Each connection has its number, begins with births and
 * ends with a death; what was measured in between is said as historical after the births.
 */
export function speakSparkplug({ id, members, now }: GatewayAbout): SpokenConvention {
  const node = createSparkplugNode({
    group: "sim",
    node: id,
    devices: new Map(
      members.map(({ address, values }) => [
        address,
        values.map(({ name, unit, states }) => ({
          name,
          ...(unit === undefined ? {} : { unit }),
          ...(states === undefined ? {} : { isText: true }),
        })),
      ]),
    ),
  });
  /** What each device read last, and when; a birth repeats it. */
  const read = new Map<string, Map<string, { readonly reading: ReadingValue; readonly at: EpochMs }>>();
  const there = new Set<string>();
  let kept: { readonly address: string; readonly at: EpochMs; readonly samples: ReadonlyMap<string, ReadingValue> }[] = [];
  let isBorn = false;
  const readNow = (address: string): ReadonlyMap<string, ReadingValue> =>
    new Map([...(read.get(address) ?? [])].map(([name, { reading }]) => [name, reading]));
  const measuredAt = (address: string, name: string): EpochMs | undefined => read.get(address)?.get(name)?.at;

  return {
    session: () => ({
      will: node.begin(now()),
      greet() {
        isBorn = true;
        const present = new Map([...there].map((address) => [address, readNow(address)]));
        const births = node.births(now(), present, measuredAt);
        const late = kept.map(({ address, at, samples }) => node.data(address, at, samples, true));
        kept = [];
        return [...births, ...late];
      },
      over() {
        isBorn = false;
      },
    }),
    measured(address, at, values) {
      const samples = samplesOf(values);
      const known = read.get(address) ?? new Map();
      read.set(address, known);
      for (const [name, reading] of samples) known.set(name, { reading, at });
      const wasThere = there.has(address);
      there.add(address);
      if (!isBorn) {
        kept.push({ address, at, samples });
        if (kept.length > MOST_KEPT) kept.shift();
        return [];
      }
      // An alias means nothing before the birth, which says what it measures.
      return [wasThere ? node.data(address, at, samples) : node.deviceBirth(address, now(), readNow(address), measuredAt)];
    },
    presence(address, isOnline) {
      // It is born with the first thing it measures.
      if (isOnline || !there.delete(address) || !isBorn) return [];
      return [node.deviceDeath(address, now())];
    },
  };
}
