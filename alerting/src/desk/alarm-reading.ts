import type { DatabaseSync } from "node:sqlite";
import type { AlarmDesk, Clock } from "@labcanary/domain/ports";
import { createFigureSource } from "../alarms/figure-source.ts";
import type { AlarmKeeper } from "../alarms/keeper.ts";
import { createReplacements } from "../journal/replacements.ts";
import type { Desk } from "./desk.ts";
import type { Tables } from "./tables.ts";

/** AlarmDesk.list: default limit. */
const DEFAULT_LIST_LIMIT = 10_000;

type AlarmReading = Pick<Desk, "counts" | "events" | "books" | "outOfService"> &
  Pick<
    AlarmDesk,
    "list" | "get" | "alarmOfRecord" | "timeline" | "journal" | "alarmsOfSignal" | "replacementsOf" | "flood" | "figures" | "figureLines"
  >;

/** What is asked of alarms and their journal, and changes nothing. */
export function createAlarmReading(
  database: DatabaseSync,
  { alarms, journal, events, books, outOfService }: Tables,
  { clock, floods }: { readonly clock: Clock; readonly floods: AlarmKeeper["floods"] },
): AlarmReading {
  const figureSource = createFigureSource(database, "security-centre");
  return {
    list: ({ states, limit = DEFAULT_LIST_LIMIT } = {}) =>
      states === undefined ? alarms.annunciated(limit) : alarms.inStates(states, limit),
    get: alarms.get,
    alarmOfRecord: alarms.newestOfRecord,
    alarmsOfSignal: alarms.ofSignal,
    counts: alarms.counts,
    flood: floods.current,
    outOfService: outOfService.list,
    timeline: journal.timeline,
    journal: journal.last,
    replacementsOf: createReplacements(database),
    events: events.between,
    books: books.read,
    figures: (from, to) => figureSource.figures({ from, to, now: clock.now() }),
    figureLines: (from, to, question) => figureSource.lines({ from, to, now: clock.now() }, question),
  };
}
