import { expect, test } from "vitest";
import { type EpochMs, epochMs, hours, milliseconds } from "../../basics/index.ts";
import type { Site } from "../../site/index.ts";
import type { Container } from "../substances/index.ts";
import {
  type CustodyMonthQuestion,
  cabinetsOfRegime,
  countCustodyMonth,
  linesOfCustodyFigure,
  recordNameOf,
  regimesInUse,
  signersOfMonth,
} from "./custody-month.ts";
import type { FigureName } from "./figure.ts";
import { latestDueMonth, monthBefore, monthIn } from "./month.ts";
import { nameOfReport } from "./report.ts";
import type { ReportLine } from "./report-line.ts";
import { hasReviewer, refusalOfReviewer } from "./reviewer.ts";
import { sentencesOf } from "./sentences.ts";

const ZONE = "Europe/Berlin";
const MONTH = monthIn(ZONE, "2026-10");
const text = (en: string) => ({ en, zh: en });
const HASH = "a".repeat(64);

/** Lines of October, a day apart, and one of September. */
function lines(): readonly ReportLine[] {
  const said: readonly (readonly [string, string, object, string?])[] = [
    ["substance", "substance/1", { act: "approved", approval: { regime: "highly-toxic" } }],
    ["substance", "substance/2", { act: "approved", approval: { regime: "drug-precursor" } }],
    ["substance", "substance/1", { act: "moved", movement: { kind: "store" } }],
    ["substance", "substance/2", { act: "moved", movement: { kind: "store" } }],
    ["substance", "substance/1", { act: "moved", movement: { kind: "correct" } }],
    ["custody", "custody/1", { act: "found" }, "store"],
    ["custody", "custody/2", { act: "found" }, "cabinet"],
    ["custody", "custody/1", { act: "explained" }, "store"],
    ["stock-take", "stock-take/1", { act: "opened", cabinets: ["store", "cabinet"] }],
    ["stock-take", "stock-take/1", { act: "counted", cabinet: "cabinet", lines: [{ booked: 5, counted: 4 }], surplus: [{}] }],
    ["stock-take", "stock-take/1", { act: "counted", cabinet: "store", lines: [{ booked: 5, counted: 5 }] }],
    ["stock-take", "stock-take/1", { act: "late" }],
    ["stock-take", "stock-take/2", { act: "opened", cabinets: ["cabinet"] }],
    ["stock-take", "stock-take/2", { act: "late" }],
    ["hazard", "hazard/1", { act: "filed" }, "store"],
  ];
  const before: ReportLine = {
    number: 1,
    at: epochMs(MONTH.from - hours(3)),
    kind: "watched",
    actor: "system",
    detail: { since: MONTH.from - hours(4), until: MONTH.from - hours(3) },
  };
  return [
    before,
    ...said.map(([ledger, record, act, zoneId], place) => ({
      number: place + 2,
      at: epochMs(MONTH.from + hours(12 + place * 24)),
      kind: `${ledger}-recorded`,
      actor: "user:mei",
      detail: { record, act },
      ...(zoneId === undefined ? {} : { zoneId }),
    })),
  ];
}

const question = (over: Partial<CustodyMonthQuestion> = {}): CustodyMonthQuestion => ({
  timeZone: ZONE,
  month: MONTH,
  regime: "highly-toxic",
  zones: ["store"],
  doors: [],
  upTo: { line: 16, hash: HASH },
  began: epochMs(MONTH.from - hours(4)),
  ...over,
});

test.each([
  { regime: "highly-toxic", zones: ["store"], figures: { "stock-movements": 2, "stock-corrections": 1, "findings-found": 1 } },
  { regime: "drug-precursor", zones: ["cabinet"], figures: { "stock-movements": 1, "stock-corrections": 0, "findings-explained": 0 } },
  { regime: "highly-toxic", zones: ["store"], figures: { "cabinets-counted": 1, "count-differences": 0, "stock-takes-late": 1 } },
  { regime: "drug-precursor", zones: ["cabinet"], figures: { "cabinets-counted": 1, "count-differences": 2, "stock-takes-late": 2 } },
  { regime: "radioactive-source", zones: [], figures: { "stock-movements": 0, "findings-found": 0, "cabinets-counted": 0 } },
] as const)("of $regime $figures is counted, and nothing of others", ({ regime, zones, figures }) => {
  const report = countCustodyMonth(lines(), question({ regime, zones }));
  const known = new Map(report.sections.flatMap((section) => section.figures.map((figure) => [figure.name, figure] as const)));
  for (const [name, value] of Object.entries(figures)) {
    const figure = known.get(name as FigureName);
    expect([name, figure?.value, figure?.earlier]).toEqual([name, value, [0]]);
    expect(linesOfCustodyFigure(lines(), report, name as FigureName)).toEqual(figure?.lines);
  }
});

