import { type Loudspeaker, soundStateOf } from "./loudspeaker.ts";
import { lengthOf, PRESENCE_PATTERN, SOUND_PATTERNS, type SoundKind, type SoundPattern } from "./sound-plan.ts";

/** How loud the loudest a console can be is, of what the computer could (chosen: a triangle wave at full height distorts small speakers). */
const LOUDEST = 0.6;
const VOLUME_KEY = "labcanary.sound.volume";
/** When the output last became another, by the computer's clock: what was heard before that proves nothing. */
const CHANGED_KEY = "labcanary.sound.changed";
/** In per cent. A console cannot be turned down to nothing; silencing it ends by itself (chosen). */
export const QUIETEST = 10;
const FIRST_VOLUME = 60;
/** Rise and fall of a tone, so that it does not click. */
const EDGE_SECONDS = 0.012;
/** How often the sound's own clock is looked at. */
const LOOK_MS = 1000;

export type TestableSound = SoundKind | "presence";
const PATTERNS: Readonly<Record<TestableSound, SoundPattern>> = { ...SOUND_PATTERNS, presence: PRESENCE_PATTERN };

function rememberedVolume(): number {
  const kept = Number(localStorage.getItem(VOLUME_KEY));
  return kept >= QUIETEST && kept <= 100 ? kept : FIRST_VOLUME;
}

/** The loudspeaker of this console: repeats the patterns it is told until told otherwise, and says whether it can be heard. */
function createSounder() {
  let speaker = $state.raw<Loudspeaker>({ context: undefined, movedAt: undefined, outputs: 0, mostOutputs: 0 });
  let lookedAt = $state(Date.now());
  let volume = $state(rememberedVolume());
  let changedAt = $state(Number(localStorage.getItem(CHANGED_KEY) ?? 0));
  const state = $derived(soundStateOf(speaker, lookedAt));
  let context: AudioContext | undefined;
  let outputNames: string | undefined;
  const alarm = createVoice();
  const presence = createVoice();

  function outputChanged(): void {
    changedAt = Date.now();
    localStorage.setItem(CHANGED_KEY, String(changedAt));
  }

  function look(): void {
    const before = speaker.context;
    lookedAt = Date.now();
    const { currentTime, state: now } = context ?? {};
    const hasMoved = now !== before || currentTime !== lastTime;
    lastTime = currentTime;
    speaker = { ...speaker, context: now, movedAt: hasMoved ? lookedAt : speaker.movedAt };
    // What is due is heard as soon as it can be, not with its next round.
    if (now === "running" && before !== "running") for (const voice of [alarm, presence]) voice.again();
  }
  let lastTime: number | undefined;

  async function lookAtOutputs(): Promise<void> {
    const devices = (await navigator.mediaDevices?.enumerateDevices?.().catch(() => [])) ?? [];
    const outputs = devices.filter(({ kind }) => kind === "audiooutput");
    const names = JSON.stringify(outputs.map(({ deviceId, groupId, label }) => [deviceId, groupId, label]));
    if (outputNames !== undefined && names !== outputNames) outputChanged();
    outputNames = names;
    speaker = { ...speaker, outputs: outputs.length, mostOutputs: Math.max(speaker.mostOutputs, outputs.length) };
  }

  /** Repeats one pattern, until it is told another or none. */
  function createVoice() {
    let sounding: SoundPattern | undefined;
    let round: ReturnType<typeof setInterval> | undefined;
    function begin(): void {
      clearInterval(round);
      const pattern = sounding;
      if (pattern === undefined) return;
      playOnce(pattern);
      round = setInterval(() => playOnce(pattern), pattern.repeatMs);
    }
    return {
      set(pattern: SoundPattern | undefined): void {
        if (pattern === sounding) return;
        sounding = pattern;
        begin();
      },
      again: begin,
    };
  }

  function playOnce(pattern: SoundPattern): void {
    if (context?.state !== "running") return;
    // By the square, as loudness is felt.
    const height = LOUDEST * (volume / 100) ** 2;
    for (const beep of pattern.beeps) {
      const from = context.currentTime + beep.startMs / 1000;
      const to = from + beep.lengthMs / 1000;
      const tone = new OscillatorNode(context, { frequency: beep.hertz, type: "triangle" });
      const gain = new GainNode(context, { gain: 0 });
      gain.gain.setValueAtTime(0, from);
      gain.gain.linearRampToValueAtTime(height, from + EDGE_SECONDS);
      gain.gain.setValueAtTime(height, to - EDGE_SECONDS);
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
    /** In per cent, 10 to 100. */
    get volume() {
      return volume;
    },
    set volume(percent: number) {
      volume = Math.min(100, Math.max(QUIETEST, Math.round(percent)));
      localStorage.setItem(VOLUME_KEY, String(volume));
    },
    /** When the output became another, by the computer's clock; 0 for never. */
    get changedAt() {
      return changedAt;
    },
    open(): () => void {
      if (typeof AudioContext === "undefined") return () => {};
      const opened = new AudioContext();
      context = opened;
      const broken = (): void => {
        outputChanged();
        look();
      };
      opened.addEventListener("statechange", look);
      // Where the browser tells that the device has failed.
      opened.addEventListener("error", broken);
      const allow = (): void => void opened.resume().catch(() => look());
      addEventListener("pointerdown", allow);
      addEventListener("keydown", allow);
      const devices = navigator.mediaDevices as MediaDevices | undefined;
      const devicesChanged = (): void => void lookAtOutputs();
      devices?.addEventListener("devicechange", devicesChanged);
      const looking = setInterval(look, LOOK_MS);
      look();
      devicesChanged();
      return () => {
        clearInterval(looking);
        devices?.removeEventListener("devicechange", devicesChanged);
        removeEventListener("pointerdown", allow);
        removeEventListener("keydown", allow);
        alarm.set(undefined);
        presence.set(undefined);
        context = undefined;
        void opened.close();
      };
    },
    /** The alarm that is to be heard from now on; undefined is silence. */
    sound: (kind: SoundKind | undefined): void => alarm.set(kind === undefined ? undefined : SOUND_PATTERNS[kind]),
    /** Whether the question if anybody is there is to be heard. */
    ask: (isAsked: boolean): void => presence.set(isAsked ? PRESENCE_PATTERN : undefined),
    /** Plays one sound once; resolves when it is over. */
    async test(kind: TestableSound): Promise<void> {
      await context?.resume();
      playOnce(PATTERNS[kind]);
      await new Promise((resolve) => setTimeout(resolve, lengthOf(PATTERNS[kind])));
    },
  };
}
export const sounder = createSounder();
