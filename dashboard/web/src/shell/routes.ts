/** What is told of who is told: each a page of its own. */
export const DUTY_TABS = ["duty", "people", "routes", "channels"] as const;
export type DutyTab = (typeof DUTY_TABS)[number];

/** The pages there are. */
export type Route =
  | { readonly page: "alarms" }
  | { readonly page: "signals" }
  | { readonly page: "signal"; readonly deviceId: string; readonly signal: string }
  /** With an alarm: its lines alone. */
  | { readonly page: "journal"; readonly alarmId?: string }
  | { readonly page: "figures" }
  | { readonly page: DutyTab }
  | { readonly page: "health" }
  /** With a signal: it is chosen already. */
  | { readonly page: "try"; readonly deviceId?: string; readonly signal?: string };

/** What the top of the page leads to, in its order. */
export const SECTIONS = [
  { name: "alarms", path: "/" },
  { name: "signals", path: "/signals" },
  { name: "duty", path: "/duty" },
  { name: "journal", path: "/journal" },
  { name: "figures", path: "/figures" },
  { name: "health", path: "/health" },
] as const;

/** The section a page belongs to. */
export function sectionOf({ page }: Route): (typeof SECTIONS)[number]["name"] {
  switch (page) {
    case "signal":
    case "try":
      return "signals";
    case "people":
    case "routes":
    case "channels":
      return "duty";
    case "alarms":
    case "signals":
    case "duty":
    case "journal":
    case "figures":
    case "health":
      return page;
  }
}

const ALARM_LINES = /^\/journal\/([A-Za-z0-9-]+)$/;
const SIGNAL = /^\/(signals|try)\/([^/]+)\/([^/]+)$/;

/** The page at an address; one that is not known is the alarm page, the one that must never be missing. */
export function routeOf(path: string): Route {
  if (path === "/signals") return { page: "signals" };
  if (path === "/journal") return { page: "journal" };
  if (path === "/figures") return { page: "figures" };
  if (path === "/health") return { page: "health" };
  if (path === "/try") return { page: "try" };
  const tab = DUTY_TABS.find((name) => path === `/${name}`);
  if (tab !== undefined) return { page: tab };
  const [, alarmId] = ALARM_LINES.exec(path) ?? [];
  if (alarmId !== undefined) return { page: "journal", alarmId };
  const [, section, deviceId, signal] = SIGNAL.exec(path) ?? [];
  if (deviceId === undefined || signal === undefined) return { page: "alarms" };
  return { page: section === "try" ? "try" : "signal", deviceId: decodeURIComponent(deviceId), signal: decodeURIComponent(signal) };
}

/** The address of a signal's page, from its key `deviceId/name`. */
export const signalPath = (key: string): string => `/signals/${placeOf(key)}`;

/** The address at which rules of a signal are tried. */
export const tryPath = (key: string): string => `/try/${placeOf(key)}`;

function placeOf(key: string): string {
  const slash = key.indexOf("/");
  return `${encodeURIComponent(key.slice(0, slash))}/${encodeURIComponent(key.slice(slash + 1))}`;
}

/** The address of the journal's lines about one alarm. */
export const alarmLinesPath = (alarmId: string): string => `/journal/${alarmId}`;
