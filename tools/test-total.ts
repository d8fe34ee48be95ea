/**
 * `node tools/test-total.ts REPORT…`: names what did not pass, with what it said, and sums vitest's JSON reports up as one last line,
 * "tests: 12 passed, 0 failed". What did not pass counts as failed: also a skipped test, a file that broke before its first test, and a
 * run that left no report.
 */
import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

interface Report {
  readonly numPassedTests: number;
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

/** Of what one failure said: the end of a long run's output is all that is kept of it in some places. */
const TOLD_LINES = 30;

function tell(what: string, said: readonly string[]): void {
  console.log(`did not pass: ${what}`);
  for (const line of stripVTControlCharacters(said.join("\n")).split("\n").slice(0, TOLD_LINES)) console.log(`  ${line}`);
}

let [passed, failed] = [0, 0];
for (const path of process.argv.slice(2)) {
  if (!existsSync(path)) {
    tell(path, ["the run left no report"]);
    failed += 1;
    continue;
  }
  const report = JSON.parse(readFileSync(path, "utf8")) as Report;
  for (const { name, status, message, assertionResults } of report.testResults) {
    const file = relative(process.cwd(), name);
    if (status === "failed" && assertionResults.length === 0) {
      tell(file, [message]);
      failed += 1;
    }
    for (const { fullName, status: outcome, failureMessages } of assertionResults) {
      if (outcome !== "passed") tell(`${file}: ${fullName} (${outcome})`, failureMessages ?? []);
    }
  }
  passed += report.numPassedTests;
  failed += report.numTotalTests - report.numPassedTests;
}
console.log(`tests: ${passed} passed, ${failed} failed`);
