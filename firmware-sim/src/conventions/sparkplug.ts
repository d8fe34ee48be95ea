import type { EpochMs } from "@labcanary/domain/basics";
import type { ReadingValue } from "../payload.ts";
import { plainOf, type Published } from "./lorawan.ts";
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

export interface SparkplugNode {
  /** Of a new connection: the node is born, and its devices with what they read now. */
  births(at: EpochMs, now: ReadonlyMap<string, ReadonlyMap<string, ReadingValue>>): readonly Published[];
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

  return {
    births(at, now) {
      session += 1;
      seq = 0;
      const nodeBirth = message("NBIRTH", "", counted(at, [sessionMetric(at)]));
      const deviceBirths = [...devices].map(([device, metrics]) =>
        message(
          "DBIRTH",
          device,
          counted(
            at,
            metrics.map((metric) => born(device, metric, at, now.get(device)?.get(metric.name) ?? null)),
          ),
        ),
      );
      return [nodeBirth, ...deviceBirths];
    },
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
    death: (at) => message("NDEATH", "", [unsigned(PAYLOAD.timestamp, at), sessionMetric(at)]),
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
