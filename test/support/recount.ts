import { DatabaseSync } from "node:sqlite";
import type { AlarmBooks } from "@labcanary/domain/alarm";
import { databaseFile } from "../../alerting/src/store/database.ts";

type Rows = readonly Readonly<Record<string, unknown>>[];

/** What the tables hold, counted row by row: what the books must say of it. */
export function recountOf(dataFolder: string): {
  readonly alarms: AlarmBooks["alarms"];
  readonly notices: Omit<AlarmBooks["notices"], "asked" | "had" | "forgotten">;
} {
  const database = new DatabaseSync(databaseFile(dataFolder), { readOnly: true });
  const alarms: Rows = database.prepare("SELECT annunciation FROM alarms").all();
  const notices: Rows = database.prepare("SELECT state, best FROM outbox WHERE step <> 'canary'").all();
  database.close();
  const ended = alarms.filter(({ annunciation }) => annunciation === "normal").length;
  const count = (state: string): number => notices.filter((row) => row["state"] === state).length;
  const proven = notices.filter(({ state, best }) => state === "accepted" && (best === "delivered" || best === "read")).length;
  return {
    alarms: { opened: alarms.length, standing: alarms.length - ended, ended },
    notices: {
      waiting: count("waiting"),
      sending: count("sending"),
      accepted: count("accepted") - proven,
      proven,
      failed: count("failed"),
      cancelled: count("cancelled"),
    },
  };
}
