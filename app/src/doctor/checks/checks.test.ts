import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { NOTHING_CAME } from "@labcanary/domain/alarm";
import { days, epochMs, err, minutes, ok, plus } from "@labcanary/domain/basics";
import { createUserDirectory } from "@labcanary/dashboard";
import { expect, test } from "vitest";
import { codesOf, diagnosis, doctorWorld, NOW } from "../../../../test/support/doctor-world.ts";
import { temporaryFolder } from "../../../../test/support/files.ts";
import { testSite } from "../../../../test/support/site.ts";
import { createDataLock } from "../../platform/data-lock.ts";
import { writeInForce } from "../../site/in-force-file.ts";
import { loadSite } from "../../site/load.ts";
import type { Check, World } from "../check.ts";
import { accounts } from "./accounts.ts";
import { books } from "./books.ts";
import { brokerLimits } from "./broker-limits.ts";
import { canary } from "./canary.ts";
import { contacts } from "./contacts.ts";
import { dataFolder } from "./data-folder.ts";
import { devices } from "./devices.ts";
import { disk, roomFindings } from "./disk.ts";
import { journal } from "./journal.ts";
import { parts } from "./parts.ts";
import { reports } from "./reports.ts";
import { rotas } from "./rotas.ts";
import { running } from "./running.ts";
import { secrets } from "./secrets.ts";
import { signals } from "./signals.ts";
import { stockSite } from "../../../../test/support/stock-site.ts";
import { siteFile } from "./site-file.ts";
import { stores } from "./stores.ts";
import { nodeFindings, versions, zoneFindings } from "./versions.ts";

const some = (...first: readonly string[]) => ({ count: first.length, first });
const NIGHT_DUTY = join(import.meta.dirname, "../../../../examples/night-duty/site.yaml");

function stopped(world: World): World {
  const { live: _live, ...rest } = world;
  return rest;
}

function nightDuty() {
  const site = loadSite(NIGHT_DUTY);
  if (!site.ok) throw new Error("the example is wrong");
  return site.value;
}

function dataWith(file: string, content: string, mode = 0o600): string {
  const data = join(temporaryFolder(), "data");
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(join(data, file), content, { mode });
  return data;
}

test.each([
  accounts,
  books,
  brokerLimits,
  canary,
  contacts,
  dataFolder,
  devices,
  disk,
  journal,
  parts,
  reports,
  rotas,
  running,
  secrets,
  signals,
  siteFile,
  stores,
])("of an installation that is well, the check $name finds nothing", async (check) => {
  const world = doctorWorld({ "log.budgetBytes": 1 });
  await createUserDirectory(world.settings.data).add("li", "operator", "correct horse battery");
  expect(await codesOf(check, world)).toEqual([]);
});

const { books: books0, figures: figures0 } = diagnosis("unused");

