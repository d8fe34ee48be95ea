import { type DurationMs, seconds } from "../basics/index.ts";
import { boundsIn } from "../quantity/index.ts";
import type {
  CustodyKind,
  CustodyRule,
  Door,
  OpenedWithoutAccess,
  Reader,
  RuleAttributes,
  TwoPerson,
  WeightWithoutOpening,
} from "../rules/index.ts";
import type { SignalDescription } from "../telemetry/index.ts";
import type { RuleFile, SignalFile, SiteFile } from "./file.ts";
import type { Problems } from "./problem.ts";

type Path = readonly (string | number)[];

/** What a rule has when the file does not say otherwise. Chosen, each with its reason. */
const CUSTODY_DEFAULTS = {
  /** Clocks set over the network are apart by less than a second; a reader that has to connect first needs some. */
  grace: seconds(10),
  /** From the badge to the handle: as long as most locks stay released, and some. */
  within: seconds(30),
  /** Scales swing out within seconds; a hand is gone by then. */
  settle: seconds(30),
};

interface CustodySource {
  readonly rule: RuleFile & { readonly kind: CustodyKind };
  readonly attributes: Omit<RuleAttributes, "version">;
  readonly signal: SignalDescription;
  readonly file: SiteFile;
  readonly path: Path;
}

type ReaderSource = Pick<CustodySource, "file" | "path"> & {
  readonly rule: Pick<RuleFile, "readers">;
  readonly signal: Pick<SignalDescription, "deviceId" | "name">;
};

/** A rule of custody without its version. Undefined when it cannot be made; what is wrong is then among the problems. */
export function compileCustody(source: CustodySource, problems: Problems): Unversioned | undefined {
  const { rule, path } = source;
  // Whatever is found at a door has happened, whether or not it is over: a person has to look into it.
  const attributes = { ...source.attributes, latching: rule.latching ?? true };
  if (attributes.onDelay > 0)
    problems.add("SITE_CUSTODY", [...path, "onDelay"], `${rule.kind} decides after its own grace; leave onDelay out`);
  if (rule.kind === "weight-without-opening") return compileWeight({ ...source, attributes }, problems);
  const door = compileDoor(source.signal, [...path, "open"], rule.open, problems);
  const readers = compileReaders(source, problems);
  const times = compileTimes(rule, path, problems);
  if (door === undefined) return undefined;
  const watched = { ...attributes, ...door, readers, ...times };
  switch (rule.kind) {
    case "opened-without-access":
      return compileOpened(rule, watched, path, problems);
    case "unlocked-unopened":
      return { ...watched, kind: rule.kind };
    case "two-person":
      return compileTwoPerson(source, watched, problems);
  }
}

type Unversioned = DistributiveOmit<CustodyRule, "version">;
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type Watched = Omit<OpenedWithoutAccess, "version" | "kind" | "access" | "buttons">;

function compileOpened({ access, buttons }: RuleFile, watched: Watched, path: Path, problems: Problems): Unversioned | undefined {
  if (access === undefined) {
    problems.add(
      "SITE_MISSING",
      [...path, "access"],
      "say what lets people in: granted (a badge that was let in) or unlock (the lock was released)",
    );
    return undefined;
  }
  return { ...watched, kind: "opened-without-access", access, ...(buttons === undefined ? {} : { buttons }) };
}

function compileTwoPerson({ rule, file, path }: CustodySource, watched: Watched, problems: Problems): Unversioned | undefined {
  const { on = "opened", roles } = rule;
  const carriers = Object.values(file.people ?? {}).filter(({ badges = [] }) => badges.length > 0);
  if (roles === undefined) {
    if (carriers.length < 2) problems.add("SITE_CUSTODY", path, "nobody could ever be two: give at least two people their badges");
    return { ...watched, kind: "two-person", on };
  }
  const [first, second] = roles;
  if (first === undefined || second === undefined || roles.length !== 2) {
    problems.add("SITE_CUSTODY", [...path, "roles"], "name two roles, for example [keeper, user]");
    return undefined;
  }
  const has = (role: string) => carriers.filter((person) => person.roles?.includes(role));
  if (!has(first).some((one) => has(second).some((other) => other !== one))) {
    problems.add(
      "SITE_CUSTODY",
      [...path, "roles"],
      `no two people with badges are ${first} and ${second}; give them these roles under people`,
    );
  }
  return { ...watched, kind: "two-person", on, roles: [first, second] satisfies TwoPerson["roles"] };
}

