import type { Priority } from "@labcanary/domain/rules";
import { PRESENCE_PATTERN, SOUND_PATTERNS, type SoundPattern } from "./sound-plan.ts";

const VOLUME = 0.35;
/** Rise and fall of a tone, so that it does not click. */
const EDGE_SECONDS = 0.012;

/** `blocked`: the browser waits for somebody to touch the page before it lets it sound. */
export type SoundState = "absent" | "blocked" | "ready";

/** The loudspeaker of this console: repeats the patterns it is told until told otherwise. */
function createSounder() {
  let state = $state<SoundState>("absent");
  let context: AudioContext | undefined;
  const alarm = createVoice();
  const presence = createVoice();

  const look = (): void => {
    state = context === undefined ? "absent" : context.state === "running" ? "ready" : "blocked";
  };

  /** Repeats one pattern, until it is told another or none. */
  function createVoice() {
    let sounding: SoundPattern | undefined;
    let round: ReturnType<typeof setInterval> | undefined;
    return (pattern: SoundPattern | undefined): void => {
      if (pattern === sounding) return;
      sounding = pattern;
      clearInterval(round);
      if (pattern === undefined) return;
      playOnce(pattern);
      round = setInterval(() => playOnce(pattern), pattern.repeatMs);
    };
  }

  function playOnce(pattern: SoundPattern): void {
    if (context?.state !== "running") return;
    for (const beep of pattern.beeps) {
      const from = context.currentTime + beep.startMs / 1000;
      const to = from + beep.lengthMs / 1000;
      const tone = new OscillatorNode(context, { frequency: beep.hertz, type: "triangle" });
      const gain = new GainNode(context, { gain: 0 });
      gain.gain.setValueAtTime(0, from);
      gain.gain.linearRampToValueAtTime(VOLUME, from + EDGE_SECONDS);
      gain.gain.setValueAtTime(VOLUME, to - EDGE_SECONDS);
      gain.gain.linearRampToValueAtTime(0, to);
      tone.connect(gain).connect(context.destination);
      tone.start(from);
      tone.stop(to);
    }
  }

  return {
    get state() {
      return state;
    },
    open(): () => void {
      if (typeof AudioContext === "undefined") return () => {};
      const opened = new AudioContext();
      context = opened;
      opened.addEventListener("statechange", look);
      const allow = (): void => void opened.resume();
      addEventListener("pointerdown", allow);
      addEventListener("keydown", allow);
      look();
      return () => {
        removeEventListener("pointerdown", allow);
        removeEventListener("keydown", allow);
        alarm(undefined);
        presence(undefined);
        void opened.close();
      };
    },
    /** The alarm that is to be heard from now on; undefined is silence. */
    sound: (priority: Priority | undefined): void => alarm(priority === undefined ? undefined : SOUND_PATTERNS[priority]),
    /** Whether the question if anybody is there is to be heard. */
    ask: (isAsked: boolean): void => presence(isAsked ? PRESENCE_PATTERN : undefined),
    async test(priority: Priority): Promise<void> {
      await context?.resume();
      playOnce(SOUND_PATTERNS[priority]);
    },
  };
}
export const sounder = createSounder();
