import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { chart } from "./chart.ts";
import { connections } from "./connections.ts";
import { latency } from "./latency.ts";
import { ledgers } from "./ledgers.ts";
import { consoles } from "./consoles.ts";
import { describeMachine } from "./machine.ts";
import { memory } from "./memory.ts";
import { type Report, reportText, type SectionReport } from "./report.ts";
import { rules } from "./rules.ts";
import { createScope } from "./scope.ts";
import { screen } from "./screen.ts";
import type { Section } from "./section.ts";
import { throughput } from "./throughput.ts";
import { year } from "./year.ts";

/** In the order in which they run. */
const SECTIONS: Readonly<Record<string, Section>> = {
  throughput,
  latency,
  connections,
  memory,
  chart,
  rules,
  ledgers,
  year,
  consoles,
  screen,
};

const HELP = `npm run bench -- [--only ${Object.keys(SECTIONS).join(",")}] [--seconds N] [--out FILE]

Measures the budget of the platform on this machine, beside mosquitto where it is installed, and prints a table. Nothing is asserted.
--seconds: how long one load runs (default 10). --out: where the table is kept, as FILE.md and FILE.json (default test-results/bench-report).
`;

/** A section that takes longer is given up. Chosen: several times what the slowest takes. */
const SECTION_LIMIT_MS = 180_000;

const { values } = parseArgs({
  options: {
    only: { type: "string", default: Object.keys(SECTIONS).join(",") },
    seconds: { type: "string", default: "10" },
    out: { type: "string", default: join(import.meta.dirname, "../../test-results/bench-report") },
    help: { type: "boolean", default: false },
  },
});
const wanted = values.only.split(",");
const unknown = wanted.filter((name) => !(name in SECTIONS));
const seconds = Number(values.seconds);
if (values.help || unknown.length > 0 || !(seconds >= 1 && seconds <= 120)) {
  process.stderr.write(unknown.length > 0 ? `there is no section ${unknown.join(", ")}\n${HELP}` : HELP);
  process.exit(values.help ? 0 : 2);
}

const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted.abort(new Error(`ended by ${signal}`)));

const machine = describeMachine();
const sections: SectionReport[] = [];
for (const [name, section] of Object.entries(SECTIONS)) {
  if (wanted.includes(name) && !interrupted.signal.aborted) sections.push(await measure(name, section));
}
const report: Report = { at: new Date().toISOString(), machine, sections };
const text = reportText(report);
process.stdout.write(`\n${text}`);
const out = values.out.replace(/\.(md|json)$/, "");
mkdirSync(dirname(out), { recursive: true });
writeFileSync(`${out}.md`, text);
writeFileSync(`${out}.json`, `${JSON.stringify(report, null, 2)}\n`);
if (sections.some(({ failure }) => failure !== undefined)) process.exitCode = 1;

async function measure(name: string, section: Section): Promise<SectionReport> {
  const begunAt = performance.now();
  const scope = createScope();
  const say = (what: string): void => void process.stderr.write(`${name}: ${what}\n`);
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new Error(`not done after ${SECTION_LIMIT_MS / 1000} s`)), SECTION_LIMIT_MS);
  const given = { section: name, seconds: 0 };
  const took = (): number => (performance.now() - begunAt) / 1000;
  try {
    const rows = await Promise.race([section({ scope, seconds, say }), aborted(AbortSignal.any([interrupted.signal, limit.signal]))]);
    return { ...given, seconds: took(), rows };
  } catch (error) {
    return { ...given, seconds: took(), rows: [], failure: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
    await scope.end();
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });
}
