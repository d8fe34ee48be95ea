import { type EpochMs, epochMs, minutes, seconds } from "@labcanary/domain/basics";
import type {
  CustodyRule,
  FoldInput,
  OpenedWithoutAccess,
  SealedDoorRule,
  Signal,
  TwoPerson,
  UnlockedUnopened,
  WeightWithoutOpening,
} from "@labcanary/domain/rules";
import type { AccessEvent, DoorAuthorisation, Reading } from "@labcanary/domain/telemetry";
import { fold, START } from "./folding.ts";
import { limitRule, signal } from "./site.ts";

const { kind: _kind, direction: _direction, setpoint: _setpoint, inclusive: _inclusive, deadband: _deadband, ...attributes } = limitRule();
const watched = {
  ...attributes,
  id: "store/door/rule",
  signal: "store/door",
  door: "store/door",
  open: [1],
  readers: [{ deviceId: "store", door: "door" }, { deviceId: "reader" }],
  within: seconds(30),
  grace: seconds(5),
};

export const openedWithoutAccess = (over: Partial<OpenedWithoutAccess> = {}): OpenedWithoutAccess => ({
  ...watched,
  kind: "opened-without-access",
  access: "granted",
  buttons: ["exit"],
  ...over,
});
export const unlockedUnopened = (over: Partial<UnlockedUnopened> = {}): UnlockedUnopened => ({
  ...watched,
  kind: "unlocked-unopened",
  ...over,
});
export const twoPerson = (over: Partial<TwoPerson> = {}): TwoPerson => ({ ...watched, kind: "two-person", on: "opened", ...over });
export const sealedDoor = (over: Partial<SealedDoorRule> = {}): SealedDoorRule => ({ ...watched, kind: "sealed-door", ...over });
export const weightWithoutOpening = (over: Partial<WeightWithoutOpening> = {}): WeightWithoutOpening => ({
  ...attributes,
  id: "store/weight/rule",
  signal: "store/weight",
  kind: "weight-without-opening",
  of: "store/weight",
  door: "store/door",
  open: [1],
  change: 5,
  unit: "g",
  settle: seconds(10),
  ...over,
});

/** A store with a door, heard every minute at the least, and scales, every few seconds; one of the two has the rule. */
export function storeWith(rule: CustodyRule | SealedDoorRule): readonly Signal[] {
  const { substance: _substance, unit: _unit, ...plain } = signal();
  const described = { ...plain, deviceId: "store", hold: minutes(3) };
  return [
    {
      ...described,
      key: "store/door",
      name: "door",
      quantity: "door",
      unit: "state",
      states: ["closed", "open"],
      rules: rule.signal === "store/door" ? [rule] : [],
    },
    {
      ...described,
      key: "store/weight",
      name: "weight",
      quantity: "mass",
      unit: "g",
      hold: seconds(30),
      rules: rule.signal === "store/weight" ? [rule] : [],
    },
  ];
}

const PEOPLE: Readonly<Record<string, NonNullable<AccessEvent["person"]>>> = {
  wang: { id: "wang", name: "Wang Fang", roles: ["keeper"] },
  smith: { id: "smith", name: "Alex Smith", roles: ["user"] },
  li: { id: "li", name: "Li Na", roles: ["keeper", "user"] },
};

/**
 * A log told in lines: a second, and what was heard then. `10 open`, `12 closed`, `20 door faulty`, `5 badge wang`, `5 badge wang refused`,
 * `5 badge stranger`, `5 unlock`, `5 lock`, `5 button exit`, `5 weight 250`, `5 weight faulty`. `8@12`: at 8 by the device's
 * clock, heard at 12; `8@40 restart`: the platform was down from 8 to 40. `late` behind it: too late to count. `again` behind it: told before. `elsewhere`: at another door of the device.
 * `from reader`: by another device. `2 leave wang+li 5-60`: leave to open the door from then to then; `withdrawn` behind it: taken back. Lines are in the order of their hearing, a tick a second between and after them.
 */
