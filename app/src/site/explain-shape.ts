import type { TSchema } from "typebox";
import type { TLocalizedValidationError } from "typebox/error";
import { insteadOf } from "../nearest.ts";

/** Something in a site file that has not the shape it should have. */
export interface ShapeProblem {
  /** Of the value at fault, or of what it is missing from. */
  readonly path: readonly string[];
  readonly message: string;
}

const TYPES: Readonly<Record<string, string>> = {
  string: "a text (in quotes, where YAML would take it for something else)",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "keys with values, indented below",
};

/** Turns what a schema found into sentences an engineer can act on. */
export function explain(errors: readonly TLocalizedValidationError[], schema: TSchema): readonly ShapeProblem[] {
  return errors.flatMap((error) => explainOne(error, schema));
}

function explainOne(error: TLocalizedValidationError, schema: TSchema): readonly ShapeProblem[] {
  const path = partsOf(error.instancePath);
  const at = (message: string): readonly ShapeProblem[] => [{ path, message }];
  switch (error.keyword) {
    case "additionalProperties": {
      const place = schemaAt(schema, error.schemaPath);
      return error.params.additionalProperties.map((name) => ({ path: [...path, name], message: noSuchKey(name, place) }));
    }
    case "required":
      return error.params.requiredProperties.map((name) => ({ path, message: `${name} is missing` }));
    case "type":
      // `null` takes a rule away; whoever wrote a rule meant the other choice.
      return error.params.type === "null" ? [] : at(`give ${TYPES[String(error.params.type)] ?? String(error.params.type)}`);
    case "enum":
      return at(`give one of ${error.params.allowedValues.join(", ")}`);
    case "pattern":
      return at(`this is no name: ${NAME}`);
    case "minLength":
      return at("this must not be empty");
    // Each says again what the errors inside it say.
    case "boolean":
    case "anyOf":
      return [];
    default:
      return at(error.message);
  }
}

const NAME = "a name is 1 to 64 of A-Z a-z 0-9 . _ -";

/** What is looked at of a place in a schema. */
interface Place {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly $defs?: Readonly<Record<string, Place>>;
  readonly $ref?: string;
}

function noSuchKey(name: string, { properties }: Place): string {
  // Where names are free, only one that is no name is refused.
  return properties === undefined
    ? `"${name}" is no name: ${NAME}`
    : `there is no key "${name}" here; ${insteadOf(name, Object.keys(properties))}`;
}

const partsOf = (pointer: string): string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));

/** The part of a schema a pointer such as `#/properties/zones` leads to. A pointer goes through references without naming them. */
function schemaAt(schema: TSchema, pointer: string): Place {
  let place: Place = schema;
  let definitions: Readonly<Record<string, Place>> = {};
  for (const part of partsOf(pointer)) {
    place = (place as Readonly<Record<string, Place>>)[part] ?? {};
    definitions = place.$defs ?? definitions;
    if (place.$ref !== undefined) place = definitions[place.$ref] ?? {};
  }
  return place;
}
