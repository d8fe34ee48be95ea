import { err, ok, type Result } from "@labcanary/domain/basics";
import { describedDevice, type UnknownAnswer } from "@labcanary/dashboard";
import type { Device, Site } from "@labcanary/domain/site";
import { DEVICE_ID } from "@labcanary/domain/telemetry";
import { insteadOf } from "../nearest.ts";
import type { NewDevice } from "./import-plan.ts";
import type { CsvRow } from "./read-csv.ts";

type ToldUnknown = UnknownAnswer["signals"][number];

/** Why nobody is adopted, with what would be right in the message. */
export const ADOPTION_PROBLEMS = {
  ADOPT_UNKNOWN: "nobody of this name speaks unknown to the site",
  ADOPT_AMBIGUOUS: "several gateways have a device of this address",
  ADOPT_DESCRIBED: "the site describes the device, and only this signal of it not",
  ADOPT_ZONE: "the site has no such zone",
  ADOPT_ID: "the device cannot be called so",
  ADOPT_SIGNAL: "the device has said no such signal",
  ADOPT_PROFILE: "no signal of it has a profile",
} as const;
export interface AdoptionProblem {
  readonly code: keyof typeof ADOPTION_PROBLEMS;
  readonly message: string;
}

export interface AdoptionWish {
  /** `ADDRESS` or `GATEWAY/ADDRESS`. */
  readonly device: string;
  /** Needed of a device; a signal is where its device is. */
  readonly zone?: string;
  /** Instead of the address. */
  readonly id?: string;
  readonly name?: string;
  /** Where it has another name in Chinese. */
  readonly nameZh?: string;
  readonly interval?: string;
  /** By the name on the wire. */
  readonly profiles: ReadonlyMap<string, string>;
}

/** A device the site did not describe, or a signal of one it does. */
export type Adoption = AdoptedDevice | AdoptedSignal;

interface Told {
  /** A line for each signal that was heard: with which profile it is taken and why, or why it is left out. */
  readonly lines: readonly string[];
}
interface AdoptedDevice extends Told {
  readonly kind: "device";
  readonly device: NewDevice;
}
interface AdoptedSignal extends Told {
  readonly kind: "signal";
  readonly deviceId: string;
  readonly name: string;
  /** What stands behind the name in the site file. */
  readonly described: { readonly profile: string; readonly from?: string; readonly interval?: string };
}

/** As in the site file. */
const SIGNAL_NAME_WRONG = /[^A-Za-z0-9._-]/g;
const LONGEST_SIGNAL_NAME = 64;

/** How a device that spoke unknown is written into the site. A profile of several that may fit is never chosen for anybody. */
export function planAdoption(
  wish: AdoptionWish,
  { signals: unknown }: Pick<UnknownAnswer, "signals">,
  site: Site,
): Result<Adoption, AdoptionProblem> {
  const ofKnown = signalOfKnown(wish.device, unknown, site);
  if (ofKnown !== undefined) return planSignal(ofKnown, wish, site);
  const heard = heardOf(wish.device, unknown);
  if (!heard.ok) return heard;
  const { deviceId, address, signals } = heard.value;
  const gateway = address === undefined ? undefined : deviceId;
  const known = describedDevice({ deviceId, ...(address === undefined ? {} : { address }) }, site.devices)?.id;
  if (known !== undefined) {
    return refuse(
      "ADOPT_DESCRIBED",
      `the site describes ${known}; adopt one of its signals: ${signals.map(({ signal }) => `${known}/${signal}`).join(", ")}`,
    );
  }
  const zones = site.zones.map(({ id }) => id);
  const { zone } = wish;
  if (zone === undefined) return refuse("ADOPT_ZONE", `say where it is, with --zone ZONE; there are ${zones.join(", ")}`);
  if (!zones.includes(zone)) return refuse("ADOPT_ZONE", `there is no zone ${zone}; ${insteadOf(zone, zones)}`);
  const id = wish.id ?? address ?? deviceId;
  const wrongId = idProblem(id, gateway === undefined ? deviceId : undefined, site);
  if (wrongId !== undefined) return refuse("ADOPT_ID", wrongId);
  const names = signals.map(({ signal }) => signal);
  const never = [...wish.profiles.keys()].find((name) => !names.includes(name));
  if (never !== undefined) return refuse("ADOPT_SIGNAL", `it has said no ${never}; ${insteadOf(never, names)}`);
  const taken = signals.flatMap((signal) => profileOf(signal, wish) ?? []);
  const lines = signals.map((signal) => lineOf(signal, wish));
  if (taken.length === 0)
    return refuse("ADOPT_PROFILE", `give at least one signal a profile, as --profile SIGNAL=PROFILE\n${lines.join("\n")}`);
  const cells = {
    id,
    name_en: wish.name ?? "",
    name_zh: wish.nameZh ?? wish.name ?? "",
    zone,
    interval: wish.interval ?? "",
    gateway: gateway ?? "",
    address: address === undefined || address === id ? "" : address,
  };
  const rows = taken.map(({ name, profile }): CsvRow => {
    const signal = siteNameOf(name);
    return { line: 1, cells: { ...cells, signal, profile, from: signal === name ? "" : name } };
  });
  return ok({ kind: "device", device: { id, rows }, lines });
}

