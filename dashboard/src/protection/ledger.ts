import { setImmediate as nextTurn } from "node:timers/promises";
import { collectAvailability, isNeeded, type LossSpan, PROTECTION_LOSSES, type RoomAvailability } from "@labcanary/domain/alarm";
import { type DurationMs, days, elapsed, type EpochMs, epochMs, minus, seconds, times } from "@labcanary/domain/basics";
import { roomOf } from "@labcanary/domain/site";
import type { SignalKey } from "@labcanary/domain/telemetry";
import { type Scope, scopeOf } from "../accounts/scope.ts";
import { indexOf } from "../http/site-index.ts";
import type { DashboardDeps } from "../ports.ts";
import { openLedgerDatabase } from "./ledger-database.ts";
import type { Register, RegisterLine } from "./register.ts";

/** How often it is looked what does not protect: what lasts for less may be missed, what has ended counts this much too long (chosen). */
const LOOK_EVERY: DurationMs = seconds(10);
/** Between two looks further apart than this nobody watched (chosen: two looks may be late or lost). */
const STILL_WATCHED: DurationMs = times(LOOK_EVERY, 3);
/** As long as readings are kept by default. */
const KEPT: DurationMs = days(400);
/** Lines written or read in one turn of the event loop (chosen: some milliseconds; what happens meanwhile waits no longer than that). */
const SLICE = 500;

/** How much of a span rooms were protected. */
export interface Availability {
  /** Later than asked where nothing was kept before. */
  readonly from: EpochMs;
  /** Earlier than asked where that is yet to come. */
  readonly to: EpochMs;
  readonly rooms: readonly RoomAvailability[];
}

/** Keeps when which signal did not protect, and when nobody watched. */
export interface Ledger {
  availability(span: { readonly from: EpochMs; readonly to: EpochMs }, scope: Scope): Promise<Availability>;
  /** Looks once more than by the clock; resolves when it is kept. */
  look(): Promise<void>;
  close(): Promise<void>;
}

/** What the ledger writes of an entry of the register. */
interface Loss {
  readonly signal: SignalKey;
  readonly loss: LossSpan["loss"];
  readonly since: EpochMs;
}
const keyOf = ({ signal, loss, since }: Loss): string => `${loss} ${since} ${signal}`;

