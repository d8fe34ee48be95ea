import { createHash } from "node:crypto";
import { dirname, join, resolve } from "node:path";
import { err, ok, type Result } from "@labcanary/domain/basics";
import { compileSite, type Site, type SiteProblem } from "@labcanary/domain/site";
import { type FileProblem, readYaml, type YamlSource } from "../yaml-source.ts";
import { drawingsOf } from "./drawings.ts";
import { isShipped, shippedFile, shippedNames } from "./library.ts";
import { isSiteFile, shapeErrors } from "./schema.ts";

type Path = readonly (string | number)[];

/** Keys of a site file whose content may come from several files: lists are joined, maps are put together. */
const LISTS = ["zones", "devices", "holidays", "keyPeriods", "routes", "plans", "patrols", "drills"] as const;
const MAPS = ["people", "contacts", "rotas", "profiles", "schedules", "conditions", "checklists"] as const;

/**
 * Reads a site and what it includes (`include: [profiles/gases.yaml, labcanary:doors]`: paths from the including file, and profiles
 * that come along with the platform, of which the site's own of the same name take the place), and checks all of it.
 * All or nothing: with one mistake there is no site, and every mistake found is told with file and line.
 */
export function loadSite(file: string, instead?: FileTexts): Result<Site, readonly FileProblem[]> {
  const read = readSite(file, instead);
  return read.ok ? ok(read.value.site) : read;
}

/** A site, and what of its files was not taken, in words. */
export interface SiteRead {
  readonly site: Site;
  readonly warnings: readonly string[];
}

/** What files would say, by their whole paths. */
export type FileTexts = ReadonlyMap<string, string>;

/** As `loadSite`, with what whoever writes the files should know besides. `instead`: files that are looked at before they are written. */
export function readSite(file: string, instead: FileTexts = new Map()): Result<SiteRead, readonly FileProblem[]> {
  const sources: YamlSource[] = [];
  const problems = readWithIncludes(file, sources, new Set(), instead);
  if (problems.length > 0) return err(problems);
  const merged = mergeSources(sources);
  if (merged.problems.length > 0) return err(merged.problems);
  if (!isSiteFile(merged.value)) {
    return err(shapeErrors(merged.value).map(({ path, message }) => problemAt(merged, "SITE_SHAPE", path, message)));
  }
  const plans = (merged.value.plans ?? []).map(({ drawing }, index) => {
    const { source, path } = merged.origin(["plans", index, "drawing"]);
    return { drawing, file: source.file, line: source.lineOf(path), key: path.join(".") };
  });
  const { drawings, problems: unread, warnings, content } = drawingsOf(plans);
  const version = createHash("sha256")
    .update(JSON.stringify(merged.value) + content)
    .digest("hex")
    .slice(0, VERSION_CHARACTERS);
  const site = compileSite(merged.value, version, drawings);
  const wrong = site.ok ? [] : site.error.map((problem) => problemOf(merged, problem));
  return site.ok && unread.length === 0 ? ok({ site: site.value, warnings }) : err([...wrong, ...unread]);
}

/** The file of a site, itself or one it includes, that describes a plan or a device. Of a site that is right, and has it. */
export function describingFile(file: string, list: "plans" | "devices", id: string): string {
  const sources: YamlSource[] = [];
  readWithIncludes(file, sources, new Set());
  const source = sources.find(({ value }) => {
    const listed = isRecord(value) ? value[list] : undefined;
    return Array.isArray(listed) && listed.some((one) => isRecord(one) && one["id"] === id);
  });
  if (source === undefined) throw new Error(`no file of ${file} describes ${id} among its ${list}`);
  return source.file;
}

/** 64 bits: enough to tell the versions of one site apart, short enough to read. */
const VERSION_CHARACTERS = 16;

