import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { verifyJournal } from "@labcanary/alerting";
import { days, minutes, plus } from "@labcanary/domain/basics";
import type { HazardState } from "@labcanary/domain/governance";
import { expect, test } from "vitest";
import { type Acceptance, type Person, signInWithAccount, startPlatform } from "../../support/acceptance.ts";
import { commissionedSite } from "../../support/commissioned-site.ts";
import { temporaryFolder } from "../../support/files.ts";

const PASSWORD = "correct horse battery staple";
const [RESPONSIBLE, HEAD, LEADER] = ["+8613800000001", "+8613800000011", "+8613800000012"];
/** What is overdue reaches first the responsible person, then the head of the department, then the leader in charge; each at once. */
const SITE = `${commissionedSite().replace(
  "  desk:",
  `  gu: { name: Gu, language: zh, phone: "${HEAD}" }
  luo: { name: Luo, language: zh, phone: "${LEADER}" }
  zhao: { name: Zhao, language: zh }
  desk:`,
)}
routes:
  - id: leader
    name: { en: Leader in charge, zh: 分管领导 }
    for: { grades: [3] }
    steps: [{ id: leader, whom: ["contact:luo"] }]
    last: { after: 7d, whom: [responsible, deputy] }
  - id: head
    name: { en: Head of the department, zh: 部门负责人 }
    for: { grades: [2] }
    steps: [{ id: head, whom: ["contact:gu"] }]
    last: { after: 7d, whom: [responsible, deputy] }
  - id: record
    name: { en: Books, zh: 台账 }
    for: { classes: [record] }
    steps: [{ id: responsible, whom: [responsible] }]
    last: { after: 7d, whom: [responsible] }
`;
const FAULTS = [
  { class: "gas", level: "general", words: "a cylinder is not chained" },
  { class: "fire", level: "major", words: "the emergency exit is blocked" },
  { class: "hazardous-chemicals", level: "general", words: "a bottle has no label" },
  { class: "building", level: "general", words: "the eye wash is dry" },
  { class: "biology", level: "general", words: "the cabinet's filter is overdue" },
  { class: "information", level: "general", words: "the telephone list is of last year" },
] as const;

interface Told {
  readonly code?: string;
  readonly hazard?: { readonly number: number; readonly state: HazardState };
}

/** Sessions end while days pass. */
async function people(platform: Acceptance) {
  return {
    inspector: await signInWithAccount(platform, "li", "safety-officer"),
    officer: await signInWithAccount(platform, "zhao", "safety-officer"),
    responsible: await signInWithAccount(platform, "wang", "responsible-person"),
  };
}
const act = async (person: Person, number: number, verb: string, body: object): Promise<Told> =>
  (await person.post<Told>(`hazards/${number}/${verb}`, body)).body;

const standingOf = ({ platform }: Acceptance): readonly string[] =>
  platform.alerting
    .list()
    .flatMap(({ source, conditionActive }) => (source.kind === "record" && conditionActive ? [source.condition] : []));
/** Who was texted about the hazard nobody remedies; other alarms come meanwhile. */
const toldOf = ({ texts }: Acceptance): readonly string[] => [
  ...new Set(texts.filter(({ text }) => text.includes("HZ-6")).map(({ to }) => to)),
];

