import { type DurationMs, milliseconds, plus, seconds } from "@labcanary/domain/basics";
import type { Action, SignalDescription } from "../description.ts";
import { readDuration } from "../scenario/values.ts";
import type { Written } from "./form.ts";
import type { DeviceDeed } from "./story.ts";
import { aboutSignal, deed, deviceOf, type DeviceSentence, signalOf, type Telling, within } from "./telling.ts";

/** Somebody does something at a door, as its reader or lock says it. */
const atDoor = (
  said: (written: Written) => Pick<Extract<Action, { kind: "event" }>, "event" | "who" | "granted">,
): DeviceSentence["read"] =>
  aboutSignal((signal, written, { entry }) => {
    if (signal.kind === "analog") return entry.fail("SCENARIO_REFERENCE", `${signal.name} is no door`, "name a signal with states");
    return { kind: "event", door: signal.name, ...said(written) };
  });

const atDevice = (said: (written: Written) => Pick<Extract<Action, { kind: "event" }>, "event" | "object">): DeviceSentence["read"] => {
  return (written, telling) => {
    const device = deviceOf(written, telling);
    return device && deed(telling, device.id, { kind: "event", ...said(written) });
  };
};

/** Chosen, as for the people of a simulation: a hand on a reader, a lock, a door. */
const CARD_TO_CARD = seconds(3);
const CARD_TO_LOCK = seconds(1);
const LOCK_TO_DOOR = seconds(2);
const IN_THE_DOOR = seconds(10);
const DOOR_TO_LOCK = seconds(3);

/** What happens at a door one after another: how long after the one before, and what. */
type Course = readonly (readonly [after: DurationMs, action: (door: string) => Action])[];

const opens =
  (to: "open" | "closed") =>
  (door: string): Action => ({ kind: "set", signal: door, to });
const says =
  (event: "badge" | "unlock" | "lock", said: { readonly who?: string; readonly granted?: boolean } = {}) =>
  (door: string): Action => ({ kind: "event", event, door, ...said });

/** Plays a course at a door that can be closed and open. */
const visit =
  (courseOf: (written: Written, telling: Telling) => Course | undefined): DeviceSentence["read"] =>
  (written, telling): DeviceDeed | undefined => {
    const device = deviceOf(written, telling);
    const signal = device && signalOf(written, telling, device);
    if (device === undefined || signal === undefined) return undefined;
    if (!isDoor(signal))
      return telling.entry.fail("SCENARIO_REFERENCE", `${signal.name} is no door`, "name a signal with states: [closed, open]");
    const course = courseOf(written, telling);
    if (course === undefined) return undefined;
    let { at } = telling;
    const steps = course.map(([after, action]) => {
      at = plus(at, after);
      return { at, deviceId: device.id, action: action(signal.name) };
    });
    return { kind: "device", steps };
  };

const isDoor = (signal: SignalDescription): boolean =>
  signal.kind === "discrete" && ["closed", "open"].every((state) => signal.model.states.includes(state));

const NOW = milliseconds(0);

/** Cards one after another, of which the last lets in, and through the door. */
const enters = (badges: readonly string[]): Course => [
  ...badges.map((who, index) => [index === 0 ? NOW : CARD_TO_CARD, says("badge", { who, granted: index === badges.length - 1 })] as const),
  [CARD_TO_LOCK, says("unlock")],
  [LOCK_TO_DOOR, opens("open")],
  [IN_THE_DOOR, opens("closed")],
  [DOOR_TO_LOCK, says("lock")],
];

/** Sentences about people and things at doors, in the order of the reference. */
export const DOOR_SENTENCES: readonly DeviceSentence[] = [
  {
    form: "{who} shows badge {badge} at the {signal} of {device}",
    means: "and the reader lets them in",
    example: "wang shows badge 04A2F1 at the door of toxic-store",
    read: atDoor(({ badge = "" }) => ({ event: "badge", who: badge, granted: true })),
  },
  {
    form: "{who} shows badge {badge} at the {signal} of {device} and is refused",
    means: "the reader does not let them in",
    example: "somebody shows badge 04FFFF at the door of toxic-store and is refused",
    read: atDoor(({ badge = "" }) => ({ event: "badge", who: badge, granted: false })),
  },
  {
    form: "{who} enters by the {signal} of {device} with badge {badge}",
    means: "as one should: badge, unlocked, open for 10 s, closed, locked",
    example: "wang enters by the door of toxic-store with badge 04A2F1",
    read: visit(({ badge = "" }) => enters([badge])),
  },
  {
    form: "{who} enters by the {signal} of {device} with badges {badge} and {card}",
    means: "where two must come: two people, or one person with two cards",
    example: "wang enters by the door of toxic-store with badges 04A2F1 and 04A2F2",
    read: visit(({ badge = "", card = "" }) => enters([badge, card])),
  },
  {
    form: "somebody slips in by the {signal} of {device}",
    means: "without a badge: open for 3 s and closed",
    example: "somebody slips in by the door of toxic-store",
    read: visit(() => [
      [NOW, opens("open")],
      [DOOR_TO_LOCK, opens("closed")],
    ]),
  },
  {
    form: "the {signal} of {device} is propped open for {span}",
    means: "and closed then",
    example: "the door of toxic-store is propped open for 20min",
    read: visit(({ span = "" }, { entry }) => {
      const length = readDuration(within(entry, span), 1);
      return length === undefined
        ? undefined
        : [
            [NOW, opens("open")],
            [length, opens("closed")],
          ];
    }),
  },
  {
    form: "the {signal} of {device} is unlocked",
    means: "what the lock says",
    example: "the door of toxic-store is unlocked",
    read: atDoor(() => ({ event: "unlock" })),
  },
  {
    form: "the {signal} of {device} is locked",
    means: "what the lock says",
    example: "the door of toxic-store is locked",
    read: atDoor(() => ({ event: "lock" })),
  },
  {
    form: "the {object} button of {device} is pressed",
    means: "such as an exit button",
    example: "the exit button of toxic-store is pressed",
    read: atDevice(({ object = "" }) => ({ event: "button", object })),
  },
  {
    form: "tag {object} passes {device}",
    means: "a tagged object is seen by a reader",
    example: "tag E2801160 passes toxic-store",
    read: atDevice(({ object = "" }) => ({ event: "tag", object })),
  },
];
