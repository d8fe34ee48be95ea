import { milliseconds, minutes } from "../../basics/index.ts";
import type { Reader, SealedDoorRule, Signal } from "../../rules/index.ts";
import type { SignalKey } from "../../telemetry/index.ts";
import { compileDoor, compileReaders, compileTimes } from "../compile-custody.ts";
import { versioned } from "../compile-attributes.ts";
import type { NamedSchedules } from "../compile-schedules.ts";
import type { SiteFile } from "../file.ts";
import type { Problems } from "../problem.ts";
import type { KeyPeriodFile, SealFile } from "./file.ts";
import type { Seal } from "./key-period.ts";

type Path = readonly (string | number)[];

interface SealSource {
  readonly file: SiteFile;
  readonly schedules: NamedSchedules;
  readonly signals: readonly Signal[];
}

/** The seals of a key period, and the signals with a rule for each. */
export function compileSeals(
  period: KeyPeriodFile,
  path: Path,
  { file, schedules, signals }: SealSource,
  problems: Problems,
): { readonly seals: readonly Seal[]; readonly signals: readonly Signal[] } {
  const rules = new Map<string, SealedDoorRule>();
  const seals = (period.seal ?? []).flatMap((seal, index): readonly Seal[] => {
    const at = [...path, "seal", index];
    const signal = signals.find(({ key }) => key === seal.door);
    if (signal === undefined) {
      problems.add("SITE_UNKNOWN_SIGNAL", [...at, "door"], `there is no signal ${seal.door}; write device/signal, as under devices`);
      return [];
    }
    if (rules.has(signal.key)) {
      problems.add("SITE_DUPLICATE", [...at, "door"], `${signal.key} is sealed already in this period; keep one of them`);
      return [];
    }
    const rule = compileSeal(seal, signal, period, { file, schedules, path: at }, problems);
    if (rule === undefined) return [];
    rules.set(signal.key, rule);
    return [{ door: signal.key, zoneId: signal.zoneId, hasReader: rule.readers.length > 0 }];
  });
  const sealed = (signal: Signal): Signal => {
    const rule = rules.get(signal.key);
    return rule === undefined ? signal : { ...signal, rules: [...signal.rules, rule] };
  };
  return { seals, signals: rules.size === 0 ? signals : signals.map(sealed) };
}

/** Ends of names of the rules seals make: `cab-17/door/sealed-spring`. */
const SEALED = "sealed-";

/** What the rule of a door's seal is called. */
export const sealRuleId = (door: SignalKey, periodId: string): string => `${door}/${SEALED}${periodId}`;

function compileSeal(
  seal: SealFile,
  signal: Signal,
  period: KeyPeriodFile,
  { file, schedules, path }: { readonly file: SiteFile; readonly schedules: NamedSchedules; readonly path: Path },
  problems: Problems,
): SealedDoorRule | undefined {
  const id = sealRuleId(signal.key, period.id);
  if (signal.rules.some((rule) => rule.id === id)) {
    problems.add(
      "SITE_DUPLICATE",
      [...path, "door"],
      `${signal.key} has a rule ${SEALED}${period.id} already, which is the name of the seal's; give that one another`,
    );
    return undefined;
  }
  const door = compileDoor(signal, [...path, "open"], seal.open, problems);
  const readers = seal.readers === undefined ? readersAt(signal) : compileReaders({ rule: seal, signal, file, path }, problems);
  const times = compileTimes(seal, path, problems);
  if (door === undefined) return undefined;
  return versioned({
    kind: "sealed-door",
    id,
    signal: signal.key,
    // Whoever empties a store does it while nobody is there to see; so the desk is asked whether it is manned, and two people take a seal away.
    priority: "critical",
    onDelay: milliseconds(0),
    offDelay: milliseconds(0),
    latching: true,
    consequence: { en: "Somebody is in a store that is to stay closed", zh: "有人进入应封存的场所" },
    firstAction: { en: "See who is there; send two people, let nobody go in alone", zh: "立即查明在场人员，派两人到场，不得单人进入" },
    responseTime: minutes(5),
    source: "chosen: a sealed door stays closed; what is behind it is gone within minutes",
    ...schedules.during(`key-period:${period.id}`, [...path, "door"]),
    ...door,
    readers,
    ...times,
  });
}

/** The readers that other rules of custody already hold this door to. */
function readersAt({ rules }: Signal): readonly Reader[] {
  const readers = rules.flatMap((rule) => ("readers" in rule ? rule.readers : []));
  return readers.filter(
    (reader, index) => readers.findIndex(({ deviceId, door }) => deviceId === reader.deviceId && door === reader.door) === index,
  );
}
