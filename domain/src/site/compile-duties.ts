import { days, type EpochMs, hours, milliseconds } from "../basics/index.ts";
import type { DueRule, Duty, Priority } from "../rules/index.ts";
import { type CivilDay, daysLater, formatDay, isTimeZone, parseDay, startOfDay } from "../schedule/index.ts";
import type { SignalDescription } from "../telemetry/index.ts";
import type { DeviceFile, DutyFile, SignalFile } from "./file.ts";
import type { Problems } from "./problem.ts";

type Path = readonly (string | number)[];
type Unversioned = Omit<DueRule, "version">;

export const CALIBRATION_DUE = "calibration-due";
export const BUMP_TEST_DUE = "bump-test-due";
const NAMES: Readonly<Record<Duty, string>> = { calibration: CALIBRATION_DUE, "bump-test": BUMP_TEST_DUE };

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

/**
 * The duties of one device's sensors. One of the device is that of each of its measured signals that does not have its own, and is told
 * once, by the first of them.
 */
export class DeviceDuties {
  readonly #device: DeviceFile;
  readonly #timeZone: string;
  readonly #problems: Problems;
  readonly #ofDevice: readonly Due[];
  readonly #told = new Set<Duty>();

  constructor(device: DeviceFile, timeZone: string, path: Path, problems: Problems) {
    this.#device = device;
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
      const day = described === undefined ? undefined : dueDay(described, [...path, key], this.#problems);
      return day === undefined ? [] : [{ duty, day, at: startOfDay(this.#timeZone, day), priority: described?.priority ?? "low" }];
    });
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
  const dayOf = (key: "last" | "due", text: string): CivilDay | undefined =>
    parseDay(text) ?? refuse(key, `"${text}" is no date; write for example 2026-05-01`);
  if (due !== undefined) {
    return last === undefined && every === undefined ? dayOf("due", due) : refuse("due", "give due, or last and every, not both");
  }
  if (last === undefined || every === undefined) return refuse("last", "give the date it was last done and how often, or when it is due");
  const from = dayOf("last", last);
  const span = problems.positiveDuration(every, [...path, "every"], days(1));
  const count = span / days(1);
  if (!Number.isInteger(count)) return refuse("every", `"${every}" is not whole days; write for example 180d`);
  return from === undefined ? undefined : daysLater(from, count);
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
