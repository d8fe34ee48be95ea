/**
 * `node tools/test-total.ts REPORT`: sums up vitest's JSON report as one line, "tests: 12 passed, 0 failed".
 * What did not pass counts as failed: also a skipped test, and a file that broke before its first test.
 */
import { readFileSync } from "node:fs";

interface Report {
  readonly numPassedTests: number;
  readonly numTotalTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

const report = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as Report;
const broken = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
const failed = report.numTotalTests - report.numPassedTests + broken.length;
console.log(`tests: ${report.numPassedTests} passed, ${failed} failed`);
