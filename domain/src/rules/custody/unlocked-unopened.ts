import { elapsed, type EpochMs, milliseconds, plus } from "../../basics/index.ts";
import type { AccessEvent } from "../../telemetry/index.ts";
import type { Watched, WatchInput, World } from "../watch.ts";
import type { UnlockedUnopened } from "./custody-rule.ts";
import { isAtDoor, whoOf } from "./door-events.ts";
import { type DoorMemory, stepDoor } from "./door-state.ts";
import { answer, type Finding, type Occasion, takeDue } from "./occasion.ts";

interface Unlocking extends Occasion {
  readonly who?: string;
  /** The door was not watched all the time since, so it may have been opened unseen. */
  readonly unwatched?: true;
}

interface Unopened extends Finding {
  /** When it was unlocked. */
  readonly at: EpochMs;
}

/** Plain data; never changed in place. */
export interface UnlockedUnopenedMemory {
  readonly door: DoorMemory;
  /** The first unlocking that nothing has followed. */
  readonly unlocking?: Unlocking;
  readonly openedAt?: EpochMs;
  readonly lockedAt?: EpochMs;
  readonly finding?: Unopened;
}

/**
 * Met when an unlocking is followed neither by an opening nor by a lock within `within`: the door stands unlocked. Decided `within` +
 * `grace` after the unlocking was received. Ends when the door is opened or locked. An unlocking of a door that is open says nothing,
 * and a second one does not start the time anew. An opening up to `grace` before the unlocking counts as its opening: the clocks may differ.
 *
 * Gap, fault, untrusted reading, restart: a door that was not watched all the time may have been opened unseen, so nothing is claimed.
 * Late samples and events (historical) do not count. The same event twice changes nothing. From the future: within the clock tolerance
 * as it stands, beyond it placed by receipt. Out of order: a lock later than an unlocking by its own time undoes it, whichever is heard first.
 */
export function stepUnlockedUnopened(
  rule: UnlockedUnopened,
  memory: UnlockedUnopenedMemory | undefined,
  input: WatchInput,
  world: World,
): Watched<UnlockedUnopenedMemory> {
  const step = stepDoor(memory?.door, rule, input, world);
  const isOpen = step.memory.state === "open";
  const event = input.kind === "event" && isAtDoor(rule.readers, input.event) ? input.event : undefined;
  const openedAt = step.opened?.at ?? memory?.openedAt;
  const lockedAt = event?.kind === "lock" ? later(memory?.lockedAt, event.at) : memory?.lockedAt;

  let unlocking = isOpen || isUndone(memory?.unlocking, lockedAt) ? undefined : memory?.unlocking;
  if (unlocking !== undefined && step.unwatched) unlocking = { ...unlocking, unwatched: true };
  if (unlocking === undefined && event?.kind === "unlock" && !isOpen && !isAnswered(rule, event, openedAt, lockedAt)) {
    unlocking = unlockingOf(rule, event, world, step.memory.state === "unknown");
  }
  let finding = isOpen || isUndone(memory?.finding, lockedAt) ? undefined : memory?.finding;
  const { due, waiting } = takeDue(unlocking === undefined ? [] : [unlocking], input, world, milliseconds(rule.within + rule.grace));
  if (unlocking !== undefined && due.length > 0) {
    if (unlocking.unwatched === undefined) finding = findingOf(rule, unlocking);
    unlocking = undefined;
  } else unlocking = waiting[0];

  const next = {
    door: step.memory,
    ...(unlocking === undefined ? {} : { unlocking }),
    ...(openedAt === undefined ? {} : { openedAt }),
    ...(lockedAt === undefined ? {} : { lockedAt }),
    ...(finding === undefined ? {} : { finding }),
  };
  return answer(next, finding, saidWithout(unlocking, isOpen), [unlocking?.dueAt]);
}

const later = (one: EpochMs | undefined, other: EpochMs): EpochMs => (one === undefined || other > one ? other : one);

const isUndone = (unlocking: Pick<Unlocking, "at"> | undefined, lockedAt: EpochMs | undefined): boolean =>
  unlocking !== undefined && lockedAt !== undefined && lockedAt >= unlocking.at;

/** What follows an unlocking may be heard before it. */
function isAnswered(
  { grace }: UnlockedUnopened,
  { at }: AccessEvent,
  openedAt: EpochMs | undefined,
  lockedAt: EpochMs | undefined,
): boolean {
  return (openedAt !== undefined && elapsed(openedAt, at) <= grace) || (lockedAt !== undefined && lockedAt >= at);
}

function unlockingOf({ within, grace }: UnlockedUnopened, event: AccessEvent, { receivedAt }: World, isUnknown: boolean): Unlocking {
  const who = whoOf(event);
  return {
    at: event.at,
    dueAt: plus(receivedAt, milliseconds(within + grace)),
    ...(who === undefined ? {} : { who }),
    ...(isUnknown ? { unwatched: true } : {}),
  };
}

const findingOf = ({ within }: UnlockedUnopened, { at, who }: Unlocking): Unopened => ({
  at,
  because: `unlocked${who === undefined ? "" : ` by ${who}`} and not opened for ${within / 1000} s`,
});

function saidWithout(unlocking: Unlocking | undefined, isOpen: boolean): string {
  if (unlocking === undefined) return isOpen ? "the door is open" : "no unlocking that an opening or a lock has not followed";
  return unlocking.unwatched === undefined ? "unlocked; it may still be opened" : "unlocked, but the door was not watched since";
}
