/** What a topic of Homie is about. */
export type HomieTopic =
  | { readonly kind: "attribute"; readonly device: string; readonly attribute: string; readonly version: 4 | 5 }
  | { readonly kind: "value"; readonly device: string; readonly path: string; readonly version: 4 | 5 }
  | {
      readonly kind: "property-attribute";
      readonly device: string;
      readonly path: string;
      readonly attribute: string;
      readonly version: 4 | 5;
    }
  /** Commands, targets, attributes of nodes, broadcasts: nothing a reading is made of. */
  | { readonly kind: "other" };

const ID = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/**
 * `{base}/{device}/…` of Homie 4 or `{domain}/5/{device}/…` of Homie 5 (Base topic, Topic IDs), with a base of one level: discovery by
 * `+/+/$homie` and `+/5/+/$state` asks for it. Undefined of what is neither.
 */
export function topicOf(topic: string): HomieTopic | undefined {
  const [base = "", ...rest] = topic.split("/");
  if (base === "" || base.startsWith("$")) return undefined;
  const version = rest[0] === "5" && rest.length > 1 ? 5 : 4;
  const [device = "", ...levels] = version === 5 ? rest.slice(1) : rest;
  if (device === "$broadcast" && levels.length > 0) return { kind: "other" };
  if (!ID.test(device) || levels.length === 0) return undefined;
  const [node = "", property, last, ...beyond] = levels;
  if (node.startsWith("$")) return { kind: "attribute", device, attribute: levels.join("/"), version };
  if (!ID.test(node) || property === undefined) return undefined;
  if (property.startsWith("$")) return last === undefined ? { kind: "other" } : undefined;
  if (!ID.test(property) || beyond.length > 0) return undefined;
  const path = `${node}/${property}`;
  if (last === undefined) return { kind: "value", device, path, version };
  if (last === "set" || last === "$target") return { kind: "other" };
  return last.startsWith("$") ? { kind: "property-attribute", device, path, attribute: last, version } : undefined;
}
