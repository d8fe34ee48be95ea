import type { ShiftStanding } from "@labcanary/domain/messages";
import { api } from "../api.ts";
import { feed } from "../live/feed.svelte.ts";
import { consoleIdentity } from "../sound/console-identity.ts";
import { holds, type Silence, silenceFor } from "../sound/silence.ts";
import { soundDue } from "../sound/sound-plan.ts";
import { sounder } from "../sound/sounder.svelte.ts";
import { desk } from "../shell/console-state.svelte.ts";

/** What the header says of the sound, the worst first. */
export type SoundStanding = "absent" | "blocked" | "no-output" | "stalled" | "silenced" | "untested" | "ready";

/** The shift as every page knows it: what waits to be taken over, and whether this console is heard. */
function createShiftState() {
  let standing = $state.raw<ShiftStanding | undefined>();
  let silence = $state.raw<Silence | undefined>();
  let silencedTimes = $state(0);
  // The gravest that waits is the first of the list, and its sound that of all.
  const due = $derived(soundDue(feed.listing.gravest === undefined ? [] : [feed.listing.gravest]));
  const isSilenced = $derived(silence !== undefined && holds(silence, feed.alarms, feed.now));
  const test = $derived(standing?.soundTests.find(({ consoleId }) => consoleId === consoleIdentity().consoleId));
  const isHeard = $derived(test !== undefined && test.at - feed.state.clockOffset >= sounder.changedAt);
  const mayTest = $derived(desk.me?.user.rights.includes("hand-over") ?? false);
  const sound = $derived.by((): SoundStanding => {
    if (sounder.state !== "ready") return sounder.state;
    if (isSilenced && due !== undefined) return "silenced";
    return standing !== undefined && mayTest && !isHeard ? "untested" : "ready";
  });

  return {
    /** Undefined until the platform has told. */
    get standing() {
      return standing;
    },
    get sound() {
      return sound;
    },
    /** The last test of this console within the shift, as long as nothing has changed since. */
    get heard() {
      return isHeard ? test : undefined;
    },
    get mayTest() {
      return mayTest;
    },
    /** What sounds now, or would if it were not silenced. */
    get due() {
      return due;
    },
    get silencedUntil() {
      return isSilenced && due !== undefined ? silence?.until : undefined;
    },
    /** How often this console was silenced since it was loaded. */
    get silencedTimes() {
      return silencedTimes;
    },
    /** The sound to be heard now. */
    get sounding() {
      return isSilenced ? undefined : due;
    },
    follow: (): (() => void) => feed.watchView("shift", (told) => (standing = told)),
    /** Silences what is heard, for two minutes or until there is something new. The journal is told where the person may write to it. */
    silence(): void {
      const made = silenceFor(feed.alarms, feed.now);
      if (made === undefined || (silence !== undefined && isSilenced)) return;
      silence = made;
      silencedTimes += 1;
      if (!(desk.me?.user.rights.includes("comment") ?? false)) return;
      api.silenceSound({ ...consoleIdentity(), alarms: made.alarmIds.size }).catch((error: unknown) => desk.sayError(error));
    },
  };
}
export const shift = createShiftState();