function compileWeight({ rule, attributes, signal, file, path }: CustodySource, problems: Problems): Unversioned | undefined {
  if (signal.states !== undefined) {
    problems.add("SITE_RULE_KIND", [...path, "kind"], `${signal.key} has states; the rule belongs to the weight, and names its door`);
    return undefined;
  }
  const { door: named, change } = rule;
  if (named === undefined || change === undefined) {
    problems.add("SITE_MISSING", path, `needs the door of the store and a change in ${signal.unit} that is more than noise`);
    return undefined;
  }
  const key = named.includes("/") ? named : `${signal.deviceId}/${named}`;
  const described = describedSignal(file, key);
  if (described === undefined) {
    problems.add("SITE_CUSTODY", [...path, "door"], `there is no signal ${key}; write device/signal, or a signal of the same device`);
    return undefined;
  }
  const door = compileDoor({ key, ...described }, [...path, "open"], rule.open, problems);
  const settle = problems.positiveDuration(rule.settle, [...path, "settle"], CUSTODY_DEFAULTS.settle);
  const { min, max } = boundsIn(signal.unit, signal);
  if (change <= 0 || change >= max - min) {
    problems.add("SITE_CUSTODY", [...path, "change"], `a change is more than 0 and less than the range of ${signal.quantity}`);
  }
  if (settle < signal.hold) {
    problems.add(
      "SITE_CUSTODY",
      [...path, "settle"],
      `a weight settles over several readings: at least ${signal.hold / 1000}s, the signal's hold`,
    );
  }
  if (door === undefined) return undefined;
  return { ...attributes, ...door, kind: "weight-without-opening", of: signal.key, unit: signal.unit, change, settle } satisfies Omit<
    WeightWithoutOpening,
    "version"
  >;
}

interface DoorSignal {
  readonly key: string;
  readonly states?: readonly string[];
}

/** Undefined where the signal cannot say whether a door is open, which is then a problem. */
export function compileDoor(
  { key, states }: DoorSignal,
  path: Path,
  open: readonly string[] | undefined,
  problems: Problems,
): Door | undefined {
  const refuse = (message: string): undefined => {
    problems.add("SITE_STATE", path, message);
    return undefined;
  };
  if (states === undefined) {
    problems.add("SITE_RULE_KIND", path, `${key} has no states; a door says whether it is open`);
    return undefined;
  }
  const named = open ?? ["open"];
  const numbers = named.map((state) => states.indexOf(state));
  if (numbers.length === 0 || numbers.includes(-1))
    return refuse(`name the states that count as open; those of ${key} are ${states.join(", ")}`);
  if (states.every((state) => named.includes(state))) return refuse(`one of the states of ${key} must be closed`);
  return { door: key, open: numbers };
}

/** The devices whose events are of a door. */
export function compileReaders({ rule, signal, file, path }: ReaderSource, problems: Problems): readonly Reader[] {
  if (rule.readers === undefined) return [{ deviceId: signal.deviceId, door: signal.name }];
  if (rule.readers.length === 0)
    problems.add("SITE_CUSTODY", [...path, "readers"], "name the devices at the door; without readers, its own device");
  return rule.readers.map((named, index): Reader => {
    const [deviceId = "", door] = named.split("/");
    const isKnown =
      door === undefined ? file.devices.some(({ id }) => id === deviceId) : describedSignal(file, named)?.states !== undefined;
    if (!isKnown) {
      const message = door === undefined ? `there is no device "${deviceId}"` : `there is no door "${named}"`;
      problems.add("SITE_CUSTODY", [...path, "readers", index], `${message}; name a device, or device/door of one with several doors`);
    }
    return door === undefined ? { deviceId } : { deviceId, door };
  });
}

export function compileTimes(
  rule: Pick<RuleFile, "within" | "grace">,
  path: Path,
  problems: Problems,
): { readonly within: DurationMs; readonly grace: DurationMs } {
  const within = problems.positiveDuration(rule.within, [...path, "within"], CUSTODY_DEFAULTS.within);
  const grace = problems.duration(rule.grace, [...path, "grace"], CUSTODY_DEFAULTS.grace);
  if (within < grace) {
    problems.add(
      "SITE_CUSTODY",
      [...path, "within"],
      `the window is shorter than the grace of ${grace / 1000}s; give a longer one, or less grace`,
    );
  }
  return { within, grace };
}

/** A signal anywhere in the file, with what its profile says of its states. */
function describedSignal({ devices, profiles = {} }: SiteFile, key: string): Pick<SignalFile, "states"> | undefined {
  const [deviceId, name = ""] = key.split("/");
  const signals = devices.find(({ id }) => id === deviceId)?.signals ?? {};
  const signal = Object.hasOwn(signals, name) ? signals[name] : undefined;
  const { profile = "", states } = signal ?? {};
  const inherited = Object.hasOwn(profiles, profile) ? profiles[profile]?.states : undefined;
  const known = states ?? inherited;
  return signal && (known === undefined ? {} : { states: known });
}
