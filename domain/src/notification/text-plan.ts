import { type DurationMs, elapsed, type EpochMs, epochMs, minutes, plus, seconds } from "../basics/index.ts";

/** The span in which a person's texts are counted: that of a flood. */
export const TEXT_WINDOW: DurationMs = minutes(10);
/** Texts one person gets within it (chosen: more are not read, and the one that matters is not found among them). */
export const MOST_TEXTS = 10;
/** Of these, what alarms may take that lives do not depend on (chosen: in a flood three are kept for those that come yet, before it one). */
const ORDINARY_TEXTS = { calm: 9, flood: 7 } as const;
/** Shortest time between a person's ordinary texts in a flood (chosen: alarms that come one by one then share the next). */
const FLOOD_PACE: DurationMs = seconds(60);

/** A notification that may be sent now. */
export interface DueText {
  readonly id: string;
  /** Who gets it: people who share a phone are one. */
  readonly recipient: string;
  /** What its alarm is grouped by. */
  readonly zoneId: string;
  readonly lifeSafety: boolean;
  readonly simulated: boolean;
  /** Of an alarm of a drill. */
  readonly drill?: true;
  /** What differs in it never shares a text: another address, another thing said. Absent: all alike. */
  readonly apart?: string;
}

/** A text somebody was sent. */
export interface SentText {
  readonly at: EpochMs;
  readonly zoneId: string;
  readonly lifeSafety: boolean;
  readonly drill?: boolean;
}

export interface TextPlan {
  /** Notifications of one text each, in the order in which they are to be sent. */
  readonly texts: readonly (readonly DueText[])[];
  /** What waits until its recipient has had few enough. */
  readonly held: readonly { readonly notification: DueText; readonly until: EpochMs }[];
}

export interface TextPlanFacts {
  readonly now: EpochMs;
  /** In the order in which they are to be sent. */
  readonly due: readonly DueText[];
  readonly isFlood: boolean;
  /** What a recipient was sent within the window, oldest first. */
  readonly sentTo: (recipient: string) => readonly SentText[];
  /** How many texts to a recipient the provider takes now, of those like the notification, that lives do not depend on. Absent: any number. */
  readonly roomFor?: (notification: DueText) => number;
}

/**
 * Which notifications go out now, and which of them in one text. Life safety first and each by itself; in a flood the others as one text
 * for each zone. Nobody gets more than {@link MOST_TEXTS} within the window, with one exception: the first life-safety alarm of a zone is
 * never held back. What a drill has sent is as nothing to all others; its own come last, and count with everything else.
 */
export function planTexts({ now, due, isFlood, sentTo, roomFor }: TextPlanFacts): TextPlan {
  const texts: (readonly DueText[])[] = [];
  const held: { notification: DueText; until: EpochMs }[] = [];
  for (const [recipient, theirs] of grouped(due, (each) => each.recipient)) {
    const sent = [...sentTo(recipient)];
    const real = sent.filter(({ drill }) => drill !== true);
    const send = (text: readonly DueText[]): void => {
      const [lead] = text;
      if (lead === undefined) return;
      texts.push(text);
      const { zoneId, lifeSafety, drill } = lead;
      const each: SentText = { at: now, zoneId, lifeSafety, ...(drill === undefined ? {} : { drill }) };
      sent.push(each);
      if (drill === undefined) real.push(each);
    };
    const hold = (text: readonly DueText[], until: EpochMs): void => {
      for (const notification of text) held.push({ notification, until });
    };
    /** When fewer than `limit` of what counts will be within the window. */
    const roomAt = (limit: number, counts: readonly SentText[]): EpochMs =>
      counts.length < limit ? now : plus(counts[counts.length - limit]?.at ?? now, TEXT_WINDOW);

    for (const text of lifeSafetyTexts(theirs, MOST_TEXTS - real.length)) {
      const isZoneTold = real.some(({ lifeSafety, zoneId }) => lifeSafety && zoneId === text[0]?.zoneId);
      if (real.length < MOST_TEXTS || !isZoneTold) send(text);
      else hold(text, roomAt(MOST_TEXTS, real));
    }
    const most = isFlood ? ORDINARY_TEXTS.flood : ORDINARY_TEXTS.calm;
    const ordinary = theirs.filter(({ lifeSafety }) => !lifeSafety);
    for (const [those, counts] of [
      [ordinary.filter(({ drill }) => drill === undefined), real],
      [ordinary.filter(({ drill }) => drill !== undefined), sent],
    ] as const) {
      const last = counts.findLast(({ lifeSafety }) => !lifeSafety);
      const paceAt = isFlood && last !== undefined ? plus(last.at, FLOOD_PACE) : now;
      const [first] = those;
      const providers = first === undefined || roomFor === undefined ? most : roomFor(first);
      // What the provider has no room for waits there, and goes as one when it has.
      for (const text of ordinaryTexts(those, Math.min(most - counts.length, Math.max(1, providers)), isFlood)) {
        const goesAt = epochMs(Math.max(paceAt, roomAt(most, counts)));
        if (elapsed(now, goesAt) <= 0) send(text);
        else hold(text, goesAt);
      }
    }
  }
  const place = new Map(due.map(({ id }, index) => [id, index]));
  const placeOf = (text: readonly DueText[]): number => place.get(text[0]?.id ?? "") ?? 0;
  const rankOf = ([lead]: readonly DueText[]): number => (lead?.lifeSafety === true ? 0 : lead?.drill === undefined ? 1 : 2);
  return { texts: texts.toSorted((a, b) => rankOf(a) - rankOf(b) || placeOf(a) - placeOf(b)), held };
}

/** Each by itself while there is room; else those of one zone together. */
function lifeSafetyTexts(theirs: readonly DueText[], room: number): readonly (readonly DueText[])[] {
  const grave = theirs.filter(({ lifeSafety }) => lifeSafety);
  return grave.length <= room ? grave.map((each) => [each]) : byZone(grave);
}

/** Each by itself out of a flood while there is room; else those of one zone together; when that is too many still, the last text has all the rest. */
function ordinaryTexts(ordinary: readonly DueText[], room: number, isFlood: boolean): readonly (readonly DueText[])[] {
  if (!isFlood && ordinary.length <= room) return ordinary.map((each) => [each]);
  const zones = byZone(ordinary);
  if (zones.length <= room) return zones;
  const apart = Math.max(0, room - 1);
  const rest = [...grouped(zones.slice(apart).flat(), ({ simulated, apart }) => JSON.stringify([simulated, apart])).values()];
  return [...zones.slice(0, apart), ...rest];
}

/** A simulated alarm never shares a text with a real one. */
const byZone = (notifications: readonly DueText[]): readonly (readonly DueText[])[] => [
  ...grouped(notifications, ({ zoneId, simulated, apart }) => JSON.stringify([zoneId, simulated, apart])).values(),
];

/** In the order of the first of each. */
function grouped<T>(all: readonly T[], keyOf: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const group = groups.get(keyOf(each));
    if (group === undefined) groups.set(keyOf(each), [each]);
    else group.push(each);
  }
  return groups;
}
