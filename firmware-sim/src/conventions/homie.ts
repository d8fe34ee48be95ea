import type { ReadingValue } from "../payload.ts";
import type { GatewayAbout, SpokenConvention } from "./convention.ts";
import { plainOf, type Published, samplesOf } from "./lorawan.ts";

/** A property of a simulated Homie device: `node/property`. */
export interface HomieProperty {
  readonly path: string;
  /** States of an enum; a number where there are none. */
  readonly states?: readonly string[];
  readonly unit?: string;
  /** The server keeps it. Default true, as Homie has it. */
  readonly isRetained?: boolean;
}

export interface HomieDescription {
  readonly version: 4 | 5;
  readonly device: string;
  readonly properties: readonly HomieProperty[];
}

const retained = (topic: string, text: string): Published => ({ topic, payload: Buffer.from(text), retain: true });

const base = ({ version, device }: HomieDescription): string => (version === 5 ? `homie/5/${device}` : `homie/${device}`);

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
    ...described.properties.flatMap(({ path, states, unit, isRetained = true }) => [
      retained(`${topic}/${path}/$name`, path),
      retained(`${topic}/${path}/$datatype`, states === undefined ? "float" : "enum"),
      ...(states === undefined ? [] : [retained(`${topic}/${path}/$format`, states.join(","))]),
      ...(unit === undefined ? [] : [retained(`${topic}/${path}/$unit`, unit)]),
      ...(isRetained ? [] : [retained(`${topic}/${path}/$retained`, "false")]),
    ]),
  ];
}

function description5(described: HomieDescription): Published {
  const nodes: Record<string, { properties: Record<string, object> }> = {};
  for (const { path, states, unit, isRetained = true } of described.properties) {
    const [node = "", property = ""] = path.split("/");
    nodes[node] ??= { properties: {} };
    nodes[node].properties[property] = {
      datatype: states === undefined ? "float" : "enum",
      ...(states === undefined ? {} : { format: states.join(",") }),
      ...(unit === undefined ? {} : { unit }),
      ...(isRetained ? {} : { retained: false }),
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

/**
 * Homie 5 of one device, whose address is its id. Its values are not retained, so that one that stays the same is heard all the same; between two
 * connections nothing is kept, and each begins with what it reads now.
 */
export function speakHomie({ members: [member] }: GatewayAbout): SpokenConvention {
  const described: HomieDescription = {
    version: 5,
    device: member?.address ?? "",
    properties: (member?.values ?? []).map(({ name, unit, states }) => ({
      path: name,
      isRetained: false,
      ...(unit === undefined ? {} : { unit: HOMIE_UNITS[unit] ?? unit }),
      ...(states === undefined ? {} : { states }),
    })),
  };
  let now: ReadonlyMap<string, ReadingValue> = new Map();
  let isThere = false;
  let isReady = false;
  return {
    session: () => ({
      will: homieWill(described),
      greet() {
        isReady = true;
        return isThere ? [...homieAnnouncement(described), ...homieValues(described, now, false)] : [];
      },
      over() {
        isReady = false;
      },
    }),
    measured(_address, _at, values) {
      const samples = samplesOf(values);
      now = new Map([...now, ...samples]);
      return isReady ? homieValues(described, samples, false) : [];
    },
    presence(_address, isOnline) {
      isThere = isOnline;
      if (!isReady) return [];
      return isOnline ? homieAnnouncement(described) : [retained(`${base(described)}/$state`, "disconnected")];
    },
  };
}

/** Units as Homie spells them (Homie 5.0, "Units"), where it does so otherwise. */
const HOMIE_UNITS: Readonly<Partial<Record<string, string>>> = { Cel: "°C", degF: "°F" };
