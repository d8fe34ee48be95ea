import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { verifyJournal } from "@labcanary/alerting";
import { RULE_KINDS } from "@labcanary/domain/rules";
import { expect, onTestFinished, test } from "vitest";
import { spawnBound } from "../support/bound-process.ts";
import { temporaryFolder } from "../support/files.ts";
import { RECORDED_CASES } from "../support/recorded-cases.ts";
import { alarmHistory, logFolder, runLive, runRecorded } from "../support/recorded-run.ts";
import { framesOf, LAST_STEP, siteAt } from "../support/recorded-site.ts";

const PROGRAM = fileURLToPath(new URL("../support/recorded-run-process.ts", import.meta.url));

/** A place in the run of a process at which it can be cut off: before a durable write, or in the middle of one. */
interface Boundary {
  /** Name of the copy of what a SIGKILL there would have left; the same where nothing is different. */
  readonly copy: string;
  readonly what: string;
  /** Steps that were over by then. */
  readonly steps: number;
  /** Payloads that had been acknowledged by then. */
  readonly acknowledged: readonly Buffer[];
}

interface Run {
  readonly boundaries: readonly Boundary[];
  readonly ended: number | NodeJS.Signals | null;
}

/** Lets a process run to its end, or to the boundary at which it kills itself, and reads what it did on the way. */
async function run(mode: "live" | "recorded", folder: string, ...options: readonly string[]): Promise<Run> {
  const words = ["--conditions=development", PROGRAM, "--mode", mode, "--folder", folder, ...options];
  const child = spawnBound(process.execPath, words, ["ignore", "pipe", "inherit"]);
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const ended = await new Promise<Run["ended"]>((resolve) => child.once("close", (code, signal) => resolve(signal ?? code)));
  const boundaries: Boundary[] = [];
  const acknowledged: Buffer[] = [];
  let steps = 0;
  for (const line of output.trimEnd().split("\n")) {
    const [kind, first, ...rest] = line.split(" ");
    if (kind === "step") steps = Number(first) + 1;
    else if (kind === "acknowledged") acknowledged.push(Buffer.from(framesOf(Number(first))[Number(rest[0])]?.payload ?? []));
    else boundaries.push({ copy: first ?? "", what: rest.join(" "), steps, acknowledged: [...acknowledged] });
  }
  return { boundaries, ended };
}

/**
 * Those from which something different goes on: of several that leave the same files in the same step the last, by which the most was
 * acknowledged.
 */
const different = (boundaries: readonly Boundary[]): readonly Boundary[] => [
  ...new Map(boundaries.map((boundary) => [`${boundary.copy} ${boundary.steps}`, boundary])).values(),
];

/**
 * A folder in memory, where there is one: what SIGKILL leaves is what the kernel has, on disk or not, and hundreds of restarts need not
 * wait for a disk.
 */
