import type { LedgerName } from "@labcanary/domain/governance";
import type { Right } from "../../../src/accounts/roles.ts";
import { type PageName, PAGES } from "../../../src/pages.ts";
import type { RegisterKind } from "../../../src/protection/register-entry.ts";

/** A page, and what its address says of it. */
export interface Route {
  readonly page: PageName;
  readonly params: Readonly<Record<string, string>>;
}

/**
 * What the rail leads to, in its order: each section's pages, the first of which it opens, the key that does so, and those of its pages
 * that are tabs of one another. A page may be in no section.
 */
export const SECTIONS = [
  { name: "alarms", key: "1", pages: ["alarms", "code"], tabs: [] },
  { name: "plans", key: "7", pages: ["plans", "planEditor"], tabs: [] },
  { name: "signals", key: "2", pages: ["signals", "history", "signal", "try"], tabs: ["signals", "history"] },
  { name: "protection", key: "8", pages: ["protection", "availability"], tabs: ["protection", "availability"] },
  {
    name: "duty",
    key: "6",
    pages: ["duty", "people", "routes", "channels", "hand-over"],
    tabs: ["duty", "people", "routes", "channels", "hand-over"],
  },
  {
    name: "safety",
    key: "0",
    pages: ["hazards", "measures", "checks", "keyPeriods", "drills", "substances", "dossiers", "reports", "weekly", "yearly", "doors"],
    tabs: ["hazards", "measures", "checks", "keyPeriods", "drills", "substances", "dossiers", "reports", "weekly", "yearly", "doors"],
  },
  { name: "journal", key: "3", pages: ["journal"], tabs: [] },
  { name: "figures", key: "5", pages: ["figures"], tabs: [] },
  { name: "health", key: "4", pages: ["health"], tabs: [] },
  {
    name: "administration",
    key: "9",
    pages: ["accounts", "sessions", "tokens", "personalData", "devices", "commissioning"],
    tabs: ["accounts", "sessions", "tokens", "personalData", "devices", "commissioning"],
  },
] as const satisfies readonly Section[];

interface Section {
  readonly name: string;
  readonly key: string;
  readonly pages: readonly PageName[];
  readonly tabs: readonly PageName[];
}
export type SectionName = (typeof SECTIONS)[number]["name"];

/** Pages that are not everybody's, and the right each takes. */
const NEEDS: Readonly<Partial<Record<PageName, Right>>> = {
  figures: "read-figures",
  doors: "file-hazards",
  accounts: "manage-accounts",
  sessions: "manage-accounts",
  tokens: "issue-tokens",
  personalData: "manage-accounts",
  devices: "manage-devices",
  commissioning: "commission",
  substances: "read-substances",
};
/** Before it is known who looks, what most people have: what comes and goes under the pointer is worse. */
const USUAL_RIGHTS: readonly string[] = ["read-figures"] satisfies Right[];

function mayOpen(page: PageName, rights: readonly string[]): boolean {
  const needed = NEEDS[page];
  return needed === undefined || rights.includes(needed);
}

/** What the rail leads whoever has these rights to: sections, each with the page it opens. */
export const sectionsFor = (rights = USUAL_RIGHTS): readonly OpenSection[] =>
  SECTIONS.flatMap((section) => {
    const page = section.pages.find((candidate) => mayOpen(candidate, rights));
    return page === undefined ? [] : { ...section, page };
  });
export type OpenSection = (typeof SECTIONS)[number] & { readonly page: PageName };

export const tabsFor = <Tab extends PageName>(tabs: readonly Tab[], rights = USUAL_RIGHTS): readonly Tab[] =>
  tabs.filter((tab) => mayOpen(tab, rights));

/** The section a page belongs to. */
export const sectionOf = ({ page }: Route): (typeof SECTIONS)[number] | undefined =>
  SECTIONS.find(({ pages }) => (pages as readonly PageName[]).includes(page));

/** The page at an address, whatever is asked of it after a question mark; one that is not known is the alarm page, the one that must never be missing. */
export function routeOf(address: string): Route {
  const [path = ""] = address.split("?");
  for (const [page, patterns] of Object.entries(PAGES) as [PageName, readonly string[]][])
    for (const pattern of patterns) {
      const params = paramsOf(pattern, path);
      if (params !== undefined) return { page, params };
    }
  return { page: "alarms", params: {} };
}

function paramsOf(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const said = given[index] ?? "";
    if (!part.startsWith(":")) {
      if (part !== said) return undefined;
      continue;
    }
    const value = decoded(said);
    if (value === undefined || value === "") return undefined;
    params[part.slice(1)] = value;
  }
  return params;
}

/** Undefined of what no browser writes: a lone per cent sign. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** The address of a page that needs nothing said. */
export const pathOf = (page: PageName): string => PAGES[page][0];

/** The address of what is impaired in one way. */
export const impairedPath = (kind: RegisterKind): string => `/protection/${kind}`;