test.each<{ check: Check; finds: readonly string[]; when: string; world: () => World }>([
  {
    check: parts,
    finds: ["PART_DOWN"],
    when: "the log is down",
    world: () => doctorWorld({}, { said: { health: [{ name: "log", state: "down", detail: "full" }] } }),
  },
  {
    check: parts,
    finds: ["PART_DEGRADED"],
    when: "history lags",
    world: () => doctorWorld({}, { said: { health: [{ name: "history", state: "degraded", detail: "away" }] } }),
  },
  {
    check: canary,
    finds: ["CANARY_LOST"],
    when: "a run was lost",
    world: () => doctorWorld({}, { said: { canary: { state: "lost", every: minutes(5), missing: "accepted" } } }),
  },
  { check: canary, finds: ["CANARY_OFF"], when: "it is off", world: () => stopped(doctorWorld({ "canary.everySeconds": 0 })) },
  {
    check: canary,
    finds: ["HEARTBEAT_UNSET"],
    when: "there is no watchdog",
    world: () => doctorWorld({ "heartbeat.pingUrl": undefined as never }),
  },
  {
    check: canary,
    finds: ["PATH_NOT_TESTED_OUTSIDE"],
    when: "contacts are tested once a month, and the canary ends within the platform",
    world: () => doctorWorld({}, { site: ok(testSite({ contactTests: { every: days(30) } })) }),
  },
  {
    check: contacts,
    finds: ["CHANNEL_FAILING"],
    when: "a channel fails",
    world: () => doctorWorld({}, { said: { channels: [{ channel: "sms", healthy: false, detail: "refused" }] } }),
  },
  {
    check: contacts,
    finds: ["NOBODY_PROVEN"],
    when: "nobody is proven",
    world: () => doctorWorld({}, { said: { contacts: [{ personId: "wang", channel: "sms", isProven: false }] } }),
  },
  {
    check: contacts,
    finds: ["CONTACTS_UNPROVEN"],
    when: "one of two is not proven",
    world: () =>
      doctorWorld(
        {},
        {
          said: {
            contacts: [
              { personId: "wang", channel: "sms", isProven: true },
              { personId: "li", channel: "sms", isProven: false },
            ],
          },
        },
      ),
  },
  {
    check: contacts,
    finds: ["CONTACTS_WITHOUT_ADDRESS"],
    when: "somebody has no address",
    world: () => doctorWorld({}, { site: ok(testSite({ people: [{ id: "wang", name: "Wang Fang", language: "zh" }] })) }),
  },
  {
    check: contacts,
    finds: ["ROUTES_UNPROVEN"],
    when: "whoever is proven is on no route",
    world: () =>
      doctorWorld(
        {},
        {
          site: ok({ ...nightDuty(), routes: (nightDuty().routes ?? []).slice(0, 1) }),
          said: { contacts: [{ personId: "nobody-of-it", channel: "sms", isProven: true }] },
        },
      ),
  },
  {
    check: stores,
    finds: ["STORE_HISTORY_SHORT"],
    when: "what the doors of stores said goes before their books",
    world: () => doctorWorld({}, { site: ok(stockSite()) }),
  },
  {
    check: rotas,
    finds: ["ROTA_GAP"],
    when: "a rota has no shift",
    world: () =>
      doctorWorld({}, { site: ok({ ...nightDuty(), rotas: (nightDuty().rotas ?? []).map((rota) => ({ ...rota, shifts: [] })) }) }),
  },
  {
    check: signals,
    finds: ["SIGNALS_SILENT", "SIGNALS_FAULTY", "SIGNALS_UNCALIBRATED"],
    when: "one is silent, one faulty, one overdue",
    world: () =>
      doctorWorld(
        {},
        { said: { impaired: { silent: some("a/b"), faulty: some("c/d"), uncalibrated: some("e/f"), simulated: some("g/h") } } },
      ),
  },
  {
    check: devices,
    finds: ["DEVICES_NOT_ENROLLED", "DEVICES_NEVER_HEARD", "DEVICES_LEFT_OVER"],
    when: "there is one of each",
    world: () =>
      doctorWorld({}, { said: { devices: { described: 2, notEnrolled: some("a"), neverHeard: some("b"), leftOver: some("c") } } }),
  },
  {
    check: siteFile,
    finds: ["SITE_WRONG"],
    when: "the file is wrong",
    world: () => doctorWorld({}, { site: err([{ code: "FILE_NOT_YAML", file: "site.yaml", line: 3, key: "", message: "no" }]) }),
  },
  {
    check: siteFile,
    finds: ["SITE_NOT_IN_FORCE"],
    when: "another is in force",
    world: () => doctorWorld({}, { said: { site: { version: "older" } } }),
  },
  {
    check: siteFile,
    finds: ["SITE_CHANGE_PENDING"],
    when: "a change waits",
    world: () => doctorWorld({}, { said: { site: { version: "older", proposedAt: NOW } } }),
  },
  {
    check: siteFile,
    finds: ["SITE_NOT_IN_FORCE"],
    when: "another was in force when it stopped",
    world: () => {
      const world = stopped(doctorWorld());
      writeInForce(world.settings.data, { version: "older" });
      return world;
    },
  },
  {
    check: disk,
    finds: ["DISK_BELOW_LOG_BUDGET"],
    when: "the log may grow past the disk",
    world: () => doctorWorld({ "log.budgetBytes": 2 ** 60 }),
  },
  {
    check: disk,
    finds: ["PHOTOS_NEARLY_FULL"],
    when: "photos take nine tenths of what they may",
    world: () => {
      const data = dataWith("site.yaml", "");
      mkdirSync(join(data, "photos", "ab"), { recursive: true });
      writeFileSync(join(data, "photos", "ab", "ab".repeat(32)), "123456789");
      return doctorWorld({ data, "log.budgetBytes": 1, "photos.budgetBytes": 10 });
    },
  },
  {
    check: disk,
    finds: ["DOSSIERS_NEARLY_FULL"],
    when: "what is kept of decisions takes nine tenths of what it may",
    world: () => {
      const data = dataWith("site.yaml", "");
      mkdirSync(join(data, "dossiers", "ab"), { recursive: true });
      writeFileSync(join(data, "dossiers", "ab", "ab".repeat(32)), "123456789");
      return doctorWorld({ data, "log.budgetBytes": 1, "dossiers.budgetBytes": 10 });
    },
  },
  {
    check: disk,
    finds: ["DISK_SLOW"],
    when: "a commit takes 100 ms",
    world: () => doctorWorld({ "log.budgetBytes": 1 }, { said: { commits: { count: 10, seconds: 1 } } }),
  },
  {
    check: disk,
    finds: ["HISTORY_WILL_FILL_DISK"],
    when: "history grows by terabytes in three days",
    world: () => {
      const data = dataWith("history.sqlite", "");
      truncateSync(join(data, "history.sqlite"), 8 * 1024 ** 4);
      return doctorWorld({ data, "log.budgetBytes": 1 }, { now: plus(epochMs(Date.now()), days(3)) });
    },
  },
  {
    check: books,
    finds: ["BOOKS_UNBALANCED"],
    when: "a reading is missing",
    world: () => doctorWorld({}, { said: { books: { ...books0, stored: 2, balanced: false } } }),
  },
  {
    check: books,
    finds: ["ALARM_BOOKS_UNBALANCED"],
    when: "an alarm is gone",
    world: () => doctorWorld({}, { said: { alarmBooks: { ...NOTHING_CAME, alarms: { opened: 1, standing: 0, ended: 0 } } } }),
  },
  {
    check: books,
    finds: ["HISTORY_BACKLOG"],
    when: "200,000 frames wait",
    world: () => doctorWorld({}, { said: { books: { ...books0, waitingFrames: 200_000 } } }),
  },
  {
    check: books,
    finds: ["RULES_BEHIND"],
    when: "rules lag",
    world: () => doctorWorld({}, { said: { figures: { ...figures0, durable: 50_000 } } }),
  },
  {
    check: dataFolder,
    finds: ["DATA_OPEN_TO_OTHERS"],
    when: "everybody may read it",
    world: () => {
      const data = dataWith("devices.json", "{}", 0o644);
      chmodSync(data, 0o755);
      return doctorWorld({ data });
    },
  },
  {
    check: secrets,
    finds: ["SECRET_FILE_OPEN", "SECRET_WEAK"],
    when: "a file of a known password is open",
    world: () => doctorWorld({ "sms.kannel.passwordFile": join(dataWith("kannel", "changeme", 0o644), "kannel") }),
  },
  {
    check: secrets,
    finds: ["SECRET_WEAK"],
    when: "the environment has a short one",
    world: () => doctorWorld({}, { environment: { LABCANARY_INFLUX_PASSWORD: "x7#kQ" } }),
  },
  { check: accounts, finds: ["NO_ACCOUNT"], when: "there is no account", world: () => doctorWorld() },
  {
    check: brokerLimits,
    finds: ["BROKER_CONNECTIONS"],
    when: "fewer are let in than devices need",
    world: () => doctorWorld({ "mqtt.maxConnections": 1 }),
  },
  {
    check: brokerLimits,
    finds: ["OPEN_FILES"],
    when: "there are more devices than files may be opened",
    world: () =>
      doctorWorld(
        { "mqtt.maxConnections": 10 ** 12 },
        { site: err([]), said: { devices: { described: 10 ** 10, notEnrolled: some(), neverHeard: some(), leftOver: some() } } },
      ),
  },
  {
    check: versions,
    finds: ["TIME_ZONE_UNKNOWN"],
    when: "the site's zone is none",
    world: () => doctorWorld({}, { site: ok(testSite({ timeZone: "Mars/Olympus" })) }),
  },
  {
    check: versions,
    finds: ["NODE_VERSION"],
    when: "the platform runs on Node 20",
    world: () => doctorWorld({}, { said: { node: "v20.11.0" } }),
  },
  { check: running, finds: ["PLATFORM_NOT_RUNNING"], when: "nobody holds the folder", world: () => stopped(doctorWorld()) },
  {
    check: running,
    finds: ["PLATFORM_OTHER_FOLDER"],
    when: "another's platform answers",
    world: () => doctorWorld({}, { said: { dataFolder: "/somewhere/else" } }),
  },
])("$check.name finds $finds when $when", async ({ check, finds, world }) => {
  expect(await codesOf(check, world())).toEqual(finds);
});

