import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { err, type Result } from "@labcanary/domain/basics";
import { ok } from "@labcanary/domain/basics";
import { compileSite, type Site } from "@labcanary/domain/site";
import { type FileProblem, readYaml, type YamlSource } from "../yaml-source.ts";
import { isSiteFile, shapeErrors } from "./schema.ts";

type Path = readonly (string | number)[];

/** Keys of a site file whose content may come from several files: lists are joined, maps are put together. */
const LISTS = ["zones", "devices"] as const;
const MAPS = ["people", "profiles"] as const;

/**
 * Reads a site and what it includes (`include: [profiles/gases.yaml]`, paths from the including file), and checks all of it.
 * All or nothing: with one mistake there is no site, and every mistake found is told with file and line.
 */
export function loadSite(file: string): Result<Site, readonly FileProblem[]> {
  const sources: YamlSource[] = [];
  const problems = readWithIncludes(file, sources, new Set());
  if (problems.length > 0) return err(problems);
  const merged = mergeSources(sources);
  if (merged.problems.length > 0) return err(merged.problems);
  if (!isSiteFile(merged.value)) {
    return err(shapeErrors(merged.value).map(({ path, message }) => problemAt(merged, "SITE_SHAPE", path, message)));
  }
  const version = createHash("sha256").update(JSON.stringify(merged.value)).digest("hex").slice(0, VERSION_CHARACTERS);
  const site = compileSite(merged.value, version);
  return site.ok ? ok(site.value) : err(site.error.map(({ code, path, message }) => problemAt(merged, code, path, message)));
}

/** 64 bits: enough to tell the versions of one site apart, short enough to read. */
const VERSION_CHARACTERS = 16;

function readWithIncludes(file: string, sources: YamlSource[], seen: Set<string>): FileProblem[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const source = readYaml(file);
  if (source.problems.length > 0) return [...source.problems];
  if (!isRecord(source.value)) {
    return [{ code: "SITE_SHAPE", file, line: 1, key: "", message: "a site file is a map of keys; begin with site, name and timeZone" }];
  }
  sources.push(source);
  const { include = [] } = source.value;
  if (!Array.isArray(include) || !include.every((name) => typeof name === "string")) {
    return [{ code: "SITE_SHAPE", file, line: source.lineOf(["include"]), key: "include", message: "list the files to include" }];
  }
  return include.flatMap((name: string, index) =>
    readWithIncludes(join(dirname(file), name), sources, seen).map((problem) =>
      problem.code === "FILE_UNREADABLE" ? { ...problem, file, line: source.lineOf(["include", index]), key: `include.${index}`, message: `${name}: ${problem.message}` } : problem,
    ),
  );
}

interface Merged {
  readonly value: unknown;
  readonly problems: readonly FileProblem[];
  /** The source and the path in it that a path of the whole came from. */
  origin(path: Path): { readonly source: YamlSource; readonly path: Path };
}

function mergeSources(sources: readonly YamlSource[]): Merged {
  const value: Record<string, unknown> = {};
  const problems: FileProblem[] = [];
  const origins = new Map<string, { source: YamlSource; path: Path }>();
  const [root] = sources;
  for (const source of sources) {
    const { include: _include, ...content } = source.value as Record<string, unknown>;
    for (const [key, part] of Object.entries(content)) {
      if (isListKey(key) && Array.isArray(part)) {
        const list = (value[key] ??= []) as unknown[];
        for (const [index, item] of part.entries()) {
          origins.set(`${key}.${list.length}`, { source, path: [key, index] });
          list.push(item);
        }
      } else if (isMapKey(key) && isRecord(part)) {
        const map = (value[key] ??= {}) as Record<string, unknown>;
        for (const [name, item] of Object.entries(part)) {
          if (Object.hasOwn(map, name)) problems.push(twice(source, [key, name]));
          origins.set(`${key}.${name}`, { source, path: [key, name] });
          Object.defineProperty(map, name, { value: item, enumerable: true, configurable: true, writable: true });
        }
      } else {
        if (Object.hasOwn(value, key)) problems.push(twice(source, [key]));
        origins.set(key, { source, path: [key] });
        value[key] = part;
      }
    }
  }
  const origin = (path: Path): { source: YamlSource; path: Path } => {
    for (const length of [2, 1]) {
      const found = origins.get(path.slice(0, length).join("."));
      if (found !== undefined) return { source: found.source, path: [...found.path, ...path.slice(length)] };
    }
    return { source: root as YamlSource, path };
  };
  return { value, problems, origin };
}

const twice = (source: YamlSource, path: Path): FileProblem => ({
  code: "SITE_DUPLICATE",
  file: source.file,
  line: source.lineOf(path),
  key: path.join("."),
  message: "is also given by another file of this site; keep one of them",
});

function problemAt(merged: Merged, code: string, path: Path, message: string): FileProblem {
  const { source, path: ownPath } = merged.origin(path);
  return { code, file: source.file, line: source.lineOf(ownPath), key: ownPath.join("."), message };
}

const isListKey = (key: string): boolean => LISTS.some((name) => name === key);
const isMapKey = (key: string): boolean => MAPS.some((name) => name === key);
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
