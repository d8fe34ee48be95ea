import { plus } from "../../basics/index.ts";
import type { AccessEvent } from "../../telemetry/index.ts";
import type { Watched, WatchInput, World } from "../watch.ts";
import type { OpenedWithoutAccess } from "./custody-rule.ts";
import { type DoorEvent, isAtDoor, isWithin, whoOf, withEvent } from "./door-events.ts";
import { type DoorMemory, stepDoor } from "./door-state.ts";
import { answer, type Finding, type Occasion, stepFinding, takeDue } from "./occasion.ts";

interface Attempt extends DoorEvent {
  /** Whether it lets anybody in. */
  readonly isAccess: boolean;
  /** An opening has been accounted for by it. */
  readonly isUsed: boolean;
  readonly who?: string;
}

/** Plain data; never changed in place. */
export interface OpenedWithoutAccessMemory {
  readonly door: DoorMemory;
  readonly attempts: readonly Attempt[];
  readonly openings: readonly Occasion[];
  readonly finding?: Finding;
}

/**
 * Met when the door is seen to open and no access lies within [opening − within, opening + grace] by event time; decided `grace`
 * after the opening was received, so that it does not matter which of the two is heard first. Ends when the door is closed again.
 *
 * One access is good for one opening, until the door has closed again: who follows through the open door is not seen by a contact,
 * who comes after it has closed needs an access of their own. Of several accesses the oldest is used first.
 *
 * Gap, fault, untrusted reading, restart: the door is unknown, and found open after that it was not seen to open: no claim; its silence
 * and fault are told by rules of their own. Late samples and events (historical) do not count either way. The same event twice is one.
 * From the future: within the clock tolerance as it stands, beyond it placed by receipt. Out of order: events are taken in the order
 * of their own time. If the platform was down when the time to decide came, it waits `grace` once more.
 */
export function stepOpenedWithoutAccess(
  rule: OpenedWithoutAccess,
  memory: OpenedWithoutAccessMemory | undefined,
  input: WatchInput,
  world: World,
): Watched<OpenedWithoutAccessMemory> {
  const { memory: door, opened } = stepDoor(memory?.door, rule, input, world);
  let attempts = memory?.attempts ?? [];
  if (input.kind === "event" && isAtDoor(rule.readers, input.event)) attempts = withAttempt(attempts, rule, input.event);
  const { due, waiting } = takeDue(memory?.openings ?? [], input, world, rule.grace);
  let finding = stepFinding(memory?.finding, door.state, world);
  for (const opening of due) {
    const access = attempts.find((attempt) => attempt.isAccess && !attempt.isUsed && isWithin(attempt, opening.at, rule));
    if (access === undefined) finding = stepFinding(findingOf(rule, opening, attempts), door.state, world);
    else attempts = attempts.map((attempt) => (attempt === access ? { ...attempt, isUsed: true } : attempt));
  }
  const openings =
    opened === undefined ? waiting : [...waiting, { at: opened.at, value: opened.value, dueAt: plus(world.receivedAt, rule.grace) }];
  const next = { door, attempts, openings, ...(finding === undefined ? {} : { finding }) };
  const otherwise = openings.length > 0 ? "opened; there may still be word of an access" : "no opening without access";
  return answer(next, finding, otherwise, [...openings.map(({ dueAt }) => dueAt), finding?.endsAt]);
}

function withAttempt(attempts: readonly Attempt[], rule: OpenedWithoutAccess, event: AccessEvent): readonly Attempt[] {
  const isAccess = letsIn(rule, event);
  if (!isAccess && event.kind !== "badge") return attempts;
  const who = whoOf(event);
  return withEvent(attempts, { id: event.id, at: event.at, isAccess, isUsed: false, ...(who === undefined ? {} : { who }) });
}

function letsIn({ access, buttons = [] }: OpenedWithoutAccess, { kind, granted, object }: AccessEvent): boolean {
  if (kind === "button") return object !== undefined && buttons.includes(object);
  return access === "unlock" ? kind === "unlock" : kind === "badge" && granted === true;
}

function findingOf(rule: OpenedWithoutAccess, opening: Occasion, attempts: readonly Attempt[]): Finding {
  const lacking = rule.access === "unlock" ? "without being unlocked" : "with no access granted";
  const refused = rule.access === "unlock" ? undefined : attempts.findLast((each) => !each.isAccess && isWithin(each, opening.at, rule));
  const used = attempts.findLast((each) => each.isUsed && isWithin(each, opening.at, rule));
  const more =
    refused !== undefined
      ? `; ${refused.who ?? "a badge without a number"} had not been let in`
      : used === undefined
        ? ""
        : "; the access before it had been used for another opening";
  return { because: `opened ${lacking}${more}`, ...(opening.value === undefined ? {} : { value: opening.value }) };
}
