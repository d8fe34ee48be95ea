import { type DurationMs, parseDuration } from "@labcanary/domain/basics";
import { parseUnit, type Unit } from "@labcanary/domain/quantity";
import type { Entry } from "./yaml-entry.ts";

/** The fields of a mapping that may have these keys and must have the ones marked `required`. Undefined, and reported, when it is none. */
export function readFields<Name extends string>(
  entry: Entry,
  known: Readonly<Record<Name, "required" | "optional">>,
): Partial<Record<Name, Entry>> | undefined {
  const fields = entry.fields();
  const names = Object.keys(known).join(", ");
  if (fields === undefined) return entry.fail("SCENARIO_VALUE", `${shown(entry)} is no mapping`, `write keys below it: ${names}`);
  const found: Partial<Record<Name, Entry>> = {};
  for (const [name, field] of fields) {
    if (isKeyOf(known, name)) found[name] = field;
    else field.fail("SCENARIO_KEY_UNKNOWN", `the key "${name}" is not known here`, `use one of ${names}`);
  }
  let complete = true;
  for (const name in known) {
    if (known[name] !== "required" || found[name] !== undefined) continue;
    entry.fail("SCENARIO_KEY_MISSING", `"${name}" is missing`, `add ${name}:`);
    complete = false;
  }
  return complete ? found : undefined;
}

export function readText(entry: Entry): string | undefined {
  if (typeof entry.scalar === "string" && entry.scalar !== "") return entry.scalar;
  return entry.fail("SCENARIO_VALUE", `${shown(entry)} is no text`, "write words");
}

/** One of `choices`. */
export function readChoice<Choice extends string>(
  entry: Entry,
  choices: readonly Choice[],
  code: "SCENARIO_VALUE" | "SCENARIO_REFERENCE" = "SCENARIO_VALUE",
): Choice | undefined {
  const choice = choices.find((candidate) => candidate === entry.scalar);
  return choice ?? entry.fail(code, `${shown(entry)} is not known`, `use one of ${choices.join(", ")}`);
}

/** A span of time such as `90s`. `shortest` is the least that makes sense. */
export function readDuration(entry: Entry, shortest = 0): DurationMs | undefined {
  const span = typeof entry.scalar === "string" ? parseDuration(entry.scalar) : undefined;
  if (span !== undefined && span >= shortest) return span;
  const remedy = `write a time with its unit, such as 500ms, 10s, 5min or 2h${shortest > 0 ? `, at least ${shortest}ms` : ""}`;
  return entry.fail("SCENARIO_VALUE", `${shown(entry)} is no time that can stand here`, remedy);
}

/** A value with its unit, such as `-80 Cel`. */
export function readQuantity(entry: Entry): { readonly value: number; readonly unit: Unit } | undefined {
  const match = typeof entry.scalar === "string" ? QUANTITY.exec(entry.scalar) : null;
  const written = match?.[2] ?? "";
  if (match === null || written === "") {
    return entry.fail(
      "SCENARIO_VALUE",
      `${shown(entry)} is no value with a unit`,
      "write a number and its unit, such as 21 Cel or 10 %LEL",
    );
  }
  const unit = parseUnit(written);
  if (unit !== undefined) return { value: Number(match[1]), unit };
  return entry.fail("SCENARIO_UNIT", `the unit "${written}" is not known`, "write a unit such as Cel, %RH, %LEL, %vol or ppm");
}
const QUANTITY = /^([-+]?\d+(?:\.\d+)?)\s*(.*)$/;

/** A unit alone, such as `degF`. */
export function readUnit(entry: Entry): Unit | undefined {
  const unit = typeof entry.scalar === "string" ? parseUnit(entry.scalar) : undefined;
  return unit ?? entry.fail("SCENARIO_UNIT", `${shown(entry)} is no unit`, "write a unit such as Cel, %RH, %LEL, %vol or ppm");
}

/** A value that must be in `unit`; `per` is what may follow, such as `/h`. */
export function readIn(unit: Unit, entry: Entry, per = ""): number | undefined {
  const match = typeof entry.scalar === "string" ? QUANTITY.exec(entry.scalar) : null;
  const written = match?.[2] ?? "";
  const alone = written.endsWith(per) ? written.slice(0, written.length - per.length) : "";
  if (match !== null && alone !== "" && parseUnit(alone) === unit) return Number(match[1]);
  const remedy = `write a number followed by ${unit}${per}, the unit of this signal`;
  return entry.fail("SCENARIO_UNIT", `${shown(entry)} is no value in ${unit}${per}`, remedy);
}

function isKeyOf<Name extends string>(known: Readonly<Record<Name, unknown>>, name: string): name is Name {
  return Object.hasOwn(known, name);
}

/** The value as it stands in the file, for a message; never more than 60 characters of it. */
function shown(entry: Entry): string {
  if (entry.scalar === undefined) return "what stands here";
  return entry.scalar === null ? "an empty value" : `"${String(entry.scalar).slice(0, 60)}"`;
}
