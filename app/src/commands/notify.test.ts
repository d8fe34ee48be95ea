import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { UsageError } from "../command-line.ts";
import { notify } from "./notify.ts";

const examples = join(import.meta.dirname, "../../../examples");
const NIGHT_DUTY = join(examples, "night-duty/site.yaml");
const AT = "2026-12-24T02:00+08:00";

let printed: string;

beforeEach(() => {
  printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  return () => vi.restoreAllMocks();
});

const dryRun = (...words: readonly string[]): Promise<number> => notify(["--dry-run", "--site", NIGHT_DUTY, ...words]);

test("of a rule says each step of its route, whom, by what and when, and what the text reads in each language", async () => {
  expect(await dryRun("--rule", "gas-1/h2/high-high", "--at", AT)).toBe(0);
  expect(
    printed,
  ).toBe(`Nothing is sent. gas-1/h2/high-high, critical, class life-safety, in Institute › Gas room, raised 2026-12-24 02:00:00 (Asia/Shanghai)

Route Life safety (life-safety), until somebody acknowledges:
  due                  step                   who                        as                                 by
  2026-12-24 02:00:00  at-once                Li Na (li)                 responsible, for Wang Fang (wang)  sms              proof: delivered
                                              Zhao Lei (zhao)            on duty                            ntfy, then sms
                                              Chemistry chat (lab-chat)  named by the route                 dingtalk
  2026-12-24 02:02:00  on-call                Alex Smith (smith)         deputy                             sms, then email  proof: delivered; 2 more times, every 2 min
                                              Li Na (li)                 on duty                            sms
  2026-12-24 02:05:00  desk                   Security centre (desk)     security centre                    sms              proof: read
  2026-12-24 02:08:00  nobody-reached (last)  Security centre (desk)     nobody was reached                 sms              proof: delivered
                                              Zhao Lei (zhao)            nobody was reached                 ntfy, then sms
                                              Siren at the gate (horn)   nobody was reached                 siren

The first text, with the value at its limit:
  en  Gas room, Institute: Hydrogen high-high 20 %LEL, limit >= 20 %LEL. Leave the room, touch no switch, call the security centre [CODE]
  zh  气瓶间 研究所：氢气极高 20 %LEL，限值≥ 20 %LEL。立即撤离，勿动开关，通知安全中心 [CODE]
`);
});

test.each([
  {
    because: "of a zone, a class and a priority",
    words: ["--zone", "store", "--priority", "high", "--class", "access", "--at", AT],
    says: "Route Doors at night (doors-at-night)",
  },
  {
    because: "without a class it is the process",
    words: ["--zone", "store", "--priority", "high", "--at", AT],
    says: "class process, in Institute › Chemical store",
  },
  {
    because: "of a zone with what a text would say of the rule that raises such alarms",
    words: ["--zone", "gas-room", "--priority", "critical", "--class", "life-safety", "--at", AT],
    says: "The first text, for example of gas-1/h2/high-high, with the value at its limit:\n  en  Gas room, Institute: Hydrogen high-high 20 %LEL",
  },
  {
    because: "of what no rule raises, that there is no text",
    words: ["--class", "system", "--priority", "high", "--at", AT],
    says: "No rule of the site raises such an alarm",
  },
  {
    because: "of what is overdue for days, whom it goes up to",
    words: ["--zone", "store", "--priority", "medium", "--class", "record", "--grade", "3", "--at", AT],
    says: "class record, grade 3, in Institute › Chemical store, raised 2026-12-24 02:00:00 (Asia/Shanghai)\n\nRoute Overdue for days (overdue-for-days)",
  },
  { because: "of the platform", words: ["--class", "system", "--priority", "high", "--at", AT], says: "of the platform, raised" },
  { because: "of a silence", words: ["--rule", "gas-1/h2/silent"], says: "Hydrogen silent" },
  { because: "of a door held open", words: ["--rule", "store-1/door/held-open"], says: "open" },
  { because: "of a sensor over range", words: ["--rule", "gas-1/h2/over-range"], says: "with the value at its limit" },
  {
    because: "what is on the screen only is said so, with the steps all the same",
    words: ["--zone", "store", "--priority", "low", "--at", AT],
    says: "Nobody would be told: alarms of priority low are on the screen only",
  },
])("$because", async ({ words, says }) => {
  expect(await dryRun(...words)).toBe(0);
  expect(printed).toContain(says);
});

test("says who cannot be told, and of a step with nobody that it has nobody", async () => {
  await notify([
    "--dry-run",
    "--site",
    join(examples, "chemistry-building/site.yaml"),
    "--class",
    "system",
    "--priority",
    "high",
    "--at",
    AT,
  ]);
  expect(printed).toMatch(/ {2}responsible +nobody\n/);
  expect(printed).toMatch(/2026-12-24 02:00:00 +security-centre +Security centre \(desk\)/);
});

test("without --dry-run it refuses, and says what to do instead", async () => {
  const refused = notify(["--site", NIGHT_DUTY, "--zone", "store", "--priority", "high"]);
  await expect(refused).rejects.toThrow(UsageError);
  await expect(refused).rejects.toThrow("say --dry-run");
});

test.each([
  { words: ["--zone", "store"], says: "--zone ZONE with --priority" },
  { words: ["--priority", "high"], says: "name the zone with --zone" },
  { words: ["--zone", "stor", "--priority", "high"], says: "did you mean store?" },
  { words: ["--zone", "store", "--priority", "urgent"], says: '--priority takes no "urgent"; there are critical, high, medium, low' },
  { words: ["--zone", "store", "--priority", "high", "--class", "acces"], says: "did you mean access?" },
  { words: ["--zone", "store", "--priority", "high", "--class", "system"], says: "leave --zone out" },
  { words: ["--zone", "store", "--priority", "high", "--grade", "3"], says: "only what is overdue has a grade" },
  { words: ["--zone", "store", "--priority", "high", "--class", "record", "--grade", "4"], says: '--grade takes no "4"' },
  { words: ["--rule", "gas-1/h2/high", "--zone", "store"], says: "give --rule, or --zone with --priority" },
  { words: ["--rule", "gas-1/h2/hig"], says: "did you mean gas-1/h2/high" },
  { words: ["store"], says: '"store" belongs to no option' },
])("refuses $words: $says", async ({ words, says }) => {
  const refused = dryRun(...words);
  await expect(refused).rejects.toThrow(UsageError);
  await expect(refused).rejects.toThrow(says);
});

test("helps", async () => {
  expect(await notify(["--help"])).toBe(0);
  expect(printed).toContain("labcanary notify --dry-run");
});
