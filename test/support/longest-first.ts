import { join, relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const ROOT = join(import.meta.dirname, "../..");

/**
 * Files that take long although they are small, the longest first. On a fresh clone nothing is known of earlier runs, and files are begun
 * by their size: one of these, begun last, keeps one processor busy while the other has nothing left to do. Chosen: a quarter of a minute
 * or more beside other tests on two processors, and among the smallest files of its project. Tests that start no processes are short
 * enough as they come.
 */
export const LONG: readonly string[] = [
  "dashboard/src/every-page.system.test.ts",
  "dashboard/src/slow-request.system.test.ts",
  "test/acceptance/fault-system-alarms.test.ts",
];

/** The order in which vitest begins the files of a project: those of `LONG`, then the others as vitest itself orders them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const projects = Map.groupBy(await super.sort(files), ({ project }) => project.name);
    return [...projects.values()].flatMap((own) => own.toSorted((a, b) => placeOf(a) - placeOf(b)));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = LONG.indexOf(relative(ROOT, moduleId));
  return place === -1 ? LONG.length : place;
}
