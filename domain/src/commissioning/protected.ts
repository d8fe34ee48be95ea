import { type EpochMs, fingerprint } from "../basics/index.ts";
import type { AlarmRule } from "../rules/index.ts";
import { classOfRule, type Device, isRouteForSome, type Signal, type Site, zonesById } from "../site/index.ts";

/** What a test proves to work together, each as a fingerprint: where one is another than at the test, the proof is of something else. */
export interface Protected {
  /** What the site says of the sensor: its device and address, unit, range, how it is read. */
  readonly sensor: string;
  /** Its rules, with set-points and delays. */
  readonly rules: string;
  /** Whom its alarms are told, and how. Whether a person's address works is proven by the test of contacts. */
  readonly routes: string;
  /** When the device was last replaced: what another one proved is nothing proven of this one. */
  readonly replacedAt?: EpochMs;
}

/** A date that has been put off, or a word for people, is no other sensor. */
const NO_MATTER: readonly string[] = ["rules", "label", "dueAt", "prove", "replacedAt"];

/** Rules that look at the sensor's own condition, and not at what it measures: none of them is raised by a stimulus. */
const ABOUT_THE_SENSOR: readonly AlarmRule["kind"][] = ["silence", "silence-group", "due", "not-assessable"];

/** The rules whose alarm shows that the signal protects: those of its values that are not about a zone with others in it. */
export const provingRules = ({ rules }: Pick<Signal, "rules">): readonly AlarmRule[] =>
  rules.filter(({ kind, zoneId }) => !ABOUT_THE_SENSOR.includes(kind) && zoneId === undefined);

export function protectedBy(signal: Signal, site: Site): Protected {
  const device = devicesOf(site).get(signal.deviceId);
  const described = Object.entries(signal)
    .filter(([attribute]) => !NO_MATTER.includes(attribute))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    sensor: markOf([described, device?.gateway, device?.address, device?.speaks]),
    rules: markOf(
      provingRules(signal)
        .map(({ id, version }) => `${id} ${version}`)
        .toSorted(),
    ),
    routes: markOf(routesOf(signal, site)),
    ...(signal.replacedAt === undefined ? {} : { replacedAt: signal.replacedAt }),
  };
}

/** A site has thousands of devices, and never changes. */
const devicesBySite = new WeakMap<Site, ReadonlyMap<string, Device>>();

function devicesOf(site: Site): ReadonlyMap<string, Device> {
  const known = devicesBySite.get(site);
  if (known !== undefined) return known;
  const devices = new Map(site.devices.map((device) => [device.id, device]));
  devicesBySite.set(site, devices);
  return devices;
}

/** Every route an alarm of the signal may take at some time; where there is none, the people and spans of the plain one. */
function routesOf(signal: Signal, site: Site): unknown {
  const routes = provingRules(signal).map((rule) => {
    const question = { class: classOfRule(rule, signal), priority: rule.priority, zoneId: signal.zoneId };
    return (site.routes ?? []).flatMap(({ when, steps, last }) =>
      isRouteForSome(when, question, site.zones) ? [[when, steps, last]] : [],
    );
  });
  const { responsible, deputy } = zonesById(site.zones).get(signal.zoneId) ?? {};
  return [routes, responsible, deputy, site.securityCentre, site.escalation];
}

const markOf = (what: unknown): string => fingerprint(JSON.stringify(what));
