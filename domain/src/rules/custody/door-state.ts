import { elapsed, type EpochMs } from "../../basics/index.ts";
import type { SignalNow, WatchInput, World } from "../watch.ts";
import { BOUNCE, type Door } from "./custody-rule.ts";

/** `unknown`: never heard, at fault, not trusted, or not heard for longer than its hold. It is neither open nor closed. */
export type DoorState = "open" | "closed" | "unknown";

/** What a rule knows of its door. */
export interface DoorMemory {
  readonly state: DoorState;
  /** By receive time: for so long that is so. */
  readonly heldUntil: EpochMs;
  /** When it was last seen to close. */
  readonly closedAt?: EpochMs;
}

export interface DoorStep {
  readonly memory: DoorMemory;
  /** It was seen to open: closed until then, and open now. A door found open after a gap was not. */
  readonly opened?: { readonly at: EpochMs; readonly value: number };
  /** It was not watched all the time since the step before, or is not now. */
  readonly unwatched: boolean;
}

/** What a door is at the present of a world. */
function doorState({ open }: Door, now: SignalNow | undefined, receivedAt: EpochMs): DoorState {
  if (now === undefined || !now.isTrusted || receivedAt > now.heldUntil) return "unknown";
  return open.includes(now.value) ? "open" : "closed";
}

/**
 * Takes a door along. Only a sample opens it, and only from closed: what happened in a gap, under a fault or before the first sample
 * is not known, and nothing is claimed of it. Opening again within BOUNCE of closing is no other opening.
 */
export function stepDoor(memory: DoorMemory | undefined, door: Door, input: WatchInput, world: World): DoorStep {
  const now = world.signal(door.door);
  const before = memory === undefined || world.receivedAt > memory.heldUntil ? "unknown" : memory.state;
  const state = doorState(door, now, world.receivedAt);
  const isOwn = input.kind === "sample" && input.sample.signal === door.door;
  // A sample says what the door is from its own time on; before it, the door was what was known until then.
  const unwatched = state === "unknown" || before === "unknown";
  const closedAt = isOwn && before === "open" && state === "closed" ? input.sample.at : memory?.closedAt;
  const next: DoorMemory = {
    state,
    heldUntil: now?.heldUntil ?? world.receivedAt,
    ...(closedAt === undefined ? {} : { closedAt }),
  };
  if (!isOwn || before !== "closed" || state !== "open") return { memory: next, unwatched };
  const { at, value } = input.sample;
  const isBounce = closedAt !== undefined && elapsed(closedAt, at) <= BOUNCE;
  return isBounce ? { memory: next, unwatched } : { memory: next, unwatched, opened: { at, value } };
}
