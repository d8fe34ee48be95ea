import type { DurationMs } from "@labcanary/domain/basics";
import { UNIT_SYMBOLS, type Unit } from "@labcanary/domain/quantity";
import type { Device, Signal, Site } from "@labcanary/domain/site";

/** A message, and its place: what is retained is taken away by an empty one. */
export interface Document {
  readonly topic: string;
  readonly payload: string;
}

/** What Home Assistant subscribes to by itself; its discovery prefix as it comes. */
const PREFIX = "homeassistant";

/** What is below here the platform alone says. */
const OWN = "labcanary";

/** Of an alarm's state: it is said again every {@link SAID_AGAIN_EVERY}, and is unknown when that was missed twice. */
export const SAID_AGAIN_EVERY_SECONDS = 60;
const ALARM_EXPIRES_SECONDS = 150;

/** Topics and ids may have letters, digits and a few signs; whatever else a name has is spelled by its code, so that no two fall together. */
const idOf = (name: string): string => name.replaceAll(/[^A-Za-z0-9-]/g, (sign) => `_${(sign.codePointAt(0) ?? 0).toString(16)}`);

/** `labcanary/{site}/…`: state of the platform, of each signal and of the alarms of each signal. */
export const TOPICS_OF = (site: Pick<Site, "id">) => ({
  status: `${OWN}/${site.id}/status`,
  alarms: `${OWN}/${site.id}/alarms`,
  signal: ({ deviceId, name }: Pick<Signal, "deviceId" | "name">) => {
    const base = `${OWN}/${site.id}/signals/${deviceId}/${name}`;
    return { state: `${base}/state`, availability: `${base}/availability`, alarm: `${base}/alarm`, alarmDetails: `${base}/alarm-details` };
  },
});

/** Home Assistant's own classes, which it converts units and draws icons by; the rest has none. */
const DEVICE_CLASSES: Readonly<Partial<Record<Signal["quantity"], string>>> = {
  temperature: "temperature",
  humidity: "humidity",
  pressure: "pressure",
  current: "current",
  "air-speed": "wind_speed",
};

/** As Home Assistant spells units; one it does not know is shown as it is. */
const unitOf = (unit: Unit): string => (unit === "%RH" ? "%" : UNIT_SYMBOLS[unit]);

const expiresAfter = (span: DurationMs): number => Math.max(1, Math.ceil(span / 1000));

/**
 * The discovery documents of a site (Home Assistant, MQTT integration, Discovery): per signal a sensor and whether it has an alarm, and
 * three of the site itself. No command topic is in them: nothing can be acknowledged, muted or switched from there.
 */
export function discoveryOf(site: Site, version: string): readonly Document[] {
  const names = new Map(site.devices.map((device) => [device.id, device]));
  const zones = new Map(site.zones.map(({ id, name }) => [id, name.en]));
  const origin = { name: "LabCanary", sw_version: version };
  return [
    ...siteDocuments(site, origin),
    ...site.signals.flatMap((signal) => {
      const device = deviceOf(site, names.get(signal.deviceId), zones.get(signal.zoneId));
      return device === undefined ? [] : signalDocuments(site, signal, { device, origin });
    }),
  ];
}

interface About {
  readonly device: object;
  readonly origin: object;
}

function deviceOf(site: Site, device: Device | undefined, zone: string | undefined): object | undefined {
  if (device === undefined) return undefined;
  return {
    identifiers: [`labcanary_${idOf(site.id)}_${idOf(device.id)}`],
    name: device.name.en,
    manufacturer: "LabCanary",
    ...(zone === undefined ? {} : { suggested_area: zone }),
  };
}

function signalDocuments(site: Site, signal: Signal, about: About): readonly Document[] {
  const id = `${idOf(signal.deviceId)}__${idOf(signal.name)}`;
  const topics = TOPICS_OF(site);
  const own = topics.signal(signal);
  const [platform, itself] = [{ topic: topics.status }, { topic: own.availability }];
  const measured =
    signal.states === undefined
      ? { unit_of_measurement: unitOf(signal.unit), state_class: "measurement", ...classOf(signal) }
      : { device_class: "enum", options: signal.states };
  return [
    config(site, "sensor", id, {
      name: signal.label.en,
      state_topic: own.state,
      availability: [platform, itself],
      availability_mode: "all",
      // A reading older than this does not count as watched; here it is not shown.
      expire_after: expiresAfter(signal.hold),
      ...measured,
      ...about,
    }),
    config(site, "binary_sensor", `${id}__alarm`, {
      name: `${signal.label.en} alarm`,
      device_class: "safety",
      state_topic: own.alarm,
      json_attributes_topic: own.alarmDetails,
      availability: [platform],
      expire_after: ALARM_EXPIRES_SECONDS,
      ...about,
    }),
  ];
}

const classOf = ({ quantity }: Signal): { readonly device_class?: string } => {
  const deviceClass = DEVICE_CLASSES[quantity];
  return deviceClass === undefined ? {} : { device_class: deviceClass };
};

function siteDocuments(site: Site, origin: object): readonly Document[] {
  const topics = TOPICS_OF(site);
  const common = {
    state_topic: topics.alarms,
    availability: [{ topic: topics.status }],
    expire_after: ALARM_EXPIRES_SECONDS,
    device: { identifiers: [`labcanary_${idOf(site.id)}`], name: site.name.en, manufacturer: "LabCanary" },
    origin,
  };
  return [
    config(site, "sensor", "alarms", { ...common, name: "Alarms", state_class: "measurement", value_template: "{{ value_json.alarms }}" }),
    config(site, "sensor", "unacknowledged", {
      ...common,
      name: "Alarms nobody has acknowledged",
      state_class: "measurement",
      value_template: "{{ value_json.unacknowledged }}",
    }),
    config(site, "binary_sensor", "platform", {
      ...common,
      name: "LabCanary itself",
      device_class: "problem",
      value_template: "{{ 'ON' if value_json.platform > 0 else 'OFF' }}",
    }),
  ];
}

function config(site: Site, component: "sensor" | "binary_sensor", id: string, content: object): Document {
  const unique = `labcanary_${idOf(site.id)}__${id}`;
  return { topic: `${PREFIX}/${component}/${unique}/config`, payload: JSON.stringify({ unique_id: unique, ...content }) };
}