test("DATA_NOT_WRITABLE where this account may not write", async () => {
  // Of the kernel's own: not even root may.
  expect(await codesOf(dataFolder, doctorWorld({ data: "/proc/sys" }))).toContain("DATA_NOT_WRITABLE");
});

test("PLATFORM_NOT_ANSWERING where a process holds the folder", async () => {
  const world = stopped(doctorWorld());
  const lock = createDataLock(world.settings.data);
  await lock.start();
  expect(await codesOf(running, world)).toEqual(["PLATFORM_NOT_ANSWERING"]);
  await lock.stop();
  expect(await codesOf(running, world)).toEqual(["PLATFORM_NOT_RUNNING"]);
});

test("an account that may sign, and that the site knows nobody of, is found", async () => {
  const world = doctorWorld({}, { site: ok(stockSite()) });
  const users = createUserDirectory(world.settings.data);
  await users.add("wang", "responsible-person", "correct horse battery");
  expect(await codesOf(stores, world)).toEqual(["STORE_HISTORY_SHORT"]);
  await users.add("wang2", "responsible-person", "correct horse battery");
  expect(await codesOf(stores, world)).toEqual(["STORE_HISTORY_SHORT", "STORE_ACCOUNTS_UNLINKED"]);
});

test("a key period with a sealed door that fewer than three known people could explain is found", async () => {
  const period = { id: "spring", kind: "vacation", name: { en: "Spring", zh: "春节" }, from: "2026-11-25", to: "2026-11-27" } as const;
  const site = stockSite(undefined, { keyPeriods: [{ ...period, seal: [{ door: "store/door" }] }] });
  const world = doctorWorld({}, { site: ok(site) });
  const users = createUserDirectory(world.settings.data);
  for (const name of ["wang", "lina"]) await users.add(name, "responsible-person", "correct horse battery");
  expect(await codesOf(stores, world)).toEqual(["STORE_HISTORY_SHORT", "STORE_EXPLAINERS_FEW"]);
  await users.add("zhao", "administrator", "correct horse battery");
  expect(await codesOf(stores, world)).toEqual(["STORE_HISTORY_SHORT"]);
});