/** As a site can call it. */
const siteNameOf = (name: string): string => name.replaceAll(SIGNAL_NAME_WRONG, "-").slice(0, LONGEST_SIGNAL_NAME);

interface SignalOfKnown {
  readonly device: Device;
  readonly heard: ToldUnknown;
}

/** `DEVICE/NAME` of a device the site describes, by its id there and the name on the wire. */
function signalOfKnown(wanted: string, unknown: readonly ToldUnknown[], site: Site): SignalOfKnown | undefined {
  for (const heard of unknown) {
    const device = describedDevice(heard, site.devices);
    if (device !== undefined && wanted === `${device.id}/${heard.signal}`) return { device, heard };
  }
  return undefined;
}

function planSignal({ device, heard }: SignalOfKnown, wish: AdoptionWish, site: Site): Result<Adoption, AdoptionProblem> {
  const name = siteNameOf(heard.signal);
  const key = `${device.id}/${name}`;
  if (site.signals.some((signal) => signal.key === key))
    return refuse("ADOPT_ID", `the site has a signal ${key} already; describe this one by hand, with from: "${heard.signal}"`);
  const never = [...wish.profiles.keys()].find((profiled) => profiled !== heard.signal);
  if (never !== undefined) return refuse("ADOPT_SIGNAL", `only ${heard.signal} is adopted; give --profile ${heard.signal}=PROFILE`);
  const taken = profileOf(heard, wish);
  const lines = [lineOf(heard, wish)];
  if (taken === undefined) return refuse("ADOPT_PROFILE", `give it a profile, as --profile ${heard.signal}=PROFILE\n${lines.join("\n")}`);
  const { interval } = wish;
  const from = name === heard.signal ? {} : { from: heard.signal };
  return ok({
    kind: "signal",
    deviceId: device.id,
    name,
    described: { profile: taken.profile, ...from, ...(interval === undefined ? {} : { interval }) },
    lines,
  });
}

interface Heard {
  readonly deviceId: string;
  readonly address: string | undefined;
  readonly signals: readonly ToldUnknown[];
}

function heardOf(device: string, unknown: readonly ToldUnknown[]): Result<Heard, AdoptionProblem> {
  const groups = [...Map.groupBy(unknown, ({ deviceId, address }) => JSON.stringify([deviceId, address])).values()];
  const fullName = ([first]: readonly ToldUnknown[]): string =>
    first?.address === undefined ? (first?.deviceId ?? "") : `${first.deviceId}/${first.address}`;
  const whole = groups.filter((group) => fullName(group) === device);
  const found = whole.length > 0 ? whole : groups.filter(([first]) => first?.address === device);
  const [signals, ...others] = found;
  const [first] = signals ?? [];
  if (signals === undefined || first === undefined) {
    const message = groups.length === 0 ? "nobody speaks that the site does not describe" : insteadOf(device, groups.map(fullName));
    return refuse("ADOPT_UNKNOWN", `${device} is not among those who speak and are not described; ${message}`);
  }
  if (others.length > 0) return refuse("ADOPT_AMBIGUOUS", `say which: ${found.map(fullName).join(" or ")}`);
  return ok({ deviceId: first.deviceId, address: first.address, signals });
}

/** `own`: what a device signs in as cannot be another. */
function idProblem(id: string, own: string | undefined, site: Site): string | undefined {
  if (own !== undefined && id !== own) return `it signs in as ${own}, so that is its id`;
  if (!DEVICE_ID.test(id)) return `"${id}" is no device id: give one with --id, 1 to 64 of A-Z a-z 0-9 . _ -`;
  return site.devices.some((device) => device.id === id) ? `the site has a ${id}; give another with --id` : undefined;
}

function profileOf({ signal, proposal }: ToldUnknown, { profiles }: AdoptionWish): { name: string; profile: string } | undefined {
  const given = profiles.get(signal);
  if (given !== undefined) return { name: signal, profile: given };
  const [only, ...others] = proposal?.profiles ?? [];
  return only === undefined || others.length > 0 ? undefined : { name: signal, profile: only };
}

function lineOf(heard: ToldUnknown, wish: AdoptionWish): string {
  const { signal, proposal } = heard;
  const taken = profileOf(heard, wish);
  if (taken !== undefined) return `${signal}: ${taken.profile}${wish.profiles.has(signal) ? "" : ` (${proposal?.reason.en})`}`;
  if (proposal === undefined) return `${signal}: left out; nothing in its name, unit and values says what it is`;
  const { profiles, library, reason } = proposal;
  return `${signal}: left out; ${reason.en}. Choose --profile ${signal}=${profiles.join(" or ")} (include ${library})`;
}

const refuse = (code: AdoptionProblem["code"], message: string): Result<never, AdoptionProblem> => err({ code, message });
