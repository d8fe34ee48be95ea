import { join } from "node:path";
import { days, milliseconds } from "@labcanary/domain/basics";
import type { HistoryChoice } from "@labcanary/ingest";
import { secret } from "../settings/load.ts";
import type { Settings } from "../settings/table.ts";

/** Chosen: a store that takes longer than this for one request is better asked again. */
const INFLUX_TIMEOUT = 10_000;

/** The store the settings name, of the site with that id. Does no I/O but reading the password's file. */
export function historyChoice(settings: Settings, site: string, environment: Readonly<Record<string, string | undefined>>): HistoryChoice {
  const retention = {
    raw: days(settings["history.rawDays"]),
    minutes: days(settings["history.minuteDays"]),
    hours: days(settings["history.hourDays"]),
  };
  const url = settings["influx.url"];
  if (url === undefined) return { kind: "sqlite", options: { file: join(settings.data, "history.sqlite"), retention } };
  const username = settings["influx.username"];
  const password = secret("influx.passwordFile", settings, environment);
  return {
    kind: "influx",
    options: {
      url,
      database: settings["influx.database"],
      site,
      retention,
      gzip: settings["influx.gzip"],
      timeout: milliseconds(INFLUX_TIMEOUT),
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
    },
  };
}