test("what is reported of a department is found where those of others have no account that may sign there, until one has", async () => {
  const text = (en: string) => ({ en, zh: en });
  const stock = stockSite();
  const people = stock.people.map((person) => ({ ...person, department: text(person.id === "zhao" ? "Biology" : "Chemistry") }));
  const site = { ...stock, people, zones: stock.zones.map((zone) => ({ ...zone, department: text("Chemistry") })) };
  const world = doctorWorld({}, { site: ok(site) });
  const users = createUserDirectory(world.settings.data);
  await users.add("wang", "safety-officer", "correct horse battery");
  await users.add("zhao", "operator", "correct horse battery");
  const said = async () => (await reports.look(world, new AbortController().signal)).map((finding) => finding.said.en);
  const unsigned = "the whole site, Chemistry, highly toxic chemicals, drug precursors, radioactive sources";
  expect(await said()).toEqual([`nobody has an account that may sign what is reported of ${unsigned}`]);
  users.setStanding("zhao", { role: "safety-officer", zones: ["cabinet"] });
  expect(await codesOf(reports, world)).toEqual(["REPORTS_UNSIGNABLE"]);
  users.setStanding("zhao", { role: "safety-officer" });
  expect(await codesOf(reports, world)).toEqual([]);
  // Where the files alone are the reason, labcanary check says so.
  expect(await codesOf(reports, doctorWorld({ data: world.settings.data }, { site: ok(stock) }))).toEqual([]);
});

