import { days, type EpochMs, hours, milliseconds } from "../basics/index.ts";
import type { DueRule, Duty, Priority } from "../rules/index.ts";
import { civilAt, type CivilDay, dayOf, daysLater, formatDay, isTimeZone, parseDay, startOfDay } from "../schedule/index.ts";
import type { SignalDescription } from "../telemetry/index.ts";
import type { DeviceFile, DutyFile, SignalFile } from "./file.ts";
import type { Problems } from "./problem.ts";

type Path = readonly (string | number)[];
type Unversioned = Omit<DueRule, "version">;

export const CALIBRATION_DUE = "calibration-due";
export const BUMP_TEST_DUE = "bump-test-due";
const NAMES: Readonly<Record<Duty, string>> = { calibration: CALIBRATION_DUE, "bump-test": BUMP_TEST_DUE };

/** In place of the date something was last done. */
const NOT_SINCE = "none";

/** What a site file calls each duty. */
const KEYS: Readonly<Record<Duty, "calibration" | "bumpTest">> = { calibration: "calibration", "bump-test": "bumpTest" };

interface Due {
  readonly duty: Duty;
  readonly at: EpochMs;
  readonly day: CivilDay;
  readonly priority: Priority;
}

/** What a duty comes to for one signal. */
export interface SignalDuties {
  /** When the first of them is due. */
  readonly dueAt?: EpochMs;
  readonly rules: readonly Unversioned[];
}

interface DutiesSource {
  readonly device: DeviceFile;
  readonly timeZone: string;
  readonly replacedAt: EpochMs | undefined;
  readonly path: Path;
}

/**
 * The duties of one device's sensors. One of the device is that of each of its measured signals that does not have its own, and is told
 * once, by the first of them.
 */
export class DeviceDuties {
  readonly #device: DeviceFile;
  readonly #replacedAt: EpochMs | undefined;
  readonly #timeZone: string;
  readonly #problems: Problems;
  readonly #ofDevice: readonly Due[];
  readonly #told = new Set<Duty>();

  constructor({ device, timeZone, replacedAt, path }: DutiesSource, problems: Problems) {
    this.#device = device;
    this.#replacedAt = replacedAt;
    // Another zone than the site's is among the problems already.
    this.#timeZone = isTimeZone(timeZone) ? timeZone : "UTC";
    this.#problems = problems;
    this.#ofDevice = this.#read(device, path);
  }

  of(file: SignalFile, signal: Pick<SignalDescription, "key" | "states">, path: Path): SignalDuties {
    const own = this.#read(file, path);
    if (signal.states !== undefined) {
      for (const { duty } of own) this.#problems.add("SITE_DATE", [...path, KEYS[duty]], "a signal with states is not calibrated");
      return { rules: [] };
    }
    const shared = this.#ofDevice.filter(({ duty }) => own.every((other) => other.duty !== duty));
    const told = shared.filter(({ duty }) => !this.#told.has(duty));
    for (const { duty } of told) this.#told.add(duty);
    const all = [...own, ...shared];
    const rules = [
      ...own.map((due) => ruleOf(due, signal.key)),
      ...told.map((due) => ({ ...ruleOf(due, signal.key), ...this.#labelOf(due) })),
    ];
    return all.length === 0 ? { rules } : { dueAt: all.map(({ at }) => at).reduce((a, b) => (a < b ? a : b)), rules };
  }

  /** To be asked once the device's signals are there: a duty that none of them has would never be told. */
  finish(path: Path): void {
    for (const { duty } of this.#ofDevice) {
      if (this.#told.has(duty)) continue;
      const message = "no sensor of this device is left for it: each has its own date, or states; take it away, or move it to a sensor";
      this.#problems.add("SITE_DATE", [...path, KEYS[duty]], message);
    }
  }

  #read(file: DeviceFile | SignalFile, path: Path): readonly Due[] {
    return (Object.keys(KEYS) as Duty[]).flatMap((duty) => {
      const key = KEYS[duty];
      const described = file[key];
      if (described === undefined) return [];
      const priority = described.priority ?? "low";
      if (described.last === NOT_SINCE) return this.#notSince(described, { duty, priority }, [...path, key]);
      const day = dueDay(described, [...path, key], this.#problems);
      return day === undefined ? [] : [{ duty, day, at: startOfDay(this.#timeZone, day), priority }];
    });
  }

  /** What was done to another device counts for nothing: it is due from the moment this one took its place. */
  #notSince({ every, due }: DutyFile, duty: Pick<Due, "duty" | "priority">, path: Path): readonly Due[] {
    const refuse = (key: string, message: string): readonly Due[] => {
      this.#problems.add("SITE_DATE", [...path, key], message);
      return [];
    };
    const at = this.#replacedAt;
    if (at === undefined) return refuse("last", "only a device with the time it was replaced can say none; give the date it was last done");
    if (due !== undefined) return refuse("due", "give due, or last and every, not both");
    if (every === undefined) return refuse("every", "say how often it is done; write for example 180d");
    return wholeDays(every, path, this.#problems) === undefined ? [] : [{ ...duty, at, day: dayOf(civilAt(this.#timeZone, at)) }];
  }

  #labelOf({ duty }: Due): Pick<DueRule, "label"> {
    const { id, name = { en: id, zh: id } } = this.#device;
    return { label: { en: `${name.en}: ${OVERDUE[duty].en}`, zh: `${name.zh}:${OVERDUE[duty].zh}` } };
  }
}

const OVERDUE = {
  calibration: { en: "calibration overdue", zh: "校准逾期" },
  "bump-test": { en: "bump test overdue", zh: "功能测试逾期" },
} as const;

function dueDay({ last, every, due }: DutyFile, path: Path, problems: Problems): CivilDay | undefined {
  const refuse = (key: string, message: string): undefined => {
    problems.add("SITE_DATE", [...path, key], message);
    return undefined;
  };
  const dayIn = (key: "last" | "due", text: string): CivilDay | undefined =>
    parseDay(text) ?? refuse(key, `"${text}" is no date; write for example 2026-05-01`);
  if (due !== undefined) {
    return last === undefined && every === undefined ? dayIn("due", due) : refuse("due", "give due, or last and every, not both");
  }
  if (last === undefined || every === undefined) return refuse("last", "give the date it was last done and how often, or when it is due");
  const from = dayIn("last", last);
  const count = wholeDays(every, path, problems);
  return from === undefined || count === undefined ? undefined : daysLater(from, count);
}

function wholeDays(every: string, path: Path, problems: Problems): number | undefined {
  const count = problems.positiveDuration(every, [...path, "every"], days(1)) / days(1);
  if (Number.isInteger(count)) return count;
  problems.add("SITE_DATE", [...path, "every"], `"${every}" is not whole days; write for example 180d`);
  return undefined;
}

function ruleOf({ duty, day, at, priority }: Due, signal: SignalDescription["key"]): Unversioned {
  const none = milliseconds(0);
  return {
    kind: "due",
    id: `${signal}/${NAMES[duty]}`,
    signal,
    priority,
    onDelay: none,
    offDelay: none,
    latching: false,
    consequence: { en: "Readings may be wrong without anybody noticing", zh: "读数可能失准而无人察觉" },
    firstAction: { en: "Have it done, and write the new date into the site file", zh: "安排完成，并在站点文件中更新日期" },
    responseTime: hours(24),
    basis: "chosen",
    source: "chosen: the date of the site file",
    duty,
    dueAt: at,
    day: formatDay(day),
  };
}