/** The address at which it is shown how much of a span a room was protected. */
export const availabilityPath = ({ from, to, room }: { readonly from: number; readonly to: number; readonly room: string }): string =>
  `${pathOf("availability")}?from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}&room=${encodeURIComponent(room)}`;

/** The address of a signal's page, from its key `deviceId/name`. */
export const signalPath = (key: string): string => `/signals/${placeOf(key)}`;

/** The address at which rules of a signal are tried. */
export const tryPath = (key: string): string => `/try/${placeOf(key)}`;

/** The address at which readings of a signal are shown with those of others; with a span: of it, else the last day. */
export function signalHistoryPath(key: string, span?: { readonly from: number; readonly to: number }): string {
  const times = span === undefined ? "" : `&from=${new Date(span.from).toISOString()}&to=${new Date(span.to).toISOString()}`;
  return `/history?signals=${key}${times}`;
}

function placeOf(key: string): string {
  const slash = key.indexOf("/");
  return `${encodeURIComponent(key.slice(0, slash))}/${encodeURIComponent(key.slice(slash + 1))}`;
}

/** The address that opens the alarm of a code. */
export const codePath = (code: string): string => `/a/${encodeURIComponent(code.trim().toUpperCase())}`;
/** The address of whatever shows a signal at its place. */
export const placePath = (key: string): string => `/plans/at/${placeOf(key)}`;

export const planPath = (planId: string): string => `/plans/${encodeURIComponent(planId)}`;
export const zonePlanPath = (zoneId: string): string => `/plans/zone/${encodeURIComponent(zoneId)}`;
export const planEditorPath = (planId: string): string => `/plan-editor/${encodeURIComponent(planId)}`;

/** Without a name: of whom there may be something. */
export const personalDataPage = (name?: string): string =>
  name === undefined ? "/administration/people" : `/administration/people/${encodeURIComponent(name)}`;
/** The address of a drill, by its number. */
export const drillPath = (number: number): string => `/safety/drills/${number}`;
/** The address of a check, by its number. */
export const checkPath = (number: number): string => `/safety/checks/${number}`;
/** The address of a hazard, by its number. */
export const hazardPath = (number: number): string => `/safety/hazards/${number}`;
/** The address of a container of a controlled substance, by its number. */
export const containerPath = (number: number): string => `/safety/substances/${number}`;

/** The address of an excursion dossier, by its number. */
export const dossierPath = (number: number): string => `/safety/dossiers/${number}`;
/** The address of the dossier of an alarm, or at which it is opened. */
export const dossierOfAlarmPath = (alarmId: string): string => `/safety/dossiers?alarm=${encodeURIComponent(alarmId)}`;

/** The address at which a hazard is filed about an alarm. */
export const filePath = (alarmId: string): string => `/safety/hazards?alarm=${encodeURIComponent(alarmId)}`;

/** The address of a report of a week or a year, by its number. */
export const countedReportPath = (page: "weekly" | "yearly", number: number): string => `/safety/${page}/${number}`;

/**
 * Where records of each ledger are read. Findings and stock-takes stand among others on the page of controlled substances, which shows the
 * one it is asked for; lists and patrols have no page of their own but that of checks, and leave that of key periods.
 */
const PATH_OF_LEDGER: Readonly<Record<LedgerName, (number: number, said: string) => string>> = {
  hazard: hazardPath,
  measure: (number) => `${pathOf("measures")}/${number}`,
  "public-report": (number) => `${pathOf("reports")}/${number}`,
  checklist: () => pathOf("checks"),
  patrol: () => pathOf("checks"),
  check: checkPath,
  substance: containerPath,
  custody: (number) => `${pathOf("substances")}?record=CF-${number}`,
  "stock-take": (number) => `${pathOf("substances")}?record=ST-${number}`,
  leave: () => pathOf("keyPeriods"),
  "key-period": (number) => `${pathOf("keyPeriods")}/${number}`,
  drill: drillPath,
  // Weeks and years are numbered together.
  report: (number, said) => countedReportPath(said.startsWith("YR-") ? "yearly" : "weekly", number),
  dossier: dossierPath,
};

/** The address of a record (`hazard/12`), and what it is called where that is known (`HZ-12`). */
export function recordPath(record: string, said = ""): string {
  const [ledger, number] = record.split("/") as [LedgerName, string];
  return PATH_OF_LEDGER[ledger](Number(number), said);
}

/**
 * Whether the page of a record is for somebody with these rights; `said` as for its address: a month of custody (`CM-14`) is read where
 * weeks are, by those who read stock.
 */
export const mayOpenRecord = (record: string, rights: readonly string[], said = ""): boolean =>
  mayOpen(said.startsWith("CM-") ? "substances" : routeOf(recordPath(record)).page, rights);

/** A page that is worked on without a link: what is entered waits on the device, and nothing on it was told by the platform lately. */
export const isWorkedBlind = ({ page, params }: Route): boolean => page === "checks" && params["number"] !== undefined;

/** The address of the journal's lines about one alarm. */
export const alarmLinesPath = (alarmId: string): string => `/journal/${encodeURIComponent(alarmId)}`;
