import { type DurationMs, elapsed, type EpochMs, milliseconds, plus } from "../../basics/index.ts";
import type { AccessEvent, DoorAuthorisation } from "../../telemetry/index.ts";
import type { RuleAttributes } from "../rule.ts";
import type { Watched, WatchedInputs, WatchInput, World } from "../watch.ts";
import { BOUNCE, type Door, type Reader } from "./custody-rule.ts";
import { type DoorEvent, isAtDoor, isWithin, whoOf, withEvent } from "./door-events.ts";
import { type DoorMemory, stepDoor } from "./door-state.ts";
import { answer, type Finding, type Occasion, stepFinding, takeDue } from "./occasion.ts";

/** A door that is not to be opened for the days of a key period, but by whom two people gave leave beforehand. */
export interface SealedDoorRule extends RuleAttributes, Door {
  readonly kind: "sealed-door";
  /** None: nobody can be seen at this door, and leave is good for whoever opens it in its time. */
  readonly readers: readonly Reader[];
  /** Longest time from a badge to the opening it accounts for. */
  readonly within: DurationMs;
  /** How far the clocks of door and reader may be apart, and how long word of a badge may be under way. */
  readonly grace: DurationMs;
}

interface Badge extends DoorEvent {
  readonly personId?: string;
  readonly who: string;
  readonly isGranted: boolean;
  /** An opening has been accounted for by it. */
  readonly isUsed: boolean;
}

/** The time the door is open, or was while it is unknown. */
interface Stay {
  readonly at: EpochMs;
  /** What accounts for it. */
  readonly authorisation?: string;
  /** When that ends; absent while nothing accounts for it, or the finding has been made. */
  readonly endsAt?: EpochMs;
  /** The contact has said closed since then; it may only have bounced. */
  readonly closedAt?: EpochMs;
}

/** Plain data; never changed in place. */
export interface SealedDoorMemory {
  readonly door: DoorMemory;
  readonly badges: readonly Badge[];
  /** Openings in the time of some leave, for which a badge may still come. */
  readonly openings: readonly Occasion[];
  readonly stay?: Stay;
  readonly finding?: Finding;
}

/**
 * Met when the door opens, or is found open, and no leave accounts for it: at once where none holds at that time; where one does, `grace`
 * after the opening was received without the badge of somebody it names. Met too when the leave ends, or is taken back, and the door is
 * still open. Ends when the door is closed again. One badge is good for one opening; a badge within [opening − within, opening + grace]
 * counts, by event time.
 *
 * Gap, fault, untrusted reading, restart: unlike with the other rules of doors, a door found open counts as opened. It is sealed: that it
 * is open is what nobody may pass over, whoever did not see it open. Found open after a gap in the time of leave that accounted for it
 * before, it stays accounted for. Seen closed for less than BOUNCE within it, it is the same opening, and needs no other badge. Late samples and events (historical) do not count. The same event twice is one. From the future:
 * within the clock tolerance as it stands, beyond it placed by receipt. If the platform was down when the time to decide came, it waits
 * `grace` once more.
 */
export function stepSealedDoor(
  rule: SealedDoorRule,
  memory: SealedDoorMemory | undefined,
  input: WatchInput,
  world: World,
): Watched<SealedDoorMemory> {
  const { memory: door, opened } = stepDoor(memory?.door, rule, input, world);
  const leaves = world.authorisations(rule.door);
  let badges =
    input.kind === "event" && isAtDoor(rule.readers, input.event) ? withBadge(memory?.badges ?? [], input.event) : (memory?.badges ?? []);
  let stay = memory === undefined ? undefined : stayNow(memory, door, world.at);
  let finding = stepFinding(memory?.finding, door.state, world);
  const find = (occasion: Pick<Occasion, "at" | "value">, how: string): void => {
    finding = stepFinding(findingOf({ rule, leaves, badges }, occasion, how), door.state, world);
  };
  const { due, waiting } = takeDue(memory?.openings ?? [], input, world, rule.grace);
  let openings = waiting;

  if (door.state === "open" && (opened !== undefined || stay === undefined)) {
    const at = opened?.at ?? world.at;
    const value = opened?.value ?? world.signal(rule.door)?.value;
    const occasion = { at, dueAt: plus(world.receivedAt, rule.grace), ...(value === undefined ? {} : { value }) };
    stay = { at };
    if (leaves.some((leave) => holdsAt(leave, at))) openings = [...openings, occasion];
    else find(occasion, opened === undefined ? "found open" : "opened");
  }
  const unaccounted: Occasion[] = [];
  for (const opening of [...openings, ...due]) {
    const account = accountOf(rule, { leaves, badges }, opening.at);
    if (account === undefined) {
      unaccounted.push(opening);
      continue;
    }
    const { leave, badge } = account;
    if (badge !== undefined) badges = badges.map((each) => (each === badge ? { ...each, isUsed: true } : each));
    if (stay?.at === opening.at) stay = { ...stay, authorisation: leave.id, endsAt: endOf(leave) };
  }
  for (const opening of unaccounted) if (due.includes(opening)) find(opening, "opened");
  openings = unaccounted.filter((opening) => !due.includes(opening));

  if (stay?.endsAt !== undefined) {
    const leave = leaves.find(({ id }) => id === stay?.authorisation);
    const endsAt = leave === undefined ? stay.endsAt : endOf(leave);
    stay = { ...stay, endsAt };
    if (world.at >= endsAt && door.state === "open") {
      find({ at: stay.at, ...valueOf(world, rule) }, "still open after leave to open it had ended; opened");
      stay = { at: stay.at };
    }
  }
  const next = { door, badges, openings, ...(stay === undefined ? {} : { stay }), ...(finding === undefined ? {} : { finding }) };
  return answer(next, finding, saidWithout(next), [
    ...openings.map(({ dueAt }) => dueAt),
    // Closed, it needs no look: the next opening asks whether leave still holds.
    stay?.closedAt === undefined ? stay?.endsAt : undefined,
    finding?.endsAt,
  ]);
}

