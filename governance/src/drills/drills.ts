import { type DurationMs, elapsed, type EpochMs, ok } from "@labcanary/domain/basics";
import {
  DRILL_REFUSALS,
  type Drill,
  type DrillCommand,
  type DrillRefusalCode,
  type DrillReached,
  type Hazard,
  type HazardCommand,
  type HazardRefusalCode,
  itemName,
  readable,
} from "@labcanary/domain/governance";
import type { DrillSeen, LedgerCommand } from "@labcanary/domain/messages";
import type { AccessLog, DrillPlayer, DrillStage, LedgerBook, Logger } from "@labcanary/domain/ports";
import { DRILL_STEPS, type Site, zoneOrOutermost, zonesInside } from "@labcanary/domain/site";
import { withOrders } from "../books/with-orders.ts";
import { arrivalOf } from "./arrivals.ts";

type DrillBook = LedgerBook<Drill, DrillCommand, DrillRefusalCode>;

export interface DrillsDeps {
  readonly book: DrillBook;
  readonly hazards: LedgerBook<Hazard, HazardCommand, HazardRefusalCode>;
  readonly stage: DrillStage;
  readonly player: DrillPlayer;
  readonly site: () => Site;
  /** Who was at which door. */
  readonly accessLog: AccessLog;
  readonly now: () => EpochMs;
  readonly logger: Logger;
}

/** Holds the drills of the ledger: what is played, what of it is an alarm, and what it has shown. */
export interface Drills {
  readonly desk: DrillBook;
  /** Takes up what a restart or a crash left: plays on, ends what is over, files lessons that are not filed. */
  look(): void;
  /** Somebody was at a door. Never throws: what is not seen now is at the next look. */
  seeArrivals(): void;
  start(): void;
  stop(): void;
}

const SYSTEM = "system";

