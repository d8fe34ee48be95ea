import { err, ok, type Result } from "@labcanary/domain/basics";
import type { UnknownAnswer } from "@labcanary/dashboard";
import type { Site } from "@labcanary/domain/site";
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
  readonly zone: string;
  /** Instead of the address. */
  readonly id?: string;
  readonly name?: string;
  readonly interval?: string;
  /** By the name on the wire. */
  readonly profiles: ReadonlyMap<string, string>;
}

export interface Adoption {
  readonly device: NewDevice;
  /** A line for each signal that was heard: with which profile it is taken and why, or why it is left out. */
  readonly lines: readonly string[];
}

/** As in the site file. */
const SIGNAL_NAME_WRONG = /[^A-Za-z0-9._-]/g;
const LONGEST_SIGNAL_NAME = 64;

/** How a device that spoke unknown is written into the site. A profile of several that may fit is never chosen for anybody. */
export function planAdoption(wish: AdoptionWish, { signals: unknown }: UnknownAnswer, site: Site): Result<Adoption, AdoptionProblem> {
  const heard = heardOf(wish.device, unknown);
  if (!heard.ok) return heard;
  const { deviceId, address, signals } = heard.value;
  const gateway = address === undefined ? undefined : deviceId;
  const described = site.devices.find((device) =>
    gateway === undefined ? device.id === deviceId : device.gateway === gateway && (device.address ?? device.id) === address,
  );
  if (described !== undefined || address === deviceId) {
    const id = described?.id ?? deviceId;
    return refuse("ADOPT_DESCRIBED", `the site describes ${id}; write ${namesOf(signals)} below its signals in the site file`);
  }
  const zones = site.zones.map(({ id }) => id);
  if (!zones.includes(wish.zone)) return refuse("ADOPT_ZONE", `there is no zone ${wish.zone}; ${insteadOf(wish.zone, zones)}`);
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
    name_zh: wish.name ?? "",
    zone: wish.zone,
    interval: wish.interval ?? "",
    gateway: gateway ?? "",
    address: address === undefined || address === id ? "" : address,
  };
  const rows = taken.map(({ name, profile }): CsvRow => {
    const signal = name.replaceAll(SIGNAL_NAME_WRONG, "-").slice(0, LONGEST_SIGNAL_NAME);
    return { line: 1, cells: { ...cells, signal, profile, from: signal === name ? "" : name } };
  });
  return ok({ device: { id, rows }, lines });
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

const namesOf = (signals: readonly ToldUnknown[]): string => signals.map(({ signal }) => signal).join(", ");
const refuse = (code: AdoptionProblem["code"], message: string): Result<never, AdoptionProblem> => err({ code, message });
