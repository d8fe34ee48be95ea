import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Check, type Finding, found, type FindingKind } from "../check.ts";

const NODE: FindingKind = {
  code: "NODE_VERSION",
  urgency: "soon",
  remedy: {
    en: "Run the platform with the Node that comes along: put node_modules/.bin first on the PATH, or use npm start.",
    zh: "请使用随附的 Node 运行平台：把 node_modules/.bin 放在 PATH 最前，或使用 npm start。",
  },
};
const TIME_ZONES: FindingKind = {
  code: "TIME_ZONES_OLD",
  urgency: "advice",
  remedy: {
    en: "Update Node: governments change clocks at short notice, and duty hours follow the rules it has.",
    zh: "请更新 Node：各地夏令时规则随时会变，值班时段以其内置规则为准。",
  },
};
const ZONE_UNKNOWN: FindingKind = {
  code: "TIME_ZONE_UNKNOWN",
  urgency: "now",
  remedy: {
    en: "Give timeZone of the site the name of a zone of the IANA database, such as Asia/Shanghai.",
    zh: "请把站点的 timeZone 设为 IANA 时区名，例如 Asia/Shanghai。",
  },
};

/** Whole years a time zone database may lie behind. Chosen: it is published several times a year. */
const OLD_YEARS = 2;
const PACKAGE_FILE = join(import.meta.dirname, "../../../../package.json");

/** The Node the platform runs by, and the time zones it knows. */
export const versions: Check = {
  name: "versions",
  kinds: [NODE, TIME_ZONES, ZONE_UNKNOWN],
  look({ live, site, now }) {
    const node = live?.node ?? process.version;
    const { engines } = JSON.parse(readFileSync(PACKAGE_FILE, "utf8")) as { readonly engines: { readonly node: string } };
    return [
      ...nodeFindings(node, engines.node),
      ...zoneFindings(process.versions["tz"], now),
      ...(site.ok ? siteZone(site.value.timeZone) : []),
    ];
  },
};

/** `engines` as the package has it: `>=24.20`. */
export function nodeFindings(node: string, engines: string): readonly Finding[] {
  const [major = 0, minor = 0] = numbersOf(node);
  const [leastMajor = 0, leastMinor = 0] = numbersOf(engines);
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return [];
  return [found(NODE, `Node is ${node}; the platform needs ${engines}`, `Node 版本为 ${node}；平台需要 ${engines}`)];
}

/** `tz` as Node has it: `2026a`. */
export function zoneFindings(tz: string | undefined, now: number): readonly Finding[] {
  const [year] = numbersOf(tz ?? "");
  if (year !== undefined && new Date(now).getUTCFullYear() - year < OLD_YEARS) return [];
  return [found(TIME_ZONES, `the time zone database is of ${tz ?? "nobody knows when"}`, `时区数据库版本为 ${tz ?? "未知"}`)];
}

function siteZone(timeZone: string): readonly Finding[] {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return [];
  } catch {
    return [found(ZONE_UNKNOWN, `Node does not know the time zone ${timeZone}`, `Node 不认识时区 ${timeZone}`)];
  }
}

const numbersOf = (text: string): readonly number[] => (text.match(/\d+/g) ?? []).map(Number);