export function createDrills({ book, hazards, stage, player, site, accessLog, now, logger }: DrillsDeps): Drills {
  let endListening: (() => void) | undefined;
  /** Everything was looked at since the start, or since something could not be kept. */
  let isCaughtUp = false;

  const refused = (code: DrillRefusalCode) => ({ ok: false, error: { code, message: DRILL_REFUSALS[code] } }) as const;

  /** Its alarms are made ready first: nothing is heard before the scenario is played, and a refusal leaves the ledger as it was. */
  function begin(command: LedgerCommand<DrillCommand>): ReturnType<DrillBook["carryOut"]> {
    const drill = command.number === undefined ? undefined : book.get(command.number);
    const plan = site().drills?.find(({ id }) => id === drill?.plan);
    if (drill?.state !== "planned" || plan === undefined) return book.carryOut(command);
    const playable = player.check(plan);
    if (!playable.ok) {
      logger.error({ plan: plan.id, reason: playable.error }, "The scenario of a drill cannot be played");
      return refused("DRILL_SCENARIO");
    }
    const at = now();
    const zones = [...zonesInside(plan.zoneId, site().zones)];
    const { number } = drill;
    const until = (at + plan.limit) as EpochMs;
    const staged = stage.beginDrill({ number, zoneId: plan.zoneId, zones, signals: plan.signals, startedAt: at, until });
    if (!staged.ok) return refused(staged.error.code);
    const outcome = book.carryOut(command);
    if (outcome.ok) player.play(number, plan, 0 as DurationMs);
    else stage.endDrill(number, "not-playable");
    return outcome;
  }

  /** What of the drill is known where its alarms are kept, in its lines. */
  function follow(seen: DrillSeen): void {
    const drill = book.get(seen.number);
    if (drill?.begun === undefined) return;
    for (const step of DRILL_STEPS) {
      const reached: DrillReached | undefined = seen.times[step];
      if (reached === undefined || drill.times[step] !== undefined) continue;
      keep(seen.number, `drill ${seen.number} ${step}`, { verb: "reach", step, reached });
    }
    const { ended } = seen;
    if (ended === undefined) return;
    noteArrival(seen);
    if (player.playing === seen.number) player.end();
    if (drill.state === "running") keep(seen.number, `drill ${seen.number} ends`, { verb: "end", end: ended });
  }

  /** Who was told and came by a door, before anybody else said that they are there. */
  function noteArrival({ number, told }: DrillSeen): void {
    const drill = book.get(number);
    if (drill?.begun === undefined || drill.concluded !== undefined) return;
    const arrived = arrivalOf(drill, { site: site(), accessLog, told, now: now() });
    const known = drill.times["on-site"];
    if (arrived?.badge === undefined || (known !== undefined && known.at <= arrived.at)) return;
    keep(number, `drill ${number} on-site ${arrived.badge.event}`, { verb: "reach", step: "on-site", reached: arrived });
  }

  function keep(number: number, id: string, order: DrillCommand): void {
    const outcome = book.carryOut({ id, actor: SYSTEM, number, order });
    if (!outcome.ok)
      logger.error({ code: outcome.error.code, drill: number, verb: order.verb }, "What happened in a drill could not be kept");
  }

  /** Lessons are hazards like any other, filed by whoever signed the result. */
  function fileLessons({ number, zoneId, concluded, hazards: known }: Drill): void {
    for (const [index, lesson] of (concluded?.lessons ?? []).entries()) {
      if (index < known.length || concluded === undefined) continue;
      const hazard = {
        zoneId: zoneOrOutermost(zoneId, site()),
        origin: "drill",
        ...lesson,
        words: readable(`${itemName("drill", number)}: ${lesson.words}`),
        drill: number,
      } as const;
      const filed = hazards.carryOut({ id: `drill ${number} lesson ${index + 1}`, actor: concluded.by, order: { verb: "file", hazard } });
      if (!filed.ok) throw new Error(`lesson ${index + 1} of drill ${number} is no hazard: ${filed.error.message}`);
      keep(number, `drill ${number} lesson ${index + 1} is a hazard`, { verb: "link", hazard: filed.value.number });
    }
  }

  function takeUp(drill: Drill): void {
    const seen = stage.drill();
    if (drill.begun === undefined) return;
    if (seen?.number !== drill.number) {
      keep(drill.number, `drill ${drill.number} is lost`, { verb: "end", end: { because: "not-playable", at: now() } });
      return;
    }
    follow(seen);
    noteArrival(seen);
    if (seen.ended !== undefined || player.playing === drill.number) return;
    const playable = player.check(drill.begun.plan);
    if (playable.ok) return player.play(drill.number, drill.begun.plan, elapsed(drill.begun.at, now()));
    logger.error({ plan: drill.plan, reason: playable.error }, "A drill that was under way cannot be played on, and is over");
    stage.endDrill(drill.number, "not-playable");
  }

  return {
    desk: withOrders(book, (command) => {
      if (command.order.verb === "begin") return begin(command);
      const outcome = book.carryOut(command);
      if (!outcome.ok) return outcome;
      const { number } = outcome.value;
      if (command.order.verb === "end") {
        stage.endDrill(number, "stopped");
        if (player.playing === number) player.end();
      }
      // A badge that was after what was noted wrong may be the first now, also after the end.
      const seen = stage.drill();
      if (command.order.verb === "correct" && seen?.number === number) noteArrival(seen);
      try {
        fileLessons(outcome.value);
      } catch (error) {
        isCaughtUp = false;
        throw error;
      }
      return ok(book.get(number) ?? outcome.value);
    }),

    look() {
      const seen = stage.drill();
      // It was made ready, and never begun.
      if (seen !== undefined && seen.ended === undefined && book.get(seen.number)?.state !== "running")
        stage.endDrill(seen.number, "not-playable");
      if (!isCaughtUp) {
        for (const drill of book.all()) {
          if (drill.state === "running") takeUp(drill);
          if (drill.state === "concluded") fileLessons(drill);
        }
        isCaughtUp = true;
        return;
      }
      const held = seen === undefined ? undefined : book.get(seen.number);
      if (held?.state === "running") takeUp(held);
    },

    seeArrivals() {
      const seen = stage.drill();
      if (seen === undefined || seen.ended !== undefined) return;
      try {
        noteArrival(seen);
      } catch (error) {
        logger.error({ error: String(error), drill: seen.number }, "Who came in a drill could not be kept; the next look tries again");
      }
    },

    start() {
      endListening = stage.onDrill(follow);
    },

    stop() {
      endListening?.();
      endListening = undefined;
    },
  };
}