function readWithIncludes(file: string, sources: YamlSource[], seen: Set<string>, instead: FileTexts = new Map()): FileProblem[] {
  const place = resolve(file);
  if (seen.has(place)) return [];
  seen.add(place);
  const source = readYaml(file, instead.get(place));
  if (source.problems.length > 0) return [...source.problems];
  if (!isRecord(source.value)) {
    return [{ code: "SITE_SHAPE", file, line: 1, key: "", message: "a site file is a map of keys; begin with site, name and timeZone" }];
  }
  sources.push(source);
  const { include = [] } = source.value;
  if (!Array.isArray(include) || !include.every((name) => typeof name === "string")) {
    return [{ code: "SITE_SHAPE", file, line: source.lineOf(["include"]), key: "include", message: "list the files to include" }];
  }
  return include.flatMap((name: string, index) => {
    const place = { file, line: source.lineOf(["include", index]), key: `include.${index}` };
    const shipped = shippedFile(name);
    if (shipped.kind === "unknown") {
      const message = `${name}: there is no such library; there are ${shippedNames().join(", ")}`;
      return [{ code: "FILE_UNREADABLE" as const, ...place, message }];
    }
    const included = shipped.kind === "library" ? shipped.file : join(dirname(file), name);
    return readWithIncludes(included, sources, seen, instead).map((problem) =>
      // Of a file that is not there, the line that names it is the one to mend; that line has a key, the file has none.
      problem.code === "FILE_UNREADABLE" && problem.key === "" ? { ...problem, ...place, message: `${name}: ${problem.message}` } : problem,
    );
  });
}

interface Merged {
  readonly value: unknown;
  readonly problems: readonly FileProblem[];
  /** The source and the path in it that a path of the whole came from. */
  origin(path: Path): { readonly source: YamlSource; readonly path: Path };
}

function mergeSources(sources: readonly YamlSource[]): Merged {
  const whole = new Map<string, unknown>();
  const problems: FileProblem[] = [];
  const origins = new Map<string, { source: YamlSource; path: Path }>();
  const [root] = sources;
  // The site's own first: what it describes itself is not taken from the library.
  for (const source of sources.toSorted((a, b) => Number(isShipped(a.file)) - Number(isShipped(b.file)))) {
    const { include: _include, ...content } = source.value as Record<string, unknown>;
    for (const [key, part] of Object.entries(content)) {
      const before = whole.get(key);
      if (isListKey(key) && Array.isArray(part) && Array.isArray(before ?? [])) {
        const list = (before ?? []) as readonly unknown[];
        for (const index of part.keys()) origins.set(`${key}.${list.length + index}`, { source, path: [key, index] });
        whole.set(key, [...list, ...part]);
      } else if (isMapKey(key) && isRecord(part) && isRecord(before ?? {})) {
        const map = new Map(Object.entries(before ?? {}));
        for (const [name, item] of Object.entries(part)) {
          if (map.has(name)) {
            if (isShipped(source.file)) continue;
            problems.push(twice(source, [key, name]));
          }
          origins.set(`${key}.${name}`, { source, path: [key, name] });
          map.set(name, item);
        }
        whole.set(key, Object.fromEntries(map));
      } else if (part !== null) {
        // A key with nothing below it says nothing.
        if (whole.has(key)) problems.push(twice(source, [key]));
        origins.set(key, { source, path: [key] });
        whole.set(key, part);
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
  return { value: Object.fromEntries(whole), problems, origin };
}

const twice = (source: YamlSource, path: Path): FileProblem => ({
  code: "SITE_DUPLICATE",
  file: source.file,
  line: source.lineOf(path),
  key: path.join("."),
  message: "is also given by another file of this site; keep one of them",
});

function problemAt(merged: Merged, code: FileProblem["code"], path: Path, message: string): FileProblem {
  const { source, path: ownPath } = merged.origin(path);
  return { code, file: source.file, line: source.lineOf(ownPath), key: ownPath.join("."), message };
}

/** What is wrong with the whole, told of the file it came from. */
function problemOf(merged: Merged, { code, path, message, excerpt }: SiteProblem): FileProblem {
  return { ...problemAt(merged, code, path, message), ...(excerpt === undefined ? {} : { excerpt }) };
}

const isListKey = (key: string): boolean => LISTS.some((name) => name === key);
const isMapKey = (key: string): boolean => MAPS.some((name) => name === key);
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