export function openLedger(
  { dataFolder }: { readonly dataFolder: string },
  { clock, site, logger, register }: Pick<DashboardDeps, "clock" | "site" | "logger"> & { readonly register: Register },
): Ledger {
  const database = openLedgerDatabase(dataFolder);
  const lastWatch = database.prepare("SELECT rowid, from_at, to_at FROM watch ORDER BY rowid DESC LIMIT 1");
  const firstWatch = database.prepare("SELECT min(from_at) AS at FROM watch");
  const beginWatch = database.prepare("INSERT INTO watch (from_at, to_at) VALUES (?, ?)");
  const extendWatch = database.prepare("UPDATE watch SET to_at = ? WHERE rowid = ?");
  const beginLoss = database.prepare(
    "INSERT INTO loss (signal, loss, since) VALUES (?, ?, ?) ON CONFLICT (signal, loss, since) DO UPDATE SET until = NULL",
  );
  const endLoss = database.prepare("UPDATE loss SET until = ? WHERE signal = ? AND loss = ? AND since = ?");
  const addNeeded = database.prepare("INSERT OR IGNORE INTO needed (signal, since) VALUES (?, ?)");
  const removeNeeded = database.prepare("DELETE FROM needed WHERE signal = ?");
  const allNeeded = database.prepare("SELECT signal, since FROM needed");
  const watches = database.prepare("SELECT from_at, to_at FROM watch WHERE to_at > ? AND from_at < ?");
  const losses = database.prepare(
    `SELECT rowid AS place, signal, loss, since, until FROM loss
     WHERE rowid > :place AND since < :to AND (until IS NULL OR until > :from) ORDER BY rowid LIMIT ${SLICE}`,
  );
  const forgetLosses = database.prepare(`DELETE FROM loss WHERE rowid IN (SELECT rowid FROM loss WHERE until < ? LIMIT ${SLICE})`);
  const forgetWatches = database.prepare("DELETE FROM watch WHERE to_at < ?");

  // What a former process left open was so until that one was gone; if it still is, the first look finds it again.
  const leftAt = lastWatch.get()?.["to_at"];
  if (leftAt !== undefined) database.prepare("UPDATE loss SET until = max(since, ?) WHERE until IS NULL").run(Number(leftAt));

  const open = new Map<string, Loss>();
  let needed = new Map<SignalKey, EpochMs>();
  let neededOf: string | undefined;
  let looking: Promise<void> | undefined;
  let isFailing = false;
  /** Row of the time this process has watched. */
  let watching: number | undefined;

  /** Runs the work on every item, in transactions of a slice each; `kept` is told of those that are on disk. */
  async function inSlices<Item>(items: readonly Item[], work: (item: Item) => void, kept: (item: Item) => void = () => {}): Promise<void> {
    for (let first = 0; first < items.length; first += SLICE) {
      if (first > 0) await nextTurn();
      database.exec("BEGIN");
      try {
        for (const item of items.slice(first, first + SLICE)) work(item);
        database.exec("COMMIT");
      } catch (error) {
        database.exec("ROLLBACK");
        throw error;
      }
      for (const item of items.slice(first, first + SLICE)) kept(item);
    }
  }

  /** Signals count from when they are needed, and no longer when the site has changed its mind. */
  async function followSite(at: EpochMs): Promise<void> {
    const { version, signals } = site();
    if (version === neededOf) return;
    const now = new Set(signals.filter(({ rules }) => isNeeded(rules)).map(({ key }) => key));
    const known = new Map(allNeeded.all().map((row): [string, EpochMs] => [String(row["signal"]), epochMs(Number(row["since"]))]));
    await inSlices(
      [...known.keys()].filter((signal) => !now.has(signal)),
      (signal) => void removeNeeded.run(signal),
    );
    await inSlices(
      [...now].filter((signal) => !known.has(signal)),
      (signal) => void addNeeded.run(signal, at),
    );
    needed = new Map([...now].map((signal) => [signal, known.get(signal) ?? at]));
    neededOf = version;
  }

  async function look(): Promise<void> {
    const at = clock.now();
    await followSite(at);
    const now = new Map<string, Loss>();
    for (const line of register.lines(scopeOf(undefined, site()))) {
      const loss = lossOf(line, register);
      if (loss === undefined || !needed.has(loss.signal)) continue;
      // One that began while this look was under way begins with it.
      now.set(keyOf(loss), loss.since > at ? { ...loss, since: at } : loss);
    }
    const begun = [...now].filter(([key]) => !open.has(key));
    const ended = [...open].filter(([key]) => !now.has(key));
    await inSlices(
      begun,
      ([, loss]) => void beginLoss.run(loss.signal, loss.loss, loss.since),
      ([key, loss]) => void open.set(key, loss),
    );
    await inSlices(
      ended,
      ([, loss]) => void endLoss.run(Math.max(at, loss.since), loss.signal, loss.loss, loss.since),
      ([key]) => void open.delete(key),
    );
    // Last: only what was looked at and kept counts as watched.
    noteWatched(at);
    forgetLosses.run(minus(at, KEPT));
    forgetWatches.run(minus(at, KEPT));
  }

  function noteWatched(at: EpochMs): void {
    const until = Number(lastWatch.get()?.["to_at"] ?? at);
    // A restart is a gap, however short it was; and so is a machine that slept.
    if (watching === undefined || elapsed(epochMs(until), at) > STILL_WATCHED) watching = Number(beginWatch.run(at, at).lastInsertRowid);
    else extendWatch.run(at, watching);
  }

  function lookOnce(): Promise<void> {
    looking ??= look()
      .then(
        () => {
          isFailing = false;
        },
        (error: unknown) => {
          if (!isFailing) logger.error({ error }, "it cannot be kept when protection does not work; this counts as time nobody watched");
          isFailing = true;
        },
      )
      .finally(() => {
        looking = undefined;
      });
    return looking;
  }

  const endLooking = clock.every(LOOK_EVERY, () => void lookOnce());
  void lookOnce();

  return {
    async availability(asked, scope) {
      await looking;
      const last = lastWatch.get();
      const now = clock.now();
      const begun = epochMs(Number(firstWatch.get()?.["at"] ?? now));
      const to = epochMs(Math.min(asked.to, now));
      const from = epochMs(Math.min(Math.max(asked.from, begun), to));
      // Since the last look nobody knows; within its time it goes on as it was.
      const lookedAt = Number(last?.["to_at"] ?? from);
      const known = now - lookedAt <= STILL_WATCHED ? now : lookedAt;
      const { zones, signals } = indexOf(site());
      const byRoom = new Map<string, { signal: SignalKey; since: EpochMs }[]>();
      for (const [signal, since] of needed) {
        const zoneId = signals.get(signal)?.zoneId;
        if (zoneId === undefined || !scope.hasSignal(signal)) continue;
        const roomId = roomOf(zones, zoneId);
        const members = byRoom.get(roomId);
        if (members === undefined) byRoom.set(roomId, [{ signal, since }]);
        else members.push({ signal, since });
      }
      const collector = collectAvailability({ from, to });
      for (const row of watches.all(from, to)) {
        const end = Number(row["to_at"]);
        collector.takeWatch({ from: epochMs(Number(row["from_at"])), to: epochMs(end === lookedAt ? known : end) });
      }
      for (let place = 0; ; await nextTurn()) {
        const slice = losses.all({ place, from, to });
        for (const { signal, loss, since, until } of slice)
          collector.takeLoss({
            signal: String(signal),
            loss: String(loss) as LossSpan["loss"],
            from: epochMs(Number(since)),
            to: epochMs(until === null ? now : Number(until)),
          });
        if (slice.length < SLICE) break;
        place = Number(slice.at(-1)?.["place"]);
      }
      const rooms: RoomAvailability[] = [];
      for (const [roomId, members] of byRoom) {
        const room = collector.availabilityOf({ roomId, needed: members });
        if (room !== undefined) rooms.push(room);
        await nextTurn();
      }
      return { from, to, rooms: rooms.toSorted((a, b) => a.available - b.available) };
    },
    look: lookOnce,
    async close() {
      endLooking();
      await looking;
      database.close();
    },
  };
}

/** What an entry of the register takes from protection; undefined of those that take nothing. */
function lossOf({ kind, signal, since, alarm }: RegisterLine, register: Pick<Register, "hasListedAlarm">): Loss | undefined {
  if (signal === undefined) return undefined;
  const loss = PROTECTION_LOSSES.find((candidate) => candidate === kind);
  if (loss === undefined || loss === "platform") return undefined;
  // What was shelved is the alarm of a test; a real one has its own record, and is told.
  if (loss === "shelved" && alarm?.test !== undefined) return undefined;
  // Above its range it counts as above every limit: whoever is told of that is protected.
  if (loss === "over-range" && register.hasListedAlarm(signal)) return undefined;
  return { signal, loss, since };
}
