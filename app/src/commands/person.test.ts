import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createUserDirectory, openAccountDatabase } from "@labcanary/dashboard";
import { epochMs, minus, personMark } from "@labcanary/domain/basics";
import { contactsIn } from "@labcanary/governance";
import { years } from "@labcanary/domain/governance";
import { beforeEach, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { writtenJournal } from "../../../test/support/written-journal.ts";
import { siteArchiveFolder } from "../data-folders.ts";
import { person } from "./person.ts";

const SITE = join(import.meta.dirname, "../../../examples/night-duty/site.yaml");
const PASSWORD = "correct horse battery staple";
let printed: string;

beforeEach(() => {
  printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  return () => vi.restoreAllMocks();
});

async function start() {
  const data = temporaryFolder();
  await createUserDirectory(data).add("gone", "inspector", PASSWORD);
  const journal = writtenJournal(data);
  const run = async (...words: readonly string[]): Promise<string> => {
    printed = "";
    expect(await person([...words, "--data", data, "--site", SITE])).toBe(0);
    return printed;
  };
  const notes = () => {
    const database = openAccountDatabase(data);
    const rows = database.prepare("SELECT kind, detail FROM change_note ORDER BY number").all();
    database.close();
    return rows.map((row) => `${String(row["kind"])} ${String(row["detail"])}`);
  };
  return { data, journal, run, notes };
}
const long = minus(epochMs(Date.now()), years(6));

test("versions of the site that cannot be read are named, and stop nobody's data from being found or removed", async () => {
  const { data, run } = await start();
  const folder = siteArchiveFolder(data);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "v1.site.json"), '{"people": [');
  expect(JSON.parse(await run("find", "user:gone", "--json"))).toMatchObject({ account: true, sitesNotSearched: ["v1.site.json"] });
  expect(await run("export", "user:gone")).toContain(
    "1 versions of the site's files could not be read and were not searched: v1.site.json",
  );
  const answer = await run("remove", "user:gone", "--reason", "left");
  expect(answer).toContain("the account is removed");
  expect(answer).toContain("not searched, as they cannot be read: v1.site.json");
  await expect(run("find", "user:nobody")).rejects.toThrow(/nothing is held of user:nobody; .*v1\.site\.json.*PERSON_UNKNOWN/);
});

test("what is held of a person is counted, exported and removed; the journal is to have each, by key", async () => {
  const { journal, run, notes } = await start();
  journal.append({ at: long, kind: "acknowledged", actor: "user:gone", detail: { comment: "seen" } });
  expect(JSON.parse(await run("find", "user:gone", "--json"))).toMatchObject({ account: true, journalLines: 1, linesInClear: 0 });
  expect(await run("export", "user:gone", "--lang", "zh")).toContain("日志记录 (1)");
  expect(JSON.parse(await run("export", "user:gone", "--json")).lines).toHaveLength(1);
  expect(await run("remove", "user:gone", "--reason", "left")).toContain("the account is removed");
  expect(
    notes()
      .slice(-4)
      .map((note) => note.replace(/~[0-9a-f]{20}/, "KEY")),
  ).toEqual([
    'personal-data-read {"about":"KEY","as":"text"}',
    'personal-data-read {"about":"KEY","as":"json"}',
    expect.stringMatching(/^user-changed .*"change":"removed"/),
    'personal-data-removed {"about":"KEY","reason":"left","names":false}',
  ]);
});

test("a name whose time is over is gone, and the chain is proven", async () => {
  const { journal, run } = await start();
  journal.append({ at: long, kind: "acknowledged", actor: "user:before", detail: {} });
  expect(await run("remove", "user:before", "--reason", "asked")).toContain("the name is gone");
  expect(journal.lines()[0]?.actor).toMatch(/^user:~/);
  expect(await journal.verify()).toMatchObject({ ok: true, lines: 1 });
});

test("what one of two wrote of a controlled substance is exported without what they found; what both signed is whole", async () => {
  const { journal, run } = await start();
  const movement = { kind: "receive", amount: 498_500, tare: 120_000 };
  const lines = [{ container: 1, counted: 321_000 }];
  const write = (kind: "substance-recorded" | "stock-take-recorded", act: object): void =>
    journal.append({ at: long, kind, actor: "user:gone", detail: { record: `${kind.slice(0, -9)}/1`, zone: "store", act } });
  write("substance-recorded", { act: "proposed", proposal: 1, movement });
  write("stock-take-recorded", { act: "proposed", cabinet: "store", lines });
  for (const form of ["--json", "--lang=en"]) {
    const text = await run("export", "user:gone", form);
    expect(text).toContain("proposed");
    expect(text).not.toMatch(/498500|120000|321000/);
  }
  write("substance-recorded", { act: "moved", movement, first: "user:wang" });
  expect(await run("export", "user:gone", "--json")).toContain("498500");
});

test("whoever a line has a mark of stands in the export by name; a name that is gone stays gone", async () => {
  const { journal, run } = await start();
  const reason = `opened without leave: ${personMark("wang")} and ${personMark(`~${"0a".repeat(10)}`)} had badged`;
  journal.append({ at: long, kind: "commented", actor: "user:gone", detail: { reason } });
  for (const form of ["--json", "--lang=en"]) {
    const text = await run("export", "user:gone", form);
    expect(text).toContain("opened without leave: Wang Fang and somebody whose name was removed (0a0a0a) had badged");
    expect(text).not.toContain("{person:");
  }
  expect(JSON.parse(await run("export", "user:gone", "--json")).lines).toHaveLength(1);
});

test("ways to be reached that were left at doors stay, and it is said how many", async () => {
  const { data, run } = await start();
  const database = new DatabaseSync(join(data, "governance.sqlite"));
  database.exec("CREATE TABLE reporter_contacts (key TEXT PRIMARY KEY, contact TEXT NOT NULL) STRICT");
  database.exec("INSERT INTO reporter_contacts VALUES ('k', 'gone, 138 0000 1234')");
  database.close();
  expect(await run("remove", "user:gone", "--reason", "left")).toContain("1 ways to be reached were left with reports from doors");
  expect(contactsIn(data)).toEqual(["gone, 138 0000 1234"]);
});

test.each([
  [["find", "user:nobody"], "PERSON_UNKNOWN"],
  [["find", "gone"], "user:ACCOUNT or person:ID"],
  [["fnid", "user:gone"], "find"],
  [["remove", "user:gone"], "--reason"],
  [["remove", "person:wang", "--reason", "x"], "PERSON_IN_SITE"],
  [["remove", "user:gone", "--reason", "<script>"], "WORDS_MARKUP"],
  [["remove", "user:gone", "--reason", "left\u0007"], "WORDS_UNREADABLE"],
  [["export", "user:gone", "--lang", "fr"], "--lang is en or zh"],
])("%j is refused with %s", async (words, says) => {
  const { run } = await start();
  await expect(run(...words)).rejects.toThrow(says);
});

test("a retention that is shorter than the law's is refused", async () => {
  const { data, run } = await start();
  const config = join(data, "labcanary.yaml");
  writeFileSync(config, "retention:\n  drugPrecursorDays: 400\n");
  await expect(run("find", "user:gone", "--config", config)).rejects.toThrow("give 732 or more");
});
