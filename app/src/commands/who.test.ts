import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { UsageError } from "../command-line.ts";
import { who } from "./who.ts";

const examples = join(import.meta.dirname, "../../../examples");
const NIGHT_DUTY = join(examples, "night-duty/site.yaml");
const PLAIN = join(examples, "chemistry-building/site.yaml");

let printed: string;

beforeEach(() => {
  printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  return () => vi.restoreAllMocks();
});

test("says who answers for a zone, who is on duty, and who would be told first of which alarms", async () => {
  expect(await who(["--site", NIGHT_DUTY, "--zone", "gas-room", "--at", "2026-12-24T02:00+08:00"])).toBe(0);
  expect(printed).toBe(`Institute › Gas room (gas-room) at 2026-12-24 02:00:00 (Asia/Shanghai)

  responsible      Wang Fang (wang), on leave until 2027-01-03: Li Na (li) stands in
  deputy           Alex Smith (smith)
  security centre  Security centre (desk)

On duty:
  Chemist on call (chemist-on-call)    Li Na (li), night       until 2026-12-24 08:30:00
  Engineer on duty (engineer-on-duty)  Zhao Lei (zhao), night  until 2026-12-24 07:30:00

Told first of an alarm there:
  alarms                                   route                            told first
  life-safety: critical, high, medium      Life safety (life-safety)        Li Na (li) by sms; Zhao Lei (zhao) by ntfy, then sms; Chemistry chat (lab-chat) by dingtalk
  process, record: critical, high, medium  Nights and weekends (off-hours)  Li Na (li) by sms
  access: critical, high, medium           Doors at night (doors-at-night)  Security centre (desk) by sms
  device: critical, high, medium           Sensors (sensors)                Zhao Lei (zhao) by ntfy, then sms; Workshop mailbox (workshop) by email
  low                                                                       nobody: on the screen only
`);
});

test("the guide shows what it says", async () => {
  const guide = readFileSync(join(examples, "../docs/guides/routes-and-rotas.md"), "utf8");
  const [, sample = ""] = /```text\n(.*?)```/s.exec(guide) ?? [];
  await who(["--site", NIGHT_DUTY, "--zone", "gas-room", "--at", "2026-12-24T02:00+08:00"]);
  expect(printed.startsWith(sample.replace(/ {2}…\n$/, ""))).toBe(true);
  expect(sample).toContain("On duty:");
});

test("by day the rota of the nights has nobody, and alarms take other routes", async () => {
  await who(["--site", NIGHT_DUTY, "--zone", "store", "--at", "2026-12-02T12:00+08:00"]);
  expect(printed).toContain("Chemist on call (chemist-on-call)    nobody                  until 2026-12-02 20:00:00\n");
  expect(printed).toContain("process, access, record: critical, high, medium  Plain route (plain)        Li Na (li) by sms\n");
});

test("names both of a hand-over, and for whom somebody stands in", async () => {
  await who(["--site", NIGHT_DUTY, "--zone", "store", "--at", "2026-12-31T08:15+08:00"]);
  expect(printed).toMatch(/Chemist on call \(chemist-on-call\) +Li Na \(li\), night, for Wang Fang \(wang\) +until 2026-12-31 08:30:00/);
  printed = "";
  await who(["--site", NIGHT_DUTY, "--zone", "store", "--at", "2026-12-31T15:45+08:00"]);
  expect(printed).toMatch(/Engineer on duty \(engineer-on-duty\) +[^;]+, early; [^;]+, late +until 2026-12-31 16:00:00/);
});

test("of a site without rotas says so, with its department and the plain route", async () => {
  await who(["--site", PLAIN, "--zone", "room-114"]);
  expect(printed).toContain("  department       Organic Synthesis\n");
  expect(printed).toContain("\nThere are no rotas.\n");
  expect(printed).toContain("  critical, high, medium  Plain route (plain)  Wang Fang (wang) by sms\n");
});

test("never says a number or an address", async () => {
  await who(["--site", NIGHT_DUTY, "--zone", "gas-room"]);
  expect(printed).not.toMatch(/\+86|@|example\.org/);
});

test.each([
  { words: [], says: "name the zone with --zone" },
  { words: ["--zone", "gas-rom"], says: 'there is no zone "gas-rom"; did you mean gas-room?' },
  { words: ["--zone", "gas-room", "--at", "2026-12-24T02:00"], says: "a time with its zone" },
  { words: ["gas-room"], says: '"gas-room" belongs to no option' },
])("refuses $words: $says", async ({ words, says }) => {
  const refused = who(["--site", NIGHT_DUTY, ...words]);
  await expect(refused).rejects.toThrow(UsageError);
  await expect(refused).rejects.toThrow(says);
});

test("without a site file it says how to name one", async () => {
  const refused = who(["--site", "nowhere.yaml", "--zone", "gas-room"]);
  await expect(refused).rejects.toThrow(new UsageError("there is no site file nowhere.yaml; name it with --site or LABCANARY_SITE"));
});

test("helps", async () => {
  expect(await who(["--help"])).toBe(0);
  expect(printed).toContain("labcanary who --zone ZONE");
});
