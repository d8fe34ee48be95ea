import { type Expression, parseExpression, type Syntax } from "../rules/index.ts";
import type { DeviceId, SignalDescription, SignalKey } from "../telemetry/index.ts";
import type { SiteFile } from "./file.ts";
import type { Problems } from "./problem.ts";
import { faultOf, resolveExpression } from "./resolve-expression.ts";

/** Something a condition names: found, or described but so wrong that it could not be made, which is told where it stands. */
export type Found<T> = { readonly kind: "found"; readonly value: T } | { readonly kind: "broken" } | undefined;

/** What the conditions of a site can name: its signals, and the conditions that have names of their own. */
export interface ConditionScope {
  signal(key: SignalKey): Found<SignalDescription>;
  /** Undefined when there is no such device. */
  signalsOfDevice(device: DeviceId): readonly string[] | undefined;
  readonly devices: readonly DeviceId[];
  condition(name: string): Found<Expression>;
  readonly conditions: readonly string[];
}

/** Looks everything up that has a name. Each condition under `conditions` is compiled once, after those it refers to; circles are refused. */
export function createConditionScope(file: SiteFile, signals: readonly SignalDescription[], problems: Problems): ConditionScope {
  const described = new Map(file.devices.map(({ id, signals: own }) => [id, Object.keys(own)]));
  const compiled = new Map(signals.map((signal) => [signal.key, signal]));
  const texts = new Map(Object.entries(file.conditions ?? {}));
  const expressions = new Map<string, Expression>();
  const scope: ConditionScope = {
    signal: (key) => {
      const value = compiled.get(key);
      if (value !== undefined) return { kind: "found", value };
      const [device = "", name = ""] = key.split("/");
      return described.get(device)?.includes(name) === true ? { kind: "broken" } : undefined;
    },
    signalsOfDevice: (device) => described.get(device),
    devices: [...described.keys()],
    condition: (name) => {
      const value = expressions.get(name);
      if (value !== undefined) return { kind: "found", value };
      return texts.has(name) ? { kind: "broken" } : undefined;
    },
    conditions: [...texts.keys()],
  };
  const syntaxes = new Map<string, Syntax>();
  for (const [name, text] of texts) {
    const parsed = parseExpression(text);
    if (parsed.ok) syntaxes.set(name, parsed.value);
    else problems.addFault(["conditions", name], text, faultOf(parsed.error));
  }
  for (const name of inOrder(syntaxes, texts, problems)) {
    const place = { path: ["conditions", name], text: texts.get(name) as string };
    const expression = resolveExpression(syntaxes.get(name) as Syntax, { scope, mayCountSamples: true }, place, problems);
    if (expression !== undefined) expressions.set(name, expression);
  }
  return scope;
}

/** Conditions after those they refer to. What cannot be put in order goes round in a circle, or rests on one; each circle is told once. */
function inOrder(syntaxes: ReadonlyMap<string, Syntax>, texts: ReadonlyMap<string, string>, problems: Problems): readonly string[] {
  const ordered = new Set<string>();
  const waiting = new Map([...syntaxes].map(([name, syntax]) => [name, referencesIn(syntax).filter((one) => syntaxes.has(one.name))]));
  for (let before = -1; before !== ordered.size; ) {
    before = ordered.size;
    for (const [name, references] of waiting) {
      if (!references.every((one) => ordered.has(one.name))) continue;
      ordered.add(name);
      waiting.delete(name);
    }
  }
  const told = new Set<string>();
  for (const start of waiting.keys()) {
    const way: string[] = [];
    let name = start;
    while (!told.has(name)) {
      told.add(name);
      way.push(name);
      const next = waiting.get(name)?.find((one) => waiting.has(one.name)) as Reference;
      if (way.includes(next.name)) {
        const circle = [...way.slice(way.indexOf(next.name)), next.name].map((one) => `@${one}`).join(" → ");
        const message = `${circle} goes round in a circle; say one of them without the next`;
        problems.addFault(["conditions", name], texts.get(name) as string, { code: "SITE_CYCLE", at: next.at, message });
      }
      name = next.name;
    }
  }
  return [...ordered];
}

interface Reference {
  readonly at: number;
  readonly name: string;
}

function referencesIn(syntax: Syntax): readonly Reference[] {
  switch (syntax.kind) {
    case "named":
      return [syntax];
    case "not":
    case "samples":
      return referencesIn(syntax.of);
    case "and":
    case "or":
    case "vote":
      return syntax.of.flatMap(referencesIn);
    case "comparison":
    case "deviation":
      return [];
  }
}
