import { type DurationMs, type EpochMs, plus } from "../../basics/index.ts";
import type { Observation } from "../delays.ts";
import type { Watched, WatchInput, World } from "../watch.ts";
import { BOUNCE } from "./custody-rule.ts";
import type { DoorState } from "./door-state.ts";

/** An opening or unlocking that events must account for. */
export interface Occasion {
  readonly at: EpochMs;
  /** By receive time: what has not been heard by then does not count. */
  readonly dueAt: EpochMs;
  /** State of the door then. */
  readonly value?: number;
  /** Nobody could be heard when the time came, so it waits once more. */
  readonly isSecondWait?: true;
}

/** What was found against a door, until it is over. */
export interface Finding {
  readonly because: string;
  readonly value?: number;
  /** By receive time; absent while the door is not known to be closed. */
  readonly endsAt?: EpochMs;
}

/** Parts the occasions whose time has come from those that wait. */
export function takeDue(
  occasions: readonly Occasion[],
  input: WatchInput,
  world: World,
  grace: DurationMs,
): { readonly due: readonly Occasion[]; readonly waiting: readonly Occasion[] } {
  if (input.kind !== "time") return { due: [], waiting: occasions };
  const due: Occasion[] = [];
  const waiting: Occasion[] = [];
  for (const occasion of occasions) {
    // A time that was passed over: the platform was down then, and the word may be waiting in a device.
    const isMissed = world.at > occasion.dueAt && occasion.isSecondWait === undefined;
    if (isMissed) waiting.push({ ...occasion, dueAt: plus(world.receivedAt, grace), isSecondWait: true });
    else if (world.at >= occasion.dueAt) due.push(occasion);
    // A clock set back must not keep it waiting until the old time.
    else waiting.push({ ...occasion, dueAt: earlier(occasion.dueAt, plus(world.receivedAt, grace)) });
  }
  return { due, waiting };
}

/**
 * Ends a finding once the door has been closed for BOUNCE, so that a bouncing contact does not end it. One that was made after the
 * door had been closed again stands as long, so that it is told.
 */
export function stepFinding<F extends Finding>(finding: F | undefined, state: DoorState, { receivedAt }: World): F | undefined {
  if (finding === undefined) return undefined;
  if (state !== "closed") return finding.endsAt === undefined ? finding : withoutEnd(finding);
  if (finding.endsAt === undefined) return { ...finding, endsAt: plus(receivedAt, BOUNCE) };
  return receivedAt >= finding.endsAt ? undefined : finding;
}

function withoutEnd<F extends Finding>(finding: F): F {
  const { endsAt: _endsAt, ...rest } = finding;
  return rest as F;
}

/** The answer of a rule with a finding, or without one. */
export function answer<M>(memory: M, finding: Finding | undefined, otherwise: string, looks: readonly (EpochMs | undefined)[]): Watched<M> {
  const observation: Observation = finding === undefined ? "gone" : "met";
  const times = looks.filter((time) => time !== undefined);
  return {
    memory,
    observation,
    because: finding?.because ?? otherwise,
    ...(finding?.value === undefined ? {} : { value: finding.value }),
    ...(times.length === 0 ? {} : { lookAgainAt: times.reduce(earlier) }),
  };
}

const earlier = (one: EpochMs, other: EpochMs): EpochMs => (one < other ? one : other);
