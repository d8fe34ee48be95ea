import { posix } from "node:path";

/** Which workspaces a workspace may import (DESIGN, section 2). Itself always; its tests also what it exports. */
export const IMPORT_TABLE: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  broker: ["domain"],
  ingest: ["domain"],
  alerting: ["domain"],
  dashboard: ["domain"],
  governance: ["domain"],
  documents: ["domain"],
  "firmware-sim": ["domain"],
  app: ["domain", "broker", "ingest", "alerting", "dashboard", "governance", "documents", "firmware-sim"],
};

/** What every test may use. */
const OPEN_TO_TESTS = ["test/support/", "test/fixtures/", "examples/"];

/** Inside `domain/src` each part imports only from those before it. */
export const DOMAIN_ORDER = [
  "basics",
  "schedule",
  "quantity",
  "telemetry",
  "rules",
  "site",
  "alarm",
  "notification",
  "commissioning",
  "document",
  "governance",
  "messages",
  "ports",
] as const;

/** What a source file imports, in any of the ways there are: static, type-only, re-export, side effect, dynamic, worker URL. */
export function importsOf(source: string): readonly string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const forms = [
    /^\s*(?:import|export)\s[^"';]*?\sfrom\s*["']([^"']+)["']/gm,
    /^\s*import\s*["']([^"']+)["']/gm,
    /\bimport\(\s*["']([^"']+)["']/g,
    /\bnew URL\(\s*["'`](\.[^"'`]+)["'`]\s*,\s*import\.meta\.url/g,
  ];
  return forms.flatMap((form) => [...code.matchAll(form)].map((match) => match[1]!));
}

/**
 * Says of each import that breaks the table why it does. `file` is relative to the root of the repository, with slashes:
 * it decides which row of the table holds.
 */
export function violationsOf(file: string, source: string): readonly string[] {
  const workspace = file.split("/")[0]!;
  const isTest = file.endsWith(".test.ts");
  return importsOf(source).flatMap((specifier) => {
    const objection = objectionTo({ file, workspace, isTest, specifier });
    return objection === undefined ? [] : [`${file} imports ${specifier}: ${objection}`];
  });
}

interface Import {
  readonly file: string;
  readonly workspace: string;
  readonly isTest: boolean;
  readonly specifier: string;
}

function objectionTo({ file, workspace, isTest, specifier }: Import): string | undefined {
  if (specifier.startsWith(".")) {
    const target = posix.join(posix.dirname(file), specifier);
    if (isTest && OPEN_TO_TESTS.some((folder) => target.startsWith(folder))) return undefined;
    if (!target.startsWith(`${workspace}/`)) return `a relative path must stay inside ${workspace}`;
    return workspace === "domain" && !isTest ? objectionToOrder(file, target) : undefined;
  }
  if (specifier.startsWith("@labcanary/")) {
    const target = specifier.split("/")[1]!;
    if (target === workspace) return isTest ? undefined : "a workspace imports its own files by relative path";
    return IMPORT_TABLE[workspace]?.includes(target) ? undefined : `${workspace} may not import ${target}`;
  }
  return workspace === "domain" && !isTest ? "domain imports no packages and nothing of Node" : undefined;
}

function objectionToOrder(file: string, target: string): string | undefined {
  const [from, to] = [partOf(file), partOf(target)];
  const [fromAt, toAt] = [placeOf(from), placeOf(to)];
  if (fromAt === -1) return `${from} has no place in the order of domain`;
  return toAt <= fromAt && toAt !== -1 ? undefined : `${to} does not come before ${from}`;
}

const placeOf = (part: string): number => (DOMAIN_ORDER as readonly string[]).indexOf(part);

/** `domain/src/quantity/units.ts` is of `quantity`. */
const partOf = (file: string): string => file.split("/")[2] ?? file;
