import { days } from "@labcanary/domain/basics";
import { secret } from "../../settings/load.ts";
import type { Settings } from "../../settings/table.ts";
import { type Check, type Finding, found, type FindingKind, type World } from "../check.ts";

const UNREACHABLE: FindingKind = {
  code: "INFLUX_UNREACHABLE",
  urgency: "now",
  remedy: {
    en: "Start InfluxDB or mend influx.url. Alarms go on; history waits in the accepted log until that is full.",
    zh: "请启动 InfluxDB 或更正 influx.url。报警照常；历史数据暂存于接收日志，直至写满。",
  },
};
const VERSION: FindingKind = {
  code: "INFLUX_VERSION",
  urgency: "soon",
  remedy: {
    en: "Use InfluxDB 1.8 of the 1.x line, or Debian's 1.6.7, which the platform is tested with.",
    zh: "请使用 InfluxDB 1.x 系列的 1.8 版，或平台测试所用的 Debian 1.6.7 版。",
  },
};
const REFUSED: FindingKind = {
  code: "INFLUX_REFUSED",
  urgency: "now",
  remedy: { en: "Mend influx.username and its password.", zh: "请更正 influx.username 及其密码。" },
};
const NO_DATABASE: FindingKind = {
  code: "INFLUX_NO_DATABASE",
  urgency: "now",
  remedy: {
    en: "The platform makes it at start: restart it with a user that may, or make the database by hand.",
    zh: "平台启动时会创建数据库：请用有权限的用户重启平台，或手动创建。",
  },
};
const RETENTION: FindingKind = {
  code: "INFLUX_RETENTION",
  urgency: "soon",
  remedy: {
    en: "Restart the platform, which sets it, and let nobody else change it: readings may be gone before their time.",
    zh: "请重启平台以重新设置，并禁止他人修改：否则读数可能提前被删除。",
  },
};

/** What is supported: InfluxDB 1.x (docs/decisions/0004) from what Debian has, on which every test of the history runs. */
const SUPPORTED = /^v?1\.([6-9]|\d{2,})\./;
const MILLISECONDS_OF_UNIT: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000 };

/** The InfluxDB history is kept in. Nothing where it is kept in the embedded store. */
export const influx: Check = {
  name: "InfluxDB",
  kinds: [UNREACHABLE, VERSION, REFUSED, NO_DATABASE, RETENTION],
  async look(world, signal) {
    const { settings } = world;
    const url = settings["influx.url"];
    if (url === undefined) return [];
    let version: string;
    try {
      const ping = await fetch(new URL("ping", withSlash(url)), { signal });
      version = ping.headers.get("x-influxdb-version") ?? "unknown";
    } catch (error) {
      const why = causeOf(error);
      return [found(UNREACHABLE, `InfluxDB at ${url} does not answer: ${why}`, `InfluxDB（${url}）没有应答：${why}`)];
    }
    const findings: Finding[] = [];
    if (!SUPPORTED.test(version))
      findings.push(found(VERSION, `InfluxDB at ${url} is of version ${version}`, `InfluxDB（${url}）的版本为 ${version}`));
    return [...findings, ...(await databaseFindings(url, world, signal))];
  },
};

async function databaseFindings(url: string, { settings, environment }: World, signal: AbortSignal): Promise<readonly Finding[]> {
  const database = settings["influx.database"];
  const username = settings["influx.username"];
  const password = secret("influx.passwordFile", settings, environment) ?? "";
  const address = new URL("query", withSlash(url));
  address.searchParams.set("q", `SHOW RETENTION POLICIES ON "${database}"`);
  const login = username === undefined ? {} : { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` };
  const answer = await fetch(address, { headers: login, signal });
  if (answer.status === 401 || answer.status === 403)
    return [
      found(REFUSED, `InfluxDB refuses ${username ?? "whoever names no user"}`, `InfluxDB 拒绝用户 ${username ?? "（未指定）"} 登录`),
    ];
  const { results = [] } = (await answer.json()) as { readonly results?: readonly QueryResult[] };
  const [result] = results;
  if (result?.error !== undefined) {
    return [found(NO_DATABASE, `InfluxDB says of ${database}: ${result.error}`, `InfluxDB 关于数据库 ${database} 的回答：${result.error}`)];
  }
  const kept = new Map((result?.series?.[0]?.values ?? []).map(([name, duration]) => [name, millisecondsOf(String(duration))]));
  return WANTED.flatMap(({ policy, setting }) => {
    const [is, least] = [kept.get(policy), days(settings[setting])];
    // 0: for ever.
    if (is === 0 || (is !== undefined && is >= least)) return [];
    const [en, zh] = is === undefined ? ["is missing", "不存在"] : [`keeps ${is / days(1)} days`, `只保留 ${is / days(1)} 天`];
    return [
      found(
        RETENTION,
        `the retention policy ${policy} ${en}; ${setting} is ${settings[setting]}`,
        `保留策略 ${policy} ${zh}；${setting} 为 ${settings[setting]}`,
      ),
    ];
  });
}

interface QueryResult {
  readonly error?: string;
  readonly series?: readonly { readonly values: readonly (readonly (string | number | boolean)[])[] }[];
}

/** The platform's retention policies and how long each is to keep at least (docs/decisions/0004). */
const WANTED = [
  { policy: "raw", setting: "history.rawDays" },
  { policy: "minutes", setting: "history.minuteDays" },
  { policy: "hours", setting: "history.hourDays" },
] as const satisfies readonly { policy: string; setting: keyof Settings }[];

/** `9624h0m0s`, as InfluxDB prints durations. */
const millisecondsOf = (duration: string): number =>
  [...duration.matchAll(/(\d+)([hms])/g)].reduce((sum, [, count, unit = ""]) => sum + Number(count) * (MILLISECONDS_OF_UNIT[unit] ?? 0), 0);

const withSlash = (url: string): string => (url.endsWith("/") ? url : `${url}/`);

/** `fetch failed` says nothing; what is behind it does. */
export const causeOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? (cause.message === "" ? String((cause as NodeJS.ErrnoException).code) : cause.message) : String(cause);
};
