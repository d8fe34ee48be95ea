import { setImmediate as nextTurn } from "node:timers/promises";
import type { RoomAvailability } from "@labcanary/domain/alarm";
import { type EpochMs, minus, minutes } from "@labcanary/domain/basics";
import {
  type Finding as CustodyFinding,
  type Drill,
  type Hazard,
  type HazardCommand,
  type HazardRefusalCode,
  LONGEST_WORDS,
  type MaySign,
  isVoid,
  type ReportItem,
  readable,
} from "@labcanary/domain/governance";
import type { AlarmDesk, Clock, LedgerBook, Logger, NotificationDesk, SignalBoard } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import type { DeviceId, SignalKey } from "@labcanary/domain/telemetry";
import { oneAtATime } from "../one-at-a-time.ts";
import { brokenEquipment, gasRooms, isTamper, switchedOff, tampering } from "./detectors.ts";
import { overdueDrills } from "./drills.ts";
import { type FiledBySource, filedBySource } from "./filed-by-source.ts";
import type { Filer, FilingWorld, Finding } from "./finding.ts";
import { shelvedAlarms, unexplained } from "./left-standing.ts";
import { rotaGaps, unprovenRoutes } from "./reaching.ts";
import { repeatedAlarms } from "./repeated-alarms.ts";
import { unsignableReports } from "./reports.ts";
import { availability, AVAILABILITY_WITHIN, overdueCalibration } from "./upkeep.ts";

/** What the platform files by itself. */
export const FILERS: Readonly<Record<string, Filer>> = {
  "repeated alarms": repeatedAlarms,
  "switched off": switchedOff,
  "broken equipment": brokenEquipment,
  tampering,
  "gas rooms": gasRooms,
  availability,
  calibration: overdueCalibration,
  "unproven routes": unprovenRoutes,
  "rota gaps": rotaGaps,
  "overdue drills": overdueDrills,
  "unexplained findings": unexplained,
  "shelved alarms": shelvedAlarms,
  "reports nobody may sign": unsignableReports,
};

/** How often it looks (chosen: nothing it files is a matter of minutes; alarms are). */
const LOOK_EVERY = minutes(5);

/** What the platform knows of itself, beyond the alarms. */
export interface FilingDeps {
  readonly desk: Pick<AlarmDesk, "list" | "alarmsOfSignal" | "onChange" | "outOfService">;
  readonly board: Pick<SignalBoard, "impairedSignals" | "status">;
  readonly notifications: Pick<NotificationDesk, "contacts">;
  readonly enrolled: () => ReadonlySet<DeviceId>;
  /** How much of a span each room was protected; undefined while that is not known. */
  readonly availability: (span: { readonly from: EpochMs; readonly to: EpochMs }) => Promise<readonly RoomAvailability[] | undefined>;
  /** 0-1: a room that was protected for less of the last 7 days is a hazard, where its zone says nothing else. */
  readonly minimumAvailability: number;
}

export interface Filing {
  /** Looks from now on, the first time after five minutes: by then it is known what speaks. */
  start(): void;
  /** Resolves when it looks no more. */
  stop(): Promise<void>;
}

/** Files what the platform finds, each once while it stands. */
export function createFiling(
  { desk, board, notifications, enrolled, availability: availabilityOf, minimumAvailability }: FilingDeps,
  {
    clock,
    logger,
    site,
    hazards,
    drills,
    custody,
    reports,
    maySignReports,
  }: {
    readonly clock: Clock;
    readonly logger: Logger;
    readonly site: () => Site;
    readonly hazards: Pick<LedgerBook<Hazard, HazardCommand, HazardRefusalCode>, "all" | "get" | "carryOut">;
    readonly drills: () => readonly Drill[];
    readonly custody: () => readonly CustodyFinding[];
    readonly reports: () => readonly ReportItem[];
    readonly maySignReports: MaySign;
  },
): Filing {
  let raised = new Set<SignalKey>();
  let ends: readonly (() => void)[] = [];

  async function look(): Promise<void> {
    const at = clock.now();
    const rooms = await availabilityOf({ from: minus(at, AVAILABILITY_WITHIN), to: at }).catch((error: unknown) => {
      logger.error({ error }, "It is not known how much of the week each room was protected; asked again in five minutes");
      return undefined;
    });
    if (ends.length === 0) return;
    const filed = filedBySource(hazards);
    const since = raised;
    const world = worldAt(at, { rooms, raised: since, filed });
    raised = new Set();
    let isWhole = true;
    for (const [name, filer] of Object.entries(FILERS)) {
      try {
        for (const finding of filer(world)) file(finding, filed);
      } catch (error) {
        isWhole = false;
        logger.error(
          { error, looked: name },
          "It could not be looked whether there are hazards of one kind to file; tried again in five minutes",
        );
      }
      // Alarms have their turn.
      await nextTurn();
    }
    if (!isWhole) for (const signal of since) raised.add(signal);
  }

  function worldAt(
    at: EpochMs,
    {
      rooms,
      raised: since,
      filed,
    }: Pick<FilingWorld, "raised"> & { readonly rooms: FilingWorld["rooms"] | undefined; readonly filed: FiledBySource },
  ): FilingWorld {
    return {
      at,
      site: site(),
      alarms: desk.list(),
      raised: since,
      alarmsOfSignal: desk.alarmsOfSignal,
      impaired: board.impairedSignals(),
      outOfService: desk.outOfService(),
      enrolled: enrolled(),
      maySignReports,
      heard: (signal) => board.status(signal)?.receivedAt !== undefined,
      contacts: notifications.contacts(),
      drills: drills(),
      custody: custody(),
      reports: reports().filter((item) => item.signed === undefined && !isVoid(item, at)),
      ...(rooms === undefined ? {} : { rooms }),
      minimumAvailability,
      writtenOffAt: (source) =>
        filed
          .of(source)
          .findLast(({ state }) => state === "written-off")
          ?.checks.at(-1)?.at,
    };
  }

  function file(finding: Finding, filed: FiledBySource): void {
    const known = filed.of(finding.source);
    if (known.some(({ state }) => state !== "written-off")) return;
    const hazard = { ...finding, words: readable(finding.found.en.slice(0, LONGEST_WORDS.hazard)) };
    // The same again after a restart is the same command.
    const outcome = hazards.carryOut({
      id: `filing ${finding.source} ${known.length + 1}`,
      actor: "system",
      order: { verb: "file", hazard },
    });
    if (outcome.ok) filed.add(outcome.value);
    else logger.error({ code: outcome.error.code, source: finding.source }, "What the platform found could not be filed");
  }

  const looks = oneAtATime(look, (error) =>
    logger.error({ error }, "It could not be looked whether there are hazards to file; tried again in five minutes"),
  );

  return {
    start() {
      // What came just before a stop was not looked at any more.
      raised = new Set(
        site()
          .signals.filter(isTamper)
          .map(({ key }) => key),
      );
      const endChanges = desk.onChange(({ alarm, because }) => {
        if (because === "raised" && alarm.source.kind === "rule") raised.add(alarm.source.signal);
      });
      ends = [endChanges, clock.every(LOOK_EVERY, () => void looks.ask())];
    },
    async stop() {
      for (const end of ends) end();
      ends = [];
      await looks.settled();
    },
  };
}
