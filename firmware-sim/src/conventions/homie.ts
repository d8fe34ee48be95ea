import type { ReadingValue } from "../payload.ts";
import { plainOf, type Published } from "./lorawan.ts";

/** A property of a simulated Homie device: `node/property`. */
export interface HomieProperty {
  readonly path: string;
  /** States of an enum; a number where there are none. */
  readonly states?: readonly string[];
  readonly unit?: string;
}

export interface HomieDescription {
  readonly version: 4 | 5;
  readonly device: string;
  readonly properties: readonly HomieProperty[];
}

const base = ({ version, device }: HomieDescription): string => (version === 5 ? `homie/5/${device}` : `homie/${device}`);

const retained = (topic: string, text: string): Published => ({ topic, payload: Buffer.from(text), retain: true });

/** What a device says before it is ready, and that it is. Everything is retained. */
export function homieAnnouncement(described: HomieDescription): readonly Published[] {
  const attributes = described.version === 5 ? [description5(described)] : attributes4(described);
  return [retained(`${base(described)}/$state`, "init"), ...attributes, retained(`${base(described)}/$state`, "ready")];
}

function attributes4(described: HomieDescription): readonly Published[] {
  const topic = base(described);
  const nodes = [...new Set(described.properties.map(({ path }) => path.split("/")[0]))];
  return [
    retained(`${topic}/$homie`, "4.0.0"),
    retained(`${topic}/$name`, described.device),
    retained(`${topic}/$nodes`, nodes.join(",")),
    ...described.properties.flatMap(({ path, states, unit }) => [
      retained(`${topic}/${path}/$name`, path),
      retained(`${topic}/${path}/$datatype`, states === undefined ? "float" : "enum"),
      ...(states === undefined ? [] : [retained(`${topic}/${path}/$format`, states.join(","))]),
      ...(unit === undefined ? [] : [retained(`${topic}/${path}/$unit`, unit)]),
    ]),
  ];
}

function description5(described: HomieDescription): Published {
  const nodes: Record<string, { properties: Record<string, object> }> = {};
  for (const { path, states, unit } of described.properties) {
    const [node = "", property = ""] = path.split("/");
    nodes[node] ??= { properties: {} };
    nodes[node].properties[property] = {
      datatype: states === undefined ? "float" : "enum",
      ...(states === undefined ? {} : { format: states.join(",") }),
      ...(unit === undefined ? {} : { unit }),
    };
  }
  return retained(`${base(described)}/$description`, JSON.stringify({ homie: "5.0", version: 1, name: described.device, nodes }));
}

/**
 * What it measures, each value on a topic of its own. A value that could not be measured is not said: Homie has no word for it.
 * Said live, a value can go out without the flag; a broker that had it from before always sets it.
 */
export function homieValues(
  described: HomieDescription,
  samples: ReadonlyMap<string, ReadingValue>,
  retain: boolean,
): readonly Published[] {
  return [...samples].flatMap(([path, reading]) => {
    const value = plainOf(reading);
    return value === null ? [] : [{ topic: `${base(described)}/${path}`, payload: Buffer.from(String(value)), retain }];
  });
}

/** The will of its connection. */
export const homieWill = (described: HomieDescription): Published => retained(`${base(described)}/$state`, "lost");