test("of a month before the journal nothing is known, and of days it has those with a line", () => {
  const report = countCustodyMonth(lines(), question({ began: MONTH.from }));
  const figures = report.sections.flatMap((section) => section.figures);
  expect(figures.every(({ earlier }) => earlier.length === 1 && earlier[0] === null)).toBe(true);
  expect(figures.find(({ name }) => name === "days-kept")?.value).toBe(15);
  expect(linesOfCustodyFigure(lines(), report, "alarms")).toEqual([]);
  expect(nameOfReport({ number: 14, report })).toBe("CM-14");
});

test("a month is the site's own: due on the 3rd at six, over the turn of a year and of summer time", () => {
  const at = (iso: string) => epochMs(Date.parse(iso));
  expect(latestDueMonth(ZONE, at("2026-11-03T04:59:00Z")).month).toBe("2026-09");
  expect(latestDueMonth(ZONE, at("2026-11-03T05:00:00Z")).month).toBe("2026-10");
  expect(latestDueMonth("Asia/Shanghai", at("2027-01-02T22:00:00Z")).month).toBe("2026-12");
  expect(monthBefore(ZONE, monthIn(ZONE, "2027-01")).month).toBe("2026-12");
  expect(MONTH.to - MONTH.from).toBe(hours(745));
  expect(() => monthIn(ZONE, "2026-13")).toThrow("no month");
});

const container = (over: object): Container =>
  ({
    regime: "highly-toxic",
    state: "stored",
    zoneId: "store",
    approval: { at: epochMs(MONTH.from + 1), by: "user:mei" },
    records: [],
    ...over,
  }) as unknown as Container;
const record = (at: EpochMs, over: object = {}) => ({
  movement: { kind: "inspect" },
  recordedAt: at,
  cabinet: "store",
  by: "user:wang",
  ...over,
});

test.each([
  { what: "on the books all the time", over: {}, used: true },
  { what: "approved after it", over: { approval: { at: MONTH.to, by: "user:mei" } }, used: false },
  { what: "closed before it", over: { state: "closed", records: [record(epochMs(MONTH.from - 1))] }, used: false },
  { what: "closed in it", over: { state: "closed", records: [record(MONTH.from)] }, used: true },
  { what: "asked for, and not approved yet", over: { state: "requested" }, used: false },
  { what: "that nobody else approved", over: { state: "not-approved" }, used: false },
  { what: "closed without a record", over: { state: "closed" }, used: true },
])("a regime with a container $what is in use: $used", ({ over, used }) => {
  expect(regimesInUse([container(over)], MONTH)).toEqual(used ? ["highly-toxic"] : []);
});

test("whoever approved a purchase as the second is involved", () => {
  const approval = { at: MONTH.from, by: "user:mei", second: "user:li" };
  expect(signersOfMonth({ regime: "highly-toxic", zones: ["store"], month: MONTH }, [container({ approval })], [])).toEqual([
    "user:li",
    "user:mei",
  ]);
});

test("whoever signed a record, a purchase or a count of the month is involved, and no other", () => {
  const of = { regime: "highly-toxic", zones: ["store"], month: MONTH } as const;
  const signers = signersOfMonth(
    of,
    [
      container({ records: [record(MONTH.from, { second: "user:li" }), record(MONTH.to, { by: "user:later" })] }),
      container({ approval: { at: MONTH.to, by: "user:later" } }),
      container({ regime: "drug-precursor", records: [record(MONTH.from, { by: "user:other" })] }),
    ],
    [
      {
        counts: [
          { cabinet: "store", doneAt: MONTH.from, by: "user:zhao" },
          { cabinet: "cabinet", doneAt: MONTH.from, by: "user:other" },
        ],
      },
    ] as never,
  );
  expect(signers).toEqual(["user:li", "user:mei", "user:wang", "user:zhao"]);
});