function memoryFolder(): string {
  if (!existsSync(MEMORY)) return temporaryFolder();
  const folder = mkdtempSync(join(MEMORY, "labcanary-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
const MEMORY = "/dev/shm";

const segmentsOf = (folder: string): readonly Buffer[] =>
  readdirSync(logFolder(folder))
    .filter((name) => name.endsWith(".log"))
    .sort()
    .map((name) => readFileSync(join(logFolder(folder), name)));

/** The alarms of an uninterrupted fold of the log that lies in a folder. Logs of the same bytes are folded once. */
function createReference() {
  const known = new Map<string, Promise<ReturnType<typeof alarmHistory>>>();
  const fold = async (from: string): Promise<ReturnType<typeof alarmHistory>> => {
    const folder = memoryFolder();
    for (const part of ["log", "sites"]) cpSync(join(from, "ingest", part), join(folder, "ingest", part), { recursive: true });
    await runRecorded(folder);
    return alarmHistory(folder);
  };
  return (folder: string) => {
    const hash = createHash("sha256");
    for (const segment of segmentsOf(folder)) hash.update(segment);
    const log = hash.digest("hex");
    const reference = known.get(log) ?? fold(folder);
    known.set(log, reference);
    return reference;
  };
}

/** As the cases say it. */
function ruleAndChange(line: string): { readonly rule: string; readonly change: string } {
  const [kind = ""] = line.split(" ");
  const { ruleId } = JSON.parse(line.slice(line.indexOf("{"))) as { ruleId: string };
  return { rule: ruleId, change: CHANGES[kind] ?? kind };
}
const CHANGES: Readonly<Record<string, string>> = { "returned-to-normal": "cleared", "historical-excursion": "historical" };

/** Milliseconds. Each takes half a minute by itself, and longer beside other tests. */
const PATIENCE = 300_000;

/** Kinds of write there are on the way from a frame to an alarm. */
const KINDS = {
  live: [
    "write N.log",
    "datasync N.log",
    "rename after.site.json",
    "writeFile rules.snapshot.new",
    "rename rules.snapshot",
    "rename rules.position",
  ],
  recorded: ["writeFile rules.snapshot.new", "rename rules.snapshot", "rename rules.position"],
  both: ["sqlite COMMIT", "writeFile head.json.next", "sync head.json.next", "rename head.json"],
} as const;

test("what is recorded has every kind of rule in it", () => {
  const kinds = siteAt(0).signals.flatMap(({ rules }) => rules.map(({ kind }) => kind));
  expect(RULE_KINDS.filter((kind) => !kinds.includes(kind))).toEqual([]);
});

test("what must come of each case does", async () => {
  const folder = memoryFolder();
  await runLive({ folder, from: 0, hasHistory: false });
  const happened = alarmHistory(folder).lines.map(ruleAndChange);
  for (const { name, devices, changes } of RECORDED_CASES) {
    const own = happened.flatMap(({ rule, change }) => {
      const { id, signals } = devices.find((device) => rule.startsWith(`${device.id}/`)) ?? {};
      if (id === undefined) return devices.some((device) => rule === `device:${device.id}/silent`) ? [`${rule} ${change}`] : [];
      const named = rule.slice(id.length + 1);
      const isOneOfMany = Object.keys(signals ?? {}).length > 2;
      return [`${isOneOfMany ? named : named.slice(named.indexOf("/") + 1)} ${change}`];
    });
    expect(own, name).toEqual(changes);
  }
});

test("killed before or within any durable write and started again, the platform has lost no acknowledged reading, and has the alarms of an uninterrupted fold of its log, byte for byte", {
  timeout: PATIENCE,
}, async () => {
  const [folder, copies] = [memoryFolder(), temporaryFolder()];
  const whole = await run("live", folder, "--copies", copies);
  expect(whole.ended).toBe(0);
  expectKinds(whole, [...KINDS.live, ...KINDS.both]);
  const reference = createReference();
  expect(alarmHistory(folder)).toEqual(await reference(folder));

  for (const boundary of different(whole.boundaries)) {
    const left = memoryFolder();
    cpSync(join(copies, boundary.copy), left, { recursive: true });
    await goOn(left, boundary);
    rmSync(left, { recursive: true });
  }
  // The copies are what SIGKILL leaves: shown once for each kind of write.
  for (const { what } of firstOfEachKind(whole.boundaries)) {
    const killed = memoryFolder();
    const { boundaries, ended } = await run("live", killed, "--at", what);
    expect(ended, what).toBe("SIGKILL");
    const { steps = 0, acknowledged = [] } = boundaries.at(-1) ?? {};
    await goOn(killed, { copy: "-", what, steps, acknowledged });
  }

  async function goOn(left: string, { copy, what, steps, acknowledged }: Boundary): Promise<void> {
    const where = `at step ${steps}, ${what}, copy ${copy}`;
    await runLive({ folder: left, from: Math.min(steps, LAST_STEP), hasHistory: false });
    const log = Buffer.concat(segmentsOf(left));
    expect(acknowledged.filter((payload) => !log.includes(payload)).length, where).toBe(0);
    expect(alarmHistory(left), where).toEqual(await reference(left));
    expect(verifyJournal({ dataFolder: left, journalHeadFile: join(left, "head.json") }), where).toMatchObject({ ok: true });
  }
});

test("a recorded log, its folding killed before or within any durable write and begun again, gives the same alarm history byte for byte", {
  timeout: PATIENCE,
}, async () => {
  const [recorded, copies] = [memoryFolder(), temporaryFolder()];
  await runLive({ folder: recorded, from: 0, hasHistory: false });
  const expected = alarmHistory(recorded);
  const fresh = (): string => {
    const folder = memoryFolder();
    for (const part of ["log", "sites"]) cpSync(join(recorded, "ingest", part), join(folder, "ingest", part), { recursive: true });
    // Folded from where it begins, as by somebody who has only the log.
    rmSync(join(folder, "ingest", "log", "rules.position"));
    return folder;
  };
  const whole = await run("recorded", fresh(), "--copies", copies);
  expect(whole.ended).toBe(0);
  expectKinds(whole, [...KINDS.recorded, ...KINDS.both]);

  for (const boundary of different(whole.boundaries)) {
    const left = memoryFolder();
    cpSync(join(copies, boundary.copy), left, { recursive: true });
    await runRecorded(left);
    expect(alarmHistory(left), `at ${boundary.what}, copy ${boundary.copy}`).toEqual(expected);
    rmSync(left, { recursive: true });
  }
  for (const { what } of firstOfEachKind(whole.boundaries)) {
    const killed = fresh();
    expect((await run("recorded", killed, "--at", what)).ended, what).toBe("SIGKILL");
    await runRecorded(killed);
    expect(alarmHistory(killed), what).toEqual(expected);
  }
});

/** A kind of write that is missing was not reached, or is no longer counted. */
function expectKinds({ boundaries }: Run, kinds: readonly string[]): void {
  const seen = new Set(boundaries.map(({ what }) => what));
  expect(kinds.filter((kind) => !seen.has(kind))).toEqual([]);
}

function firstOfEachKind(boundaries: readonly Boundary[]): readonly Boundary[] {
  return [...Map.groupBy(boundaries, ({ what }) => what).values()].map(([first]) => first as Boundary);
}
