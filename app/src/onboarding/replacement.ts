import { type EpochMs, err, ok, type Result } from "@labcanary/domain/basics";
import { civilAt, dayOf, formatDay, offsetAt, parseDay } from "@labcanary/domain/schedule";
import { DEVICE_SOURCE_REFUSALS, deviceIn, type DeviceKey, withDeviceKeys } from "../site/device-keys.ts";

/** Why a replacement is not written down, with what would be right in the message. */
export const REPLACEMENT_PROBLEMS = {
  REPLACE_DEVICE: "the site has no such device",
  REPLACE_SERIAL: "the site file has the serial number of the one before, and none was given",
  REPLACE_DATE: "the date is none",
  REPLACE_DUTY: "a date was given for what the site file does not ask for, or asks for only by when it is due",
  REPLACE_FILE: "the site file cannot be written as it is",
} as const;
export interface ReplacementProblem {
  readonly code: keyof typeof REPLACEMENT_PROBLEMS;
  readonly message: string;
}

export interface ReplacementWish {
  readonly deviceId: string;
  readonly serial?: string;
  /** What its gateway calls the new one. */
  readonly address?: string;
  /** Dates, such as 2026-11-20; absent: not known to have been done. */
  readonly calibrated?: string;
  readonly bumpTested?: string;
}

export interface WrittenReplacement {
  readonly text: string;
  /** What becomes of each duty, a line each. */
  readonly lines: readonly string[];
}

const DUTIES = {
  calibration: { option: "--calibrated", dateOf: ({ calibrated }: ReplacementWish) => calibrated, words: "calibration" },
  bumpTest: { option: "--bump-tested", dateOf: ({ bumpTested }: ReplacementWish) => bumpTested, words: "bump test" },
} as const;
type DutyKey = keyof typeof DUTIES;
const DUTY_KEYS = Object.keys(DUTIES) as readonly DutyKey[];

/** As much of a device in a site file as is looked at here; the file is right. */
interface WrittenDevice extends WrittenDuties {
  readonly serial?: string;
  readonly signals: Readonly<Record<string, WrittenDuties>>;
}
type WrittenDuties = { readonly [Key in DutyKey]?: { readonly last?: string; readonly due?: string } };

/** A site file that says that a device is another one from `at` on, and that what was done to the one before counts for nothing. */
export function writeReplacement(
  text: string,
  wish: ReplacementWish,
  { at, timeZone }: { readonly at: EpochMs; readonly timeZone: string },
): Result<WrittenReplacement, ReplacementProblem> {
  const device = deviceIn(text, wish.deviceId) as WrittenDevice;
  const { serial, address } = wish;
  if (serial === undefined && device.serial !== undefined)
    return refuse("REPLACE_SERIAL", `the site file says serial ${device.serial}, which is the old one; give the new one's with --serial`);
  const wrong = DUTY_KEYS.find((key) => isNoDate(DUTIES[key].dateOf(wish)));
  if (wrong !== undefined)
    return refuse("REPLACE_DATE", `"${DUTIES[wrong].dateOf(wish)}" is no date; write for example ${DUTIES[wrong].option} 2026-11-20`);
  const duties = dutiesOf(device, wish, formatDay(dayOf(civilAt(timeZone, at))));
  if (!duties.ok) return duties;
  const keys: readonly DeviceKey[] = [
    ...(address === undefined ? [] : [{ path: ["address"], value: address }]),
    ...(serial === undefined ? [] : [{ path: ["serial"], value: serial }]),
    { path: ["replaced"], value: localTime(timeZone, at) },
    ...duties.value.keys,
  ];
  const written = withDeviceKeys(text, wish.deviceId, keys);
  if (!written.ok) return refuse("REPLACE_FILE", `${wish.deviceId}: ${DEVICE_SOURCE_REFUSALS[written.error]}`);
  return ok({ text: written.value, lines: duties.value.lines });
}

interface WrittenDutyKeys {
  readonly keys: readonly DeviceKey[];
  readonly lines: readonly string[];
}

function dutiesOf(device: WrittenDevice, wish: ReplacementWish, today: string): Result<WrittenDutyKeys, ReplacementProblem> {
  const places = [
    { name: "the device", path: [] as readonly string[], duties: device as WrittenDuties },
    ...Object.entries(device.signals).map(([name, duties]) => ({ name, path: ["signals", name], duties })),
  ];
  const keys: DeviceKey[] = [];
  const lines: string[] = [];
  for (const key of DUTY_KEYS) {
    const { option, dateOf, words } = DUTIES[key];
    const date = dateOf(wish);
    const asking = places.filter(({ duties }) => duties[key] !== undefined);
    if (asking.length === 0 && date !== undefined)
      return refuse("REPLACE_DUTY", `the site file asks for no ${words} of ${wish.deviceId}; write it there, with last and every`);
    for (const { name, path, duties } of asking) {
      const isByDue = duties[key]?.due !== undefined;
      if (isByDue && date !== undefined)
        return refuse(
          "REPLACE_DUTY",
          `the ${words} of ${name} says only when it is due; write last and every there, or leave ${option} out`,
        );
      keys.push({ path: [...path, key, isByDue ? "due" : "last"], value: isByDue ? today : (date ?? "none") });
      lines.push(
        date === undefined ? `${words} of ${name}: overdue until it is done; ${option} says when it was` : `${words} of ${name}: ${date}`,
      );
    }
  }
  return ok({ keys, lines });
}

const isNoDate = (date: string | undefined): boolean => date !== undefined && parseDay(date) === undefined;

/** 2026-11-26T08:20:00+08:00: by the clocks on the site's walls. */
function localTime(timeZone: string, at: EpochMs): string {
  const offset = offsetAt(timeZone, at) / 60_000;
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((part) => String(part).padStart(2, "0"));
  return `${new Date(civilAt(timeZone, at)).toISOString().slice(0, 19)}${offset < 0 ? "-" : "+"}${hours}:${minutes}`;
}

const refuse = (code: ReplacementProblem["code"], message: string): Result<never, ReplacementProblem> => err({ code, message });