export function storyLog(lines: readonly string[], until?: number): FoldInput[] {
  const told = lines.map((line) => {
    const [when = "", ...words] = line.split(" ");
    const [at = "0", heard = at] = when.split("@");
    return { at: Number(at), heard: Number(heard), words };
  });
  const end = until ?? (told.at(-1)?.heard ?? 0) + 60;
  const inputs: FoldInput[] = [];
  const add = (second: number, input: object): void =>
    void inputs.push({ position: inputs.length + 2, receivedAt: epochMs(START + second * 1000), ...input } as FoldInput);
  let second = 0;
  for (const { at, heard, words } of told) {
    const listened = words[0] === "restart" ? at : heard;
    for (; second < listened; second++) add(second, { kind: "tick" });
    second = Math.floor(heard);
    add(heard, inputOf(words, at, heard));
  }
  for (second++; second <= end; second++) add(second, { kind: "tick" });
  return inputs;
}

function inputOf(words: readonly string[], at: number, heard: number): object {
  if (words[0] === "restart") return { kind: "started" };
  if (words[0] === "leave") return { kind: "authorisation", authorisation: leaveOf(words, at) };
  const times = { at: epochMs(START + at * 1000), receivedAt: epochMs(START + heard * 1000), historical: words.includes("late") };
  const reading = readingOf(words, times);
  return reading === undefined
    ? { kind: "readings", readings: [], events: [eventOf(words, times)] }
    : { kind: "readings", readings: [reading] };
}

function leaveOf([, who = "", span = "", withdrawn]: readonly string[], at: number): DoorAuthorisation {
  const [from, to] = span.split("-").map((second) => epochMs(START + Number(second) * 1000));
  const leave = { id: `${who} ${span}`, door: "store/door", people: who.split("+"), from: from as EpochMs, to: to as EpochMs };
  return withdrawn === undefined ? leave : { ...leave, withdrawnAt: epochMs(START + at * 1000) };
}

type Times = Pick<Reading, "at" | "receivedAt" | "historical">;

function readingOf([what, said]: readonly string[], times: Times): Reading | undefined {
  const key = what === "weight" ? "store/weight" : "store/door";
  const common = { ...times, signal: key, tieBreak: 0 };
  if (said === "faulty") return { kind: "fault", reason: "not-measured", ...common };
  if (what === "weight") return { kind: "sample", value: Number(said), quality: "good", ...common };
  if (what === "open" || what === "closed") return { kind: "sample", value: what === "open" ? 1 : 0, quality: "good", ...common };
  return undefined;
}

function eventOf(words: readonly string[], times: Times): AccessEvent {
  const [kind = "", who = ""] = words;
  const person = PEOPLE[who];
  return {
    ...times,
    id: `${times.at}:${kind}:${who}:${words.includes("card2")}`,
    deviceId: words.includes("reader") ? "reader" : words.includes("stranger-device") ? "other" : "store",
    kind: kind as AccessEvent["kind"],
    ...(words.includes("elsewhere") ? { door: "hatch" } : {}),
    ...(kind === "badge" ? { credential: who, granted: !words.includes("refused") } : {}),
    ...(kind === "button" ? { object: who } : {}),
    ...(person === undefined ? {} : { person }),
  };
}

/** What a log has received, as a history gives it back. */
export function receivedOf(lines: readonly string[]): { readonly readings: readonly Reading[]; readonly events: readonly AccessEvent[] } {
  const records = storyLog(lines).flatMap((input) => (input.kind === "readings" ? [input] : []));
  return { readings: records.flatMap(({ readings }) => readings), events: records.flatMap(({ events = [] }) => events) };
}

/** What came of a log: `15s raised`, with the reason behind it where it is asked for. */
export function outcome(rule: CustodyRule | SealedDoorRule, lines: readonly string[], until?: number): readonly string[] {
  return fold(storeWith(rule), storyLog(lines, until)).map(({ change, receivedAt }) => `${(receivedAt - START) / 1000}s ${change}`);
}

export function reasons(rule: CustodyRule | SealedDoorRule, lines: readonly string[], until?: number): readonly string[] {
  return fold(storeWith(rule), storyLog(lines, until)).map(({ evidence }) => evidence.reason);
}
