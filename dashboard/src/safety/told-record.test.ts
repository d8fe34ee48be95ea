import { epochMs, minutes, plus } from "@labcanary/domain/basics";
import type { RecordConditionName } from "@labcanary/domain/alarm";
import { expect, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { call } from "../../../test/support/browser-api.ts";
import { type BrowserPlatform, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { stockSite } from "../../../test/support/stock-site.ts";
import { peopleOf } from "../../../test/support/site.ts";
import { twoRooms } from "../../../test/support/two-rooms.ts";
import { type RecordDeps, toldRecord } from "./told-record.ts";

const AT = epochMs(Date.UTC(2026, 10, 25, 8, 10));
const OPENED = { openedAt: AT, closedAt: plus(AT, minutes(2)) };
const EVIDENCE = [
  { kind: "door", signal: "cab-17/vapour", ...OPENED },
  { kind: "badge", at: AT, person: "wang", granted: true },
  { kind: "weight", signal: "cab-17/vapour", before: 500_000, after: 400_000, expected: 0 },
  { kind: "record", container: 1, entry: 1, movement: "withdraw", doneAt: AT, by: "user:wang" },
] as const;

/** Alarms of a finding, a late container, a late stock-take, a measure and a danger others joined, all of one cabinet. */
async function started(): Promise<BrowserPlatform> {
  const clock = createSettableClock(AT);
  const users = { operator: "operator", guard: "responder", "guard-220": "responder", officer: "safety-officer" } as const;
  const site = { ...twoRooms(), people: [...twoRooms().people, ...peopleOf("operator", "officer", "other", "safety")] };
  const platform = await startBrowserPlatform({ clock, site, users, zones: { "guard-220": ["room-220"] } });
  const { ledgers, desk } = platform;
  const zoneId = "cabinet-17";
  const what = { substance: "acetone", quantity: "500", supplier: "Reagent Co.", permit: "1", expectedBy: plus(AT, minutes(1)) } as const;
  ledgers
    .containers()
    .carryOut({ id: "c", actor: "user:officer", order: { verb: "approve", cabinet: zoneId, ...what, signed: "approved" } });
  const finding = { kind: "weight-differs", zoneId, from: AT, to: OPENED.closedAt, evidence: EVIDENCE } as const;
  ledgers.findings().carryOut({ id: "f", actor: "system", order: { verb: "find", finding } });
  const dueAt = plus(AT, minutes(1));
  const order = { verb: "open", zoneId, cabinets: [zoneId], dueAt, words: "yearly", signed: "approved" } as const;
  ledgers.stockTakes().carryOut({ id: "s", actor: "user:officer", order });
  const measure = { zoneId, kind: "rule", words: "nobody works alone", owner: "wang", reviewBy: dueAt, hazards: [] } as const;
  ledgers.standingMeasures().carryOut({ id: "m", actor: "user:officer", order: { verb: "add", measure } });
  for (const words of ["it smells", "two people are unconscious"])
    ledgers.sendReport({ id: words, kind: "danger", zoneId, class: "gas", words, secret: words });
  for (const [id, condition, record] of [
    ["finding", "stock-weight-differs", "custody/1"],
    ["gone", "stock-weight-differs", "custody/99"],
    ["stock-take", "stock-take-overdue", "stock-take/1"],
    ["measure", "measure-review-overdue", "measure/1"],
    ["danger", "hand-raised", "public-report/1"],
    ["hazard", "hazard-overdue", "hazard/1"],
  ] as const satisfies readonly (readonly [string, RecordConditionName, string])[])
    desk.raise(gasAlarm({ id, code: id.slice(0, 4).toUpperCase(), source: { kind: "record", condition, record, zoneId } }));
  return platform;
}
const aboutOf = async (platform: BrowserPlatform, user: string, alarm: string) =>
  (await call(platform, "GET", `/api/v1/alarms/${alarm}`, { as: (await signIn(platform.url, user)).token })).body;

test.each(["operator", "guard", "officer"])(
  "%s, who answers the alarm, reads what door, badge, scale and books say, with or without the register",
  async (user) => {
    const platform = await started();
    const { token } = await signIn(platform.url, user);
    expect((await call(platform, "GET", "/api/v1/substances", { as: token })).status).toBe(user === "officer" ? 200 : 403);
    const { about } = await aboutOf(platform, user, "finding");
    expect(about).toMatchObject({ kind: "finding", finding: { number: 1, kind: "weight-differs", state: "open", evidence: EVIDENCE } });
    expect(Object.keys(about.substances)).toEqual(["1"]);
  },
);

test("how it was explained is not told with it", async () => {
  const platform = await started();
  const order = { verb: "explain", words: "a drill of ours", signed: "explained" } as const;
  expect(platform.ledgers.findings().carryOut({ id: "e", actor: "user:smith", number: 1, order }).ok).toBe(true);
  const { about } = await aboutOf(platform, "operator", "finding");
  expect(about.finding.state).toBe("explained");
  expect(JSON.stringify(about)).not.toContain("a drill of ours");
});

test.each([
  ["stock-take", { kind: "stock-take", number: 1, cabinets: [{ cabinet: "cabinet-17", isCounted: false }] }],
  ["measure", { kind: "measure", words: "nobody works alone", owner: "wang" }],
  [
    "danger",
    {
      kind: "danger",
      reports: [
        { number: 1, words: "it smells" },
        { number: 2, words: "two people are unconscious" },
      ],
    },
  ],
])("of a %s", async (alarm, about) => {
  const platform = await started();
  expect((await aboutOf(platform, "guard", alarm)).about).toMatchObject(about);
});

test("of a container that is late: what it is, since when, how much is out and who had it last", () => {
  const container = {
    number: 3,
    zoneId: "cabinet-17",
    substance: "acetone",
    regime: "drug-precursor",
    unit: "mL",
    state: "stored",
    out: 50_000,
    isOut: false,
    late: "return",
    dueAt: AT,
    approval: { expectedBy: epochMs(0) },
    records: [{ movement: { kind: "withdraw", amount: 50_000 }, doneAt: AT, by: "user:wang", second: "user:lina", cabinet: "cabinet-17" }],
  };
  const substances = { containers: () => ({ get: () => container }) } as unknown as NonNullable<RecordDeps["substances"]>;
  const source = { kind: "record", condition: "stock-overdue", record: "substance/3", zoneId: "cabinet-17" } as const;
  expect(toldRecord({ source }, { site: () => stockSite(), substances })).toEqual({
    kind: "container",
    number: 3,
    substance: { en: "Acetone", zh: "丙酮" },
    cabinet: "cabinet-17",
    late: "return",
    dueAt: AT,
    out: 50_000,
    unit: "mL",
    last: { doneAt: AT, by: "user:wang", second: "user:lina", movement: "withdraw" },
  });
});

test("nothing of a record that is not there, nor of a ledger whose page is everybody's; and nothing at all to whoever may not see the alarm", async () => {
  const platform = await started();
  for (const alarm of ["gone", "hazard"]) expect(await aboutOf(platform, "operator", alarm)).not.toHaveProperty("about");
  expect(await aboutOf(platform, "guard-220", "finding")).toMatchObject({ code: "ALARM_UNKNOWN" });
});