test("an administrator without a second factor, and a token nobody used, are found; an operator is not asked for one", async () => {
  const world = doctorWorld();
  const users = createUserDirectory(world.settings.data);
  await users.add("li", "operator", "correct horse battery");
  await users.add("root", "administrator", "correct horse battery");
  const database = new DatabaseSync(join(world.settings.data, "accounts.sqlite"));
  database
    .prepare(
      "INSERT INTO api_token (token_hash, name, issued_by, role, created_at, expires_at) VALUES (?, 'plot', 'root', 'inspector', ?, ?)",
    )
    .run(createHash("sha256").update("x").digest("hex"), NOW - days(8), NOW + days(8));
  database.close();
  expect(await codesOf(accounts, world)).toEqual(["ACCOUNTS_WITHOUT_SECOND_FACTOR", "API_TOKENS_UNUSED"]);
});

test.each([
  { check: { at: NOW, ok: false }, headFile: "elsewhere", finds: ["JOURNAL_NOT_WHOLE"] },
  { check: { at: epochMs(NOW - days(3)), ok: true }, headFile: "elsewhere", finds: ["JOURNAL_NOT_CHECKED"] },
  { check: { at: NOW, ok: true }, headFile: "here", finds: ["JOURNAL_HEAD_SAME_DISK"] },
])("of a journal checked $check, with its head $headFile: $finds", async ({ check, headFile, finds }) => {
  const data = dataWith("alarms.sqlite", "");
  const database = new DatabaseSync(join(data, "alarms.sqlite"));
  database.exec("CREATE TABLE journal (number INTEGER, at INTEGER, kind TEXT, detail TEXT)");
  database
    .prepare("INSERT INTO journal VALUES (1, ?, 'start', '{}'), (2, ?, 'journal-checked', ?)")
    .run(NOW - days(9), check.at, JSON.stringify({ ok: check.ok }));
  database.close();
  const head = headFile === "here" ? {} : { "journal.headFile": "/proc/self/journal.head" };
  const { journalCheck: _none, ...live } = doctorWorld({ data }).live;
  expect(await codesOf(journal, doctorWorld({ data, ...head }, { live: { ...live, journalCheck: check } }))).toEqual(finds);
  expect(await codesOf(journal, stopped(doctorWorld({ data, ...head })))).toEqual(finds);
});

test("a disk with 2 % of its bytes and inodes left is nearly full; one that counts no inodes is not", () => {
  const room = { bsize: 4096, blocks: 1000, bavail: 20, files: 1000, ffree: 20 };
  expect(roomFindings(room).map(({ code }) => code)).toEqual(["DISK_NEARLY_FULL", "DISK_INODES"]);
  expect(roomFindings({ ...room, bavail: 500, files: 0, ffree: 0 })).toEqual([]);
});

test.each([
  { node: "v24.14.0", finds: ["NODE_VERSION"] },
  { node: "v24.15.0", finds: [] },
  { node: "v26.0.0", finds: [] },
])("Node $node against >=24.15: $finds", ({ node, finds }) => {
  expect(nodeFindings(node, ">=24.15").map(({ code }) => code)).toEqual(finds);
});

test.each([
  { tz: "2024b", finds: ["TIME_ZONES_OLD"] },
  { tz: "2025c", finds: [] },
  { tz: undefined, finds: ["TIME_ZONES_OLD"] },
])("a time zone database of $tz in November 2026: $finds", ({ tz, finds }) => {
  expect(zoneFindings(tz, NOW).map(({ code }) => code)).toEqual(finds);
});