test("its cabinets are those of the regime, and those its records of the month were made at, of the zones the site has", () => {
  const site = {
    zones: ["building", "store", "cabinet", "bench"].map((id) => ({ id })),
    stock: {
      cabinets: [
        { zoneId: "store", regimes: ["highly-toxic"] },
        { zoneId: "cabinet", regimes: ["drug-precursor"] },
      ],
    },
  } as unknown as Site;
  const moved = container({
    zoneId: "gone",
    records: [record(MONTH.from, { cabinet: "bench" }), record(MONTH.to, { cabinet: "cabinet" })],
  });
  expect(cabinetsOfRegime(site, [moved], "highly-toxic", MONTH)).toEqual(["store", "bench"]);
  const before = epochMs(MONTH.from - 1);
  const transfer = { kind: "transfer", cabinet: "cabinet" };
  const of = (over: object) =>
    cabinetsOfRegime(site, [container({ approval: { at: before, cabinet: "bench" }, ...over })], "highly-toxic", MONTH);
  // What has left for good before, or was never bought, is nowhere; what is elsewhere now was where the month's end had it.
  expect(of({ state: "closed", zoneId: "bench", records: [record(before, { cabinet: "bench" })] })).toEqual(["store"]);
  expect(of({ state: "not-approved", zoneId: "bench" })).toEqual(["store"]);
  expect(of({ state: "approved", zoneId: "bench" })).toEqual(["store", "bench"]);
  expect(of({ zoneId: "cabinet", records: [record(before), record(MONTH.to, { movement: transfer })] })).toEqual(["store"]);
  expect(of({ zoneId: "cabinet", records: [record(before, { movement: transfer })] })).toEqual(["store", "cabinet"]);
});

test("it says in plain words what doors did, and for how long nobody knows", () => {
  const door = { zoneId: "store", place: { en: "Store", zh: "库房" }, unopened: ["SC-1/2"], unheard: milliseconds(0) };
  const visits = [
    { openedAt: MONTH.from, wasSeen: true, records: ["SC-1/1"] },
    { openedAt: MONTH.from, wasSeen: true, records: [] },
  ];
  const said = (doors: CustodyMonthQuestion["doors"]) =>
    sentencesOf(countCustodyMonth(lines(), question({ doors })))
      .filter(({ section }) => section === "openings")
      .map((sentence) => sentence.text);
  expect(said([{ ...door, visits }])).toEqual([
    {
      en: "Store: opened 2 times, 1 of them with no record; 1 record was of no opening that is known.",
      zh: "库房：开门 2 次，其中无对应记录 1 次；无对应开门的记录 1 条。",
    },
  ]);
  expect(said([{ ...door, visits: [], unopened: [], unheard: hours(3) }])[0]?.en).toContain("; the door could not be read for 3 h.");
  expect(said([])).toEqual([{ en: "No door of a cabinet was watched.", zh: "无受监视的储存柜门。" }]);
  expect(() => recordNameOf({ kind: "badge", at: MONTH.from, granted: true })).toThrow("badge is no record");
});

test("of cabinets of several departments nobody of any of them reviews, nor who answers for one, nor who signed in it", () => {
  const person = (id: string, department: string) => ({ id, name: id, department: text(department) });
  const site = {
    zones: [
      { id: "store", department: text("Chemistry"), responsible: "boss" },
      { id: "cabinet", department: text("Pharmacy") },
      { id: "hall" },
    ],
    people: [
      person("mei", "Chemistry"),
      person("li", "Pharmacy"),
      person("zhao", "Biology"),
      person("boss", "Direction"),
      person("wu", "Biology"),
    ],
  } as unknown as Site;
  const of = { zones: ["store", "cabinet"], involved: ["user:zhao"] };
  const refusals = ["mei", "li", "boss", "zhao", "wu"].map((id) => refusalOfReviewer(`user:${id}`, of, site));
  expect(refusals).toEqual([
    "REVIEWER_OWN_DEPARTMENT",
    "REVIEWER_OWN_DEPARTMENT",
    "REVIEWER_OWN_DEPARTMENT",
    "REVIEWER_INVOLVED",
    undefined,
  ]);
  expect(hasReviewer({ ...of, involved: ["user:zhao", "person:wu"] }, site, () => true)).toBe(false);
  expect(hasReviewer({ zones: ["hall"] }, site, () => true)).toBe(true);
});
