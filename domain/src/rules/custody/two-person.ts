import { type EpochMs, personMark, plus } from "../../basics/index.ts";
import type { AccessEvent } from "../../telemetry/index.ts";
import type { Watched, WatchInput, World } from "../watch.ts";
import type { TwoPerson } from "./custody-rule.ts";
import { type DoorEvent, isAtDoor, isWithin, withEvent } from "./door-events.ts";
import { type DoorMemory, type DoorState, stepDoor } from "./door-state.ts";
import { answer, type Finding, type Occasion, stepFinding, takeDue } from "./occasion.ts";

interface Presence extends DoorEvent {
  readonly person: NonNullable<AccessEvent["person"]>;
}

interface Unaccompanied extends Finding {
  /** Of an unlocking: the door has been open since, so closing it ends it. */
  readonly hasBeenOpen?: true;
}

/** Plain data; never changed in place. */
export interface TwoPersonMemory {
  readonly door: DoorMemory;
  readonly present: readonly Presence[];
  /** Ids of the unlockings among the events, so that none counts twice. */
  readonly unlockings: readonly DoorEvent[];
  readonly occasions: readonly Occasion[];
  readonly finding?: Unaccompanied;
}

/**
 * Met when the door is seen to open (or is unlocked) and no two different people of the site have badged within
 * [then − within, then + grace] by event time; with `roles`, one of the one and the other of the other. Decided `grace` after the
 * opening or unlocking was received. Ends when the door is closed (after an unlocking: opened and closed), or locked.
 *
 * Two badges of one person are one person; a badge nobody knows, and one that was refused (`granted: false`), is nobody. A reader that
 * only tells who is there, without granting, counts. Two people who are there are there for every opening within the window.
 *
 * Gap, fault, untrusted reading, restart: the door is unknown, and found open after that it was not seen to open: no claim. Late samples and
 * events (historical) do not count. The same event twice is one. From the future: within the clock tolerance as it stands, beyond it placed
 * by receipt. Out of order: events are taken in the order of their own time. If the platform was down when the time to decide came, it
 * waits `grace` once more.
 */
export function stepTwoPerson(
  rule: TwoPerson,
  memory: TwoPersonMemory | undefined,
  input: WatchInput,
  world: World,
): Watched<TwoPersonMemory> {
  const { memory: door, opened } = stepDoor(memory?.door, rule, input, world);
  const event = input.kind === "event" && isAtDoor(rule.readers, input.event) ? input.event : undefined;
  const present = event === undefined ? (memory?.present ?? []) : withPresence(memory?.present ?? [], event);
  const known = memory?.unlockings ?? [];
  const unlockings = rule.on === "unlocked" && event?.kind === "unlock" ? withEvent(known, { id: event.id, at: event.at }) : known;
  const { due, waiting } = takeDue(memory?.occasions ?? [], input, world, rule.grace);

  let finding = event?.kind === "lock" ? undefined : stepUnaccompanied(rule, memory?.finding, door.state, world);
  for (const occasion of due) {
    const there = peopleAt(rule, present, occasion.at);
    if (!areTwo(there, rule.roles)) finding = stepUnaccompanied(rule, findingOf(rule, occasion, there), door.state, world);
  }
  const dueAt = plus(world.receivedAt, rule.grace);
  const begun = rule.on === "opened" ? opened : unlockings === known ? undefined : event;
  const value = opened?.value;
  const occasions = begun === undefined ? waiting : [...waiting, { at: begun.at, dueAt, ...(value === undefined ? {} : { value }) }];
  const next = { door, present, unlockings, occasions, ...(finding === undefined ? {} : { finding }) };
  const otherwise = occasions.length > 0 ? `${rule.on}; a second badge may still come` : `not ${rule.on} by fewer than two people`;
  return answer(next, finding, otherwise, [...occasions.map((occasion) => occasion.dueAt), finding?.endsAt]);
}

function withPresence(present: readonly Presence[], { id, at, kind, person, granted }: AccessEvent): readonly Presence[] {
  return kind === "badge" && person !== undefined && granted !== false ? withEvent(present, { id, at, person }) : present;
}

/** Each person once, in the order in which they came. */
function peopleAt(rule: TwoPerson, present: readonly Presence[], at: EpochMs): readonly Presence["person"][] {
  const people = new Map(present.filter((each) => isWithin(each, at, rule)).map(({ person }) => [person.id, person]));
  return [...people.values()];
}

function areTwo(people: readonly Presence["person"][], roles: TwoPerson["roles"]): boolean {
  if (roles === undefined) return people.length >= 2;
  const [first, second] = roles;
  return people.some((one) => one.roles.includes(first) && people.some((other) => other !== one && other.roles.includes(second)));
}

function stepUnaccompanied(
  { on }: TwoPerson,
  finding: Unaccompanied | undefined,
  state: DoorState,
  world: World,
): Unaccompanied | undefined {
  if (on === "opened" || finding === undefined) return stepFinding(finding, state, world);
  if (state === "open") return stepFinding({ ...finding, hasBeenOpen: true }, state, world);
  return finding.hasBeenOpen === undefined ? finding : stepFinding(finding, state, world);
}

function findingOf({ on, roles, within }: TwoPerson, { value }: Occasion, there: readonly Presence["person"][]): Finding {
  const names = there.map(({ id }) => personMark(id)).join(", ");
  const wanted = roles === undefined ? "two people" : `a ${roles[0]} and a ${roles[1]}`;
  const had = there.length === 0 ? "nobody known had badged" : `only ${names} had badged`;
  return { because: `${on} without ${wanted}: ${had} within ${within / 1000} s`, ...(value === undefined ? {} : { value }) };
}
