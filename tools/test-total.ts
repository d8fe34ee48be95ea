/**
 * `node tools/test-total.ts REPORT…`: sums up vitest's JSON reports as one line, "tests: 12 passed, 0 failed".
 * What did not pass counts as failed: also a skipped test, a file that broke before its first test, and a run that left no report.
 */
import { existsSync, readFileSync } from "node:fs";

interface Report {
  readonly numPassedTests: number;
  readonly numTotalTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

let [passed, failed] = [0, 0];
for (const file of process.argv.slice(2)) {
  if (!existsSync(file)) {
    failed += 1;
    continue;
  }
  const report = JSON.parse(readFileSync(file, "utf8")) as Report;
  const broken = report.testResults.filter(({ status, assertionResults }) => status === "failed" && assertionResults.length === 0);
  passed += report.numPassedTests;
  failed += report.numTotalTests - report.numPassedTests + broken.length;
}
console.log(`tests: ${passed} passed, ${failed} failed`);
