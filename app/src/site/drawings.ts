import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join, normalize, sep } from "node:path";
import { err, ok, type Result } from "@labcanary/domain/basics";
import type { PlanDrawing } from "@labcanary/domain/site";
import type { FileProblem } from "../yaml-source.ts";
import { MOST_BYTES, readDrawing } from "./read-drawing.ts";

/** A drawing a site names, and where it does. */
export interface NamedDrawing {
  readonly drawing: string;
  readonly file: string;
  readonly line: number;
  readonly key: string;
}

export interface SiteDrawings {
  /** By their place among those named; without those that are not taken. */
  readonly drawings: ReadonlyMap<number, PlanDrawing>;
  readonly problems: readonly FileProblem[];
  /** What was left out of them, with the file. */
  readonly warnings: readonly string[];
  /** Changes when one of them does; empty without any. */
  readonly content: string;
}

/** Reads the drawings of a site's plans. */
export function drawingsOf(named: readonly NamedDrawing[]): SiteDrawings {
  const drawings = new Map<number, PlanDrawing>();
  const problems: FileProblem[] = [];
  const warnings: string[] = [];
  const hashes: string[] = [];
  for (const [index, { drawing: name, ...place }] of named.entries()) {
    const file = join(dirname(place.file), name);
    const text = textOf(name, file);
    if (!text.ok) {
      problems.push({ code: "PLAN_DRAWING", ...place, message: text.error });
      continue;
    }
    hashes.push(createHash("sha256").update(text.value).digest("hex"));
    const read = readDrawing(text.value);
    if (read.ok) {
      drawings.set(index, read.value.drawing);
      warnings.push(...read.value.warnings.map((warning) => `${file}: ${warning}`));
    } else problems.push({ code: "PLAN_DRAWING", file, line: read.error.line, key: "", message: read.error.message });
  }
  return { drawings, problems, warnings, content: hashes.join("") };
}

/** The text of a drawing, or why there is none to be had. Only of what lies beside or below the file that names it. */
function textOf(name: string, file: string): Result<string, string> {
  if (isAbsolute(name) || normalize(name).split(sep)[0] === "..") {
    return err(`"${name}" leads out of this file's folder; put the drawing beside it, or below`);
  }
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return err(code === "ENOENT" ? `there is no file ${file}; correct the path, or put the drawing there` : message);
  }
  try {
    const about = fstatSync(descriptor);
    if (!about.isFile()) return err(`${file} is not a file; name an SVG`);
    if (about.size > MOST_BYTES) {
      return err(
        `${file} has ${Math.ceil(about.size / 1024)} kB; a drawing has at most ${MOST_BYTES / 1024} kB, so export walls, doors and fittings alone`,
      );
    }
    return ok(readFileSync(descriptor, "utf8"));
  } finally {
    closeSync(descriptor);
  }
}