export const inputsOfSealedDoor = ({ door, readers, within, grace }: SealedDoorRule): WatchedInputs => ({
  signals: [door],
  devices: [...new Set(readers.map(({ deviceId }) => deviceId))],
  reach: milliseconds(within + grace),
});

/**
 * The stay as it goes on. Where something accounts for it, or still may, a contact that closes for less than BOUNCE does not end it.
 * Nothing else outlasts a closed door: that a sealed door is open again is found anew, whatever was found before.
 */
function stayNow({ stay, openings }: SealedDoorMemory, door: DoorMemory, at: EpochMs): Stay | undefined {
  if (stay === undefined) return undefined;
  const closedAt = stay.closedAt ?? (door.state === "closed" ? at : undefined);
  if (closedAt === undefined) return stay;
  const mayBeAccounted = stay.authorisation !== undefined || openings.some((opening) => opening.at === stay.at);
  if (!mayBeAccounted || elapsed(closedAt, at) >= BOUNCE) return undefined;
  if (door.state !== "open") return { ...stay, closedAt };
  const { closedAt: _closedAt, ...open } = stay;
  return open;
}

const endOf = ({ to, withdrawnAt }: DoorAuthorisation): EpochMs => (withdrawnAt !== undefined && withdrawnAt < to ? withdrawnAt : to);

const holdsAt = (leave: DoorAuthorisation, at: EpochMs): boolean => leave.from <= at && at < endOf(leave);

function withBadge(badges: readonly Badge[], event: AccessEvent): readonly Badge[] {
  if (event.kind !== "badge") return badges;
  const { id, at, person, granted } = event;
  const badge = { id, at, who: whoOf(event) ?? "a badge without a number", isGranted: granted !== false, isUsed: false };
  return withEvent(badges, person === undefined ? badge : { ...badge, personId: person.id });
}

interface Known {
  readonly leaves: readonly DoorAuthorisation[];
  readonly badges: readonly Badge[];
}

/** What accounts for an opening, as far as is known by now: leave that holds then, and the oldest unused badge of somebody it names. */
function accountOf(
  rule: SealedDoorRule,
  { leaves, badges }: Known,
  at: EpochMs,
): { readonly leave: DoorAuthorisation; readonly badge?: Badge } | undefined {
  for (const leave of leaves.filter((each) => holdsAt(each, at))) {
    if (rule.readers.length === 0) return { leave };
    const badge = badges.find(
      ({ personId, isGranted, isUsed, ...event }) =>
        isGranted && !isUsed && personId !== undefined && leave.people.includes(personId) && isWithin(event, at, rule),
    );
    if (badge !== undefined) return { leave, badge };
  }
  return undefined;
}

function findingOf(
  { rule, leaves, badges }: Known & { readonly rule: SealedDoorRule },
  { at, value }: Pick<Occasion, "at" | "value">,
  how: string,
): Finding {
  const who = [...new Set(badges.filter((badge) => isWithin(badge, at, rule)).map((badge) => badge.who))];
  const seen =
    rule.readers.length === 0 ? "the door has no reader" : who.length === 0 ? "nobody had badged" : `${who.join(", ")} had badged`;
  const leave = leaves.some((each) => holdsAt(each, at)) ? "by nobody who had leave to" : "without leave";
  return { because: `${how} ${leave} while it is sealed: ${seen}`, ...(value === undefined ? {} : { value }) };
}

const valueOf = (world: World, { door }: SealedDoorRule): Pick<Occasion, "value"> => {
  const value = world.signal(door)?.value;
  return value === undefined ? {} : { value };
};

function saidWithout({ openings, stay, door }: SealedDoorMemory): string {
  if (openings.length > 0) return "opened in the time of leave to; a badge may still come";
  if (door.state === "closed") return "closed";
  return stay?.authorisation === undefined ? "not known to be open" : "open by leave";
}
