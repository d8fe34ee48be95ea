import { describe, expect, test } from "vitest";
import { RECORD_CONDITIONS } from "@labcanary/domain/alarm";
import { LEDGERS, type LedgerName } from "@labcanary/domain/governance";
import { ROLES, rightsOf } from "../../../src/accounts/roles.ts";
import { PAGES, type PageName } from "../../../src/pages.ts";
import { alarmLinesPath, mayOpenRecord, recordPath, routeOf, SECTIONS, sectionOf, signalPath, tryPath } from "./routes.ts";
import { sectionAt, SHORTCUTS, shortcutOf } from "./shortcuts.ts";

describe("addresses", () => {
  test.each(["cab-17/vapour", "a.b_c/door state", "x/50%"])("the page of %s is found again by its address", (key) => {
    const route = routeOf(signalPath(key));
    expect(route.page === "signal" && `${route.params["deviceId"]}/${route.params["signal"]}`).toBe(key);
  });

  test("where its rules are tried is found again as well", () => {
    expect(routeOf(tryPath("x/50%"))).toEqual({ page: "try", params: { deviceId: "x", signal: "50%" } });
    expect(sectionOf(routeOf(tryPath("x/50%")))?.name).toBe("signals");
  });

  test("contacts, routes and channels are of the same section as duty", () => {
    expect(["/duty", "/people", "/routes", "/channels", "/hand-over"].map((path) => sectionOf(routeOf(path))?.name)).toEqual([
      "duty",
      "duty",
      "duty",
      "duty",
      "duty",
    ]);
  });

  test("the lines of an alarm are found again by its address", () => {
    expect(routeOf(alarmLinesPath("system-log-full-2a"))).toEqual({ page: "journal", params: { alarmId: "system-log-full-2a" } });
  });

  test.each([
    ["/", "alarms"],
    ["/signals", "signals"],
    ["/journal", "journal"],
    ["/health", "health"],
    ["/figures", "figures"],
    ["/try", "try"],
    ["/duty", "duty"],
    ["/people", "people"],
    ["/routes", "routes"],
    ["/channels", "channels"],
    ["/hand-over", "hand-over"],
    ["/hand-over/h1", "hand-over"],
    ["/wall", "wall"],
    ["/nothing", "alarms"],
    ["/signals/only-device", "alarms"],
    ["/signals/cab-17/50%", "alarms"],
    ["/journal/", "alarms"],
  ])("%s is the page %s", (path, page) => {
    expect(routeOf(path).page).toBe(page);
  });
});

describe("records", () => {
  /** The page of each ledger, and what its address says of the record. */
  const LEADS: Readonly<Record<LedgerName, readonly [page: PageName, said: "number" | "asked" | "nothing"]>> = {
    hazard: ["hazards", "number"],
    measure: ["measures", "number"],
    "public-report": ["reports", "number"],
    checklist: ["checks", "nothing"],
    patrol: ["checks", "nothing"],
    check: ["checks", "number"],
    substance: ["substances", "number"],
    custody: ["substances", "asked"],
    "stock-take": ["substances", "asked"],
    leave: ["keyPeriods", "nothing"],
    "key-period": ["keyPeriods", "number"],
    drill: ["drills", "number"],
    report: ["weekly", "number"],
    dossier: ["dossiers", "number"],
  };
  /** Whose alarms lead there: each condition of a record is of one of these. */
  const RAISING: Readonly<Record<string, LedgerName>> = {
    hand: "public-report",
    hazard: "hazard",
    major: "hazard",
    measure: "measure",
    check: "check",
    sealed: "key-period",
    key: "key-period",
    stock: "custody",
    dossier: "dossier",
    report: "report",
  };

  test.each(LEDGERS)("of the ledger %s are found on their own page", (ledger) => {
    const address = recordPath(`${ledger}/13`);
    const [page, said] = LEADS[ledger];
    const route = routeOf(address);
    expect(route.page).toBe(page);
    expect(route.params).toEqual(said === "number" ? { number: "13" } : {});
    if (said === "asked") expect(address).toBe(`${PAGES[page][0]}?record=${ledger === "custody" ? "CF" : "ST"}-13`);
    else expect(address).not.toContain("?");
  });

  test("of a year and of a week are found on different pages, by what they are called", () => {
    expect(recordPath("report/13", "YR-13")).toBe("/safety/yearly/13");
    expect(recordPath("report/12", "WR-12")).toBe("/safety/weekly/12");
  });

  test("every alarm of a record leads to its ledger's page, and none to that of controlled substances but those of it", () => {
    for (const name of Object.keys(RECORD_CONDITIONS)) {
      const ledger = RAISING[name.split("-")[0] ?? ""];
      expect(ledger, name).toBeDefined();
      const { page } = routeOf(recordPath(`${ledger}/1`));
      expect(page === "substances", name).toBe(name.startsWith("stock-"));
    }
  });

  test("whoever may not open the page of a record is not led there", () => {
    for (const role of ROLES) {
      const rights = rightsOf({ role });
      expect(mayOpenRecord("report/14", rights, "CM-14"), role).toBe(rights.includes("read-substances"));
      for (const ledger of LEDGERS) {
        const isOfStock = ["substance", "custody", "stock-take"].includes(ledger);
        expect(mayOpenRecord(`${ledger}/1`, rights), `${role} ${ledger}`).toBe(!isOfStock || rights.includes("read-substances"));
      }
    }
  });
});

describe("keys", () => {
  const press = { ctrlKey: false, altKey: false, metaKey: false, repeat: false };

  test("no key does two things", () => {
    const keys = [...SHORTCUTS.flatMap((shortcut) => shortcut.keys as readonly string[]), ...SECTIONS.map(({ key }) => key)];
    expect(new Set(keys).size).toBe(keys.length);
  });

  test.each([
    { over: { key: "a" }, typing: false, does: "acknowledge" },
    { over: { key: "a" }, typing: true, does: undefined },
    { over: { key: "Escape" }, typing: true, does: "close" },
    { over: { key: "a", ctrlKey: true }, typing: false, does: undefined },
    { over: { key: "a", repeat: true }, typing: false, does: undefined },
    { over: { key: "j", repeat: true }, typing: false, does: "next" },
    { over: { key: "z" }, typing: false, does: undefined },
  ])("$over while typing is $typing does $does", ({ over, typing, does }) => {
    expect(shortcutOf({ ...press, ...over }, typing)).toBe(does);
  });

  test("a digit goes to its section, but not while somebody types", () => {
    expect(sectionAt({ ...press, key: "6" }, false)?.name).toBe("duty");
    expect(sectionAt({ ...press, key: "6" }, true)).toBeUndefined();
    expect(sectionAt({ ...press, key: "6", metaKey: true }, false)).toBeUndefined();
  });
});
