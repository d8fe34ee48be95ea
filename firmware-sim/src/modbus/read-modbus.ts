import { MODBUS_TABLES, MODBUS_TYPES, WORD_ORDERS } from "@labcanary/domain/telemetry";
import { readChoice, readFields, readText } from "../scenario/values.ts";
import type { Entry } from "../scenario/yaml-entry.ts";
import type { SimulatedRegister } from "./register.ts";

const LAST_PORT = 65_535;
/** Below it most machines let nobody but the system listen. */
const FIRST_PORT = 1024;
/** Addresses have 16 bits. */
const LAST_ADDRESS = 65_535;

/** `modbus: { port: 15020 }` of a device that is asked. */
export function readModbus(entry: Entry): { readonly port: number } | undefined {
  const fields = readFields(entry, { port: "required" });
  const port = fields?.port && readWhole(fields.port, FIRST_PORT, LAST_PORT, "port");
  return port === undefined ? undefined : { port };
}

/** `register:` of a signal, in the words of a site file. */
export function readRegister(entry: Entry): SimulatedRegister | undefined {
  const fields = readFields(entry, {
    address: "required",
    table: "optional",
    type: "optional",
    order: "optional",
    scale: "optional",
    offset: "optional",
    words: "optional",
    current: "optional",
  });
  const address = fields?.address && readWhole(fields.address, 0, LAST_ADDRESS, "address");
  if (fields === undefined || address === undefined) return undefined;
  const table = fields.table === undefined ? "input" : readChoice(fields.table, MODBUS_TABLES);
  const type = fields.type === undefined ? "uint16" : readChoice(fields.type, MODBUS_TYPES);
  const order = fields.order === undefined ? "high-first" : readChoice(fields.order, WORD_ORDERS);
  const scale = fields.scale === undefined ? 1 : readNumber(fields.scale);
  const offset = fields.offset === undefined ? 0 : readNumber(fields.offset);
  const words = fields.words && readWords(fields.words);
  const current = fields.current && readCurrent(fields.current);
  if (scale === 0)
    return fields.scale?.fail("SCENARIO_VALUE", "nothing can be told by a scale of 0", "write the scale of the site, such as 0.01");
  if (table === undefined || type === undefined || order === undefined || scale === undefined || offset === undefined) return undefined;
  return {
    table,
    address,
    type,
    order,
    scale,
    offset,
    ...(words === undefined ? {} : { words }),
    ...(current === undefined ? {} : { current }),
  };
}

function readWords(entry: Entry): Readonly<Record<string, string>> | undefined {
  const words = [...(entry.fields() ?? [])].map(([number, state]) => [number, readText(state)] as const);
  if (words.length === 0)
    return entry.fail("SCENARIO_VALUE", "these are no words", 'write which number is which state: { "0": closed, "1": open }');
  return Object.fromEntries(words.filter((word): word is readonly [string, string] => word[1] !== undefined));
}

function readCurrent(entry: Entry): SimulatedRegister["current"] {
  const fields = readFields(entry, { at4: "required", at20: "required" });
  const at4 = fields?.at4 && readNumber(fields.at4);
  const at20 = fields?.at20 && readNumber(fields.at20);
  if (at4 === undefined || at20 === undefined) return undefined;
  return at4 === at20
    ? entry.fail("SCENARIO_VALUE", "the value at 4 mA and at 20 mA is the same", "write both ends of the range: { at4: 0, at20: 100 }")
    : { at4, at20 };
}

function readNumber(entry: Entry): number | undefined {
  if (typeof entry.scalar === "number" && Number.isFinite(entry.scalar)) return entry.scalar;
  return entry.fail("SCENARIO_VALUE", `"${String(entry.scalar)}" is no number`, "write a number such as 0.01");
}

function readWhole(entry: Entry, least: number, most: number, what: string): number | undefined {
  const { scalar } = entry;
  if (typeof scalar === "number" && Number.isInteger(scalar) && scalar >= least && scalar <= most) return scalar;
  return entry.fail("SCENARIO_VALUE", `"${String(scalar)}" is no ${what}`, `write a whole number from ${least} to ${most}`);
}
