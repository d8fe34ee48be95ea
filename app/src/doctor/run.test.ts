import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { globSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { milliseconds } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { doctorWorld } from "../../../test/support/doctor-world.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import { languageOf } from "../commands/doctor.ts";
import { type Check, found, type FindingKind } from "./check.ts";
import { CHECKS } from "./checks/index.ts";
import { readDatabase } from "./read-database.ts";
import { reportText } from "./report-text.ts";
import { CHECK_FAILED, examine } from "./run.ts";

const kind = (code: string, urgency: FindingKind["urgency"]): FindingKind => ({
  code,
  urgency,
  remedy: { en: `mend ${code}`, zh: `修复 ${code}` },
});
const finding = (code: string, urgency: FindingKind["urgency"]) => found(kind(code, urgency), `${code} is wrong`, `${code} 有问题`);
const check = (name: string, look: Check["look"]): Check => ({ name, kinds: [], look });

test("the most urgent comes first, of the same urgency in the order of the checks", async () => {
  const report = await examine(
    [
      check("a", () => [finding("A1", "advice"), finding("A2", "now")]),
      check("b", async () => [finding("B1", "soon"), finding("B2", "now")]),
    ],
    doctorWorld(),
  );
  expect(report.findings.map(({ code }) => code)).toEqual(["A2", "B2", "B1", "A1"]);
  expect(reportText(report, "zh", "0.1.0")).toBe(`LabCanary 0.1.0 正在运行。

立即处理
  A2 有问题 (A2)
    → 修复 A2
  B2 有问题 (B2)
    → 修复 B2

尽快处理
  B1 有问题 (B1)
    → 修复 B1

建议
  A1 有问题 (A1)
    → 修复 A1

共 2 项检查，有 4 处需要处理。
`);
});

test("a check that throws, and one that never ends, are findings, and the others go on", async () => {
  let aborted = false;
  const never = check("never", (_world, signal) => {
    signal.addEventListener("abort", () => (aborted = true));
    return new Promise(() => undefined);
  });
  const broken = check("broken", () => {
    throw new Error("no such file");
  });
  const report = await examine([never, broken, check("well", () => [])], doctorWorld(), milliseconds(20));
  expect(report.findings.map(({ code, said }) => [code, said.en])).toEqual([
    [CHECK_FAILED.code, 'the check "never" failed: it took longer than 0.02 s'],
    [CHECK_FAILED.code, 'the check "broken" failed: no such file'],
  ]);
  expect(aborted).toBe(true);
});

test("what only the running platform knows is named as not looked at where it does not answer", async () => {
  const { live: _live, ...stopped } = doctorWorld();
  const report = await examine([{ ...check("books", () => [finding("X", "now")]), needsLive: true }, check("disk", () => [])], stopped);
  expect(report).toEqual({ running: false, findings: [], looked: ["disk"], notLooked: ["books"] });
  expect(reportText(report, "en", undefined)).toBe(
    "LabCanary does NOT answer; looked at what is on disk.\n\nAll is well: 1 checks found nothing.\nNot looked at, since it does not answer: books\n",
  );
});

test("every finding there is has a code of its own, a remedy in both languages, a test that brings it about, and its row in the guide", () => {
  const kinds = [...CHECKS.flatMap(({ kinds: all }) => all), CHECK_FAILED];
  expect(new Set(kinds.map(({ code }) => code)).size).toBe(kinds.length);
  const tests = globSync("checks/*.test.ts", { cwd: import.meta.dirname }).map((file) =>
    readFileSync(join(import.meta.dirname, file), "utf8"),
  );
  const guide = readFileSync(join(import.meta.dirname, "../../../docs/guides/doctor.md"), "utf8");
  for (const { code, urgency, remedy } of kinds) {
    expect(remedy.zh, code).toMatch(/\p{Script=Han}/u);
    if (code !== CHECK_FAILED.code)
      expect(
        tests.some((text) => text.includes(`"${code}"`)),
        code,
      ).toBe(true);
    expect(guide).toContain(`| \`${code}\` | ${urgency} |`);
  }
});

test("reading a database nobody has open leaves no file behind", () => {
  const folder = join(temporaryFolder(), "with space");
  const file = join(folder, "a.sqlite");
  mkdirSync(folder);
  const database = new DatabaseSync(file);
  database.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (7)");
  const read = () => readDatabase(file, (opened) => opened.prepare("SELECT a FROM t").get());
  expect(read()).toEqual({ a: 7 });
  database.close();
  expect(read()).toEqual({ a: 7 });
  expect(readdirSync(folder)).toEqual(["a.sqlite"]);
});

test.each([
  { asked: "zh", environment: { LANG: "en_GB.UTF-8" }, speaks: "zh" },
  { asked: undefined, environment: { LANG: "zh_CN.UTF-8" }, speaks: "zh" },
  { asked: undefined, environment: { LC_ALL: "C", LANG: "zh_CN.UTF-8" }, speaks: "en" },
  { asked: undefined, environment: { LC_ALL: "", LANG: "zh_CN.UTF-8" }, speaks: "zh" },
  { asked: undefined, environment: {}, speaks: "en" },
])("--lang $asked with $environment speaks $speaks", ({ asked, environment, speaks }) => {
  expect(languageOf(asked, environment)).toBe(speaks);
});

test("another language than the two is refused with what there is", () => {
  expect(() => languageOf("de", {})).toThrow('--lang takes en or zh, not "de"');
});
