import { ok } from "@labcanary/domain/basics";
import type { DrillPlayer } from "@labcanary/domain/ports";

/** Plays nothing, and knows what it was asked for. */
export interface MemoryDrillPlayer extends DrillPlayer {
  /** `NUMBER from MILLISECONDS`, `end`. */
  readonly asked: string[];
  /** Why no scenario can be played; by default all can. */
  refusal?: string;
}

export function createMemoryDrillPlayer(): MemoryDrillPlayer {
  let playing: number | undefined;
  const player: MemoryDrillPlayer = {
    asked: [],
    check: () => (player.refusal === undefined ? ok(undefined) : { ok: false, error: player.refusal }),
    play(number, _plan, from) {
      playing = number;
      player.asked.push(`${number} from ${from}`);
    },
    get playing() {
      return playing;
    },
    end() {
      playing = undefined;
      player.asked.push("end");
    },
  };
  return player;
}
