import { err, ok, type Result } from "@labcanary/domain/basics";
import type { Site } from "@labcanary/domain/site";
import { DEVICE_ID } from "@labcanary/domain/telemetry";
import { insteadOf } from "../nearest.ts";
import type { CsvColumn, CsvProblem, CsvRow } from "./read-csv.ts";

/** A device to be written into the site, from one row for each of its signals. */
export interface NewDevice {
  readonly id: string;
  readonly rows: readonly CsvRow[];
}

export interface ImportPlan {
  readonly added: readonly NewDevice[];
  /** The site has them already, as the table says. */
  readonly present: readonly string[];
}

/** What the rows of one device must agree on. */
const OF_DEVICE: readonly CsvColumn[] = ["zone", "name_en", "name_zh", "gateway", "address"];

/** What a table adds to the site. What only the whole site can tell is left to its own check. */
export function planImport(rows: readonly CsvRow[], site: Site): Result<ImportPlan, readonly CsvProblem[]> {
  const byId = Map.groupBy(rows, ({ cells }) => cells.id);
  const known = { zones: site.zones.map(({ id }) => id), devices: [...site.devices.map(({ id }) => id), ...byId.keys()] };
  const problems = [...rows.flatMap((row) => rowProblems(row, known)), ...[...byId.values()].flatMap(togetherProblems)];
  const added: NewDevice[] = [];
  const present: string[] = [];
  for (const [id, of] of byId) {
    const described = site.devices.find((device) => device.id === id);
    if (described === undefined) added.push({ id, rows: of });
    else {
      const signals = described.signals.map((key) => key.slice(id.length + 1)).toSorted();
      const said = of.map(({ cells }) => cells.signal).toSorted();
      const [first] = of;
      if (first !== undefined && (described.zoneId !== first.cells.zone || signals.join() !== said.join())) {
        const message = `the site has it in ${described.zoneId} with ${signals.join(", ")}; change it in the site file, or take these rows out`;
        problems.push({ code: "CSV_CONFLICT", line: first.line, column: "id", message });
      } else present.push(id);
    }
  }
  return problems.length > 0 ? err(problems.toSorted((a, b) => a.line - b.line)) : ok({ added, present });
}

function rowProblems(
  { line, cells }: CsvRow,
  { zones, devices }: { readonly zones: readonly string[]; readonly devices: readonly string[] },
): readonly CsvProblem[] {
  const { id, zone, gateway } = cells;
  return [
    ...(DEVICE_ID.test(id)
      ? []
      : [{ code: "CSV_DEVICE_ID", line, column: "id", message: `"${id}" is none: 1 to 64 of A-Z a-z 0-9 . _ -` } as const]),
    ...(zones.includes(zone)
      ? []
      : [{ code: "CSV_ZONE", line, column: "zone", message: `there is no zone ${zone}; ${insteadOf(zone, zones)}` } as const]),
    ...(gateway === "" || devices.includes(gateway)
      ? []
      : [
          {
            code: "CSV_GATEWAY",
            line,
            column: "gateway",
            message: `there is no device ${gateway}; ${insteadOf(gateway, devices)}`,
          } as const,
        ]),
  ];
}

function togetherProblems(rows: readonly CsvRow[]): readonly CsvProblem[] {
  const [first, ...others] = rows;
  if (first === undefined) return [];
  const conflicts = others.flatMap(({ line, cells }) =>
    OF_DEVICE.filter((column) => cells[column] !== "" && cells[column] !== first.cells[column]).map(
      (column): CsvProblem => ({
        code: "CSV_CONFLICT",
        line,
        column,
        message: `line ${first.line} says "${first.cells[column]}" of the same device`,
      }),
    ),
  );
  const seen = new Map<string, number>();
  const twice = rows.flatMap(({ line, cells: { signal } }): readonly CsvProblem[] => {
    const before = seen.get(signal);
    seen.set(signal, before ?? line);
    return before === undefined
      ? []
      : [{ code: "CSV_DUPLICATE", line, column: "signal", message: `${signal} stands in line ${before} already` }];
  });
  return [...conflicts, ...twice];
}