test("an inspection finds six faults and writes off five; the sixth goes up to the head and then to the leader, over restarts", async () => {
  const folder = temporaryFolder();
  const site = join(folder, "site.yaml");
  writeFileSync(site, SITE);
  const data = join(folder, "data");
  const first = await startPlatform({ site, data });
  const { inspector, officer, responsible } = await people(first);
  const deadline = String(plus(first.clock.now(), minutes(10)));
  for (const [index, fault] of FAULTS.entries()) {
    const filed = await inspector.post<Told>("hazards", { ...fault, zone: "room", origin: "inspection" });
    expect(filed).toMatchObject({ status: 201, body: { hazard: { number: index + 1, state: "filed" } } });
    const five = {
      responsible: "wang",
      department: "Chemistry",
      measures: "mend it",
      funds: "none needed",
      interimPlan: "signed off limits",
    };
    expect(await act(inspector, index + 1, "settle", { ...five, deadline: "2020-01-01T00:00Z" })).toMatchObject({
      code: "SETTLEMENT_DEADLINE",
    });
    expect(await act(inspector, index + 1, "settle", { ...five, deadline })).toMatchObject({ hazard: { state: "settled" } });
  }

  for (const number of [1, 2, 3, 4, 5]) {
    expect(await act(responsible, number, "remedy", { words: "mended" })).toMatchObject({ hazard: { state: "remedied" } });
    const signature = { passed: true, words: "seen", password: PASSWORD };
    expect(await act(responsible, number, "verify", signature)).toMatchObject({ code: "VERIFIER_SAME" });
    if (number === 2) {
      expect(await act(officer, number, "verify", { ...signature, passed: false })).toMatchObject({ hazard: { state: "settled" } });
      await act(responsible, number, "remedy", { words: "the boxes are gone now" });
    }
    expect(await act(officer, number, "verify", signature)).toMatchObject({ hazard: { state: "written-off" } });
  }
  const { counts } = await inspector.get<{ readonly counts: object }>("hazards");
  expect(counts).toEqual({ filed: 0, settled: 1, remedied: 0, "written-off": 5, overdue: 0 });
  expect(
    await act(responsible, 6, "settle", {
      responsible: "wang",
      department: "Chemistry",
      measures: "later",
      funds: "none",
      interimPlan: "none",
      deadline: String(plus(first.clock.now(), days(9))),
    }),
  ).toMatchObject({ code: "DEADLINE_OWN" });

  first.clock.advance(minutes(11));
  expect(first.alarms()).toContain("hazard-overdue");
  await expect.poll(() => toldOf(first)).toEqual([RESPONSIBLE]);
  await first.stop();

  // What nobody watched has passed all the same.
  first.clock.advance(days(1));
  const second = await startPlatform({ site, data, clock: first.clock });
  expect(standingOf(second)).toEqual(["hazard-overdue-1d"]);
  second.clock.advance(minutes(1));
  await expect.poll(() => toldOf(second)).toEqual([HEAD]);
  await second.stop();

  first.clock.advance(days(2));
  const third = await startPlatform({ site, data, clock: first.clock });
  expect(standingOf(third)).toEqual(["hazard-overdue-3d"]);
  third.clock.advance(minutes(1));
  await expect.poll(() => toldOf(third)).toEqual([LEADER]);
  const later = await people(third);
  await act(later.responsible, 6, "remedy", { words: "printed anew" });
  expect(await act(later.officer, 6, "verify", { passed: true, words: "hangs at the door", password: PASSWORD })).toMatchObject({
    hazard: { state: "written-off" },
  });
  expect(standingOf(third)).toEqual([]);
  // A seventh at the same place, of the same kind, names the one before.
  await later.inspector.post("hazards", { ...FAULTS[5], zone: "room", origin: "report" });
  const { hazard } = await later.inspector.get<{ readonly hazard: { readonly earlier: readonly number[] } }>("hazards/7");
  expect(hazard.earlier).toEqual([6]);

  const refused = third.platform.alerting.journal({ limit: 1000 }).filter(({ kind, detail }) => kind === "refused" && "ledger" in detail);
  const codes = refused.map(({ detail }) => detail["code"]);
  expect(Object.fromEntries([...Map.groupBy(codes, String)].map(([code, all]) => [code, all.length]))).toEqual({
    SETTLEMENT_DEADLINE: 6,
    VERIFIER_SAME: 5,
    DEADLINE_OWN: 1,
  });
  await third.stop();
  expect(verifyJournal({ dataFolder: data, journalHeadFile: join(data, "journal.head") })).toMatchObject({ ok: true });
});
