/**
 * Whether this console can be heard, as far as a browser tells. `absent`: it has no sound at all. `blocked`: it waits for somebody to
 * touch the page, or has suspended the sound. `no-output`: the output there was is gone. `stalled`: it says that it plays, and its clock
 * stands still. That a loudspeaker is turned down, or unplugged behind a socket, no browser sees: hence the sound test.
 */
export type SoundState = "absent" | "blocked" | "no-output" | "stalled" | "ready";

/** What is known of the browser's sound. */
export interface Loudspeaker {
  /** Undefined: the browser has none. `interrupted` is Safari's word for another program that has taken the sound. */
  readonly context: AudioContextState | "interrupted" | undefined;
  /** When the sound's own clock last moved, by the computer's (ms); undefined before it has. */
  readonly movedAt: number | undefined;
  /** Outputs listed; most browsers list none without leave, so that only what was there and is gone counts. */
  readonly outputs: number;
  readonly mostOutputs: number;
}

/** Chosen: a clock that is looked at each second, and twice not at all. */
const STALLED_AFTER_MS = 2500;

export function soundStateOf({ context, movedAt, outputs, mostOutputs }: Loudspeaker, now: number): SoundState {
  if (context === undefined || context === "closed") return "absent";
  if (context !== "running") return "blocked";
  if (outputs === 0 && mostOutputs > 0) return "no-output";
  return movedAt !== undefined && now - movedAt >= STALLED_AFTER_MS ? "stalled" : "ready";
}
