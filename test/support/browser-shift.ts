import type { HandOver, ShiftOutcome, SoundTest } from "@labcanary/domain/messages";
import type { AlarmDesk, Clock, ShiftDesk } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { createShiftKeeper } from "../../alerting/src/shift/shift-keeper.ts";

/** A ShiftDesk in memory, with the real life cycle; time over is looked at whenever it is asked. */
export function createMemoryShiftDesk(clock: Clock, site: () => Site, record: AlarmDesk["record"]): ShiftDesk {
  const handOvers = new Map<string, HandOver>();
  const tests = new Map<string, SoundTest>();
  const outcomes = new Map<string, ShiftOutcome>();
  const recordOf = ({ list, ...body }: HandOver) => ({ ...body, counts: list.counts });
  const keeper = createShiftKeeper({
    table: {
      waiting() {
        const found = [...handOvers.values()].find(({ state }) => state === "waiting");
        return found === undefined ? undefined : recordOf(found);
      },
      of: (id) => handOvers.get(id),
      last: (limit) => [...handOvers.values()].toReversed().slice(0, limit).map(recordOf),
      add: (handOver) => void handOvers.set(handOver.id, handOver),
      keep({ counts: _counts, ...body }) {
        const { list } = handOvers.get(body.id) ?? {};
        if (list !== undefined) handOvers.set(body.id, { ...body, list });
      },
      soundTests: (since) => [...tests.values()].filter(({ at }) => at >= since),
      keepSoundTest: (test) => void tests.set(test.consoleId, test),
      shift: () => {},
    },
    journal: { append: ({ kind, actor, detail }) => record({ kind, actor, detail }) },
    site,
    now: clock.now,
  });
  const batch = () => ({ at: clock.now(), changes: [], firstHumans: [], reached: [], passages: [], outcomes: [] });
  return {
    shift() {
      if (keeper.isMissed(clock.now())) keeper.miss(batch());
      return keeper.shift();
    },
    handOvers: keeper.handOvers,
    handOver: keeper.handOver,
    shiftCommand(command) {
      const outcome = outcomes.get(command.id) ?? keeper.carryOut(command, batch());
      outcomes.set(command.id, outcome);
      return outcome;
    },
    testSound: (report) => keeper.testSound(report, batch()),
  };
}
