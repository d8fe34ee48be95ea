import { milliseconds, minutes, seconds, type Text } from "../basics/index.ts";
import type { LimitRule, Signal } from "../rules/index.ts";
import type { DeviceId, SignalKey } from "../telemetry/index.ts";
import type { Device, Site } from "./site.ts";

/** The platform's own device: what it says travels the way of a real breach. No site may have one of this name. */
export const CANARY_DEVICE: DeviceId = "labcanary-canary";

/** Name of its one signal, as on the wire. */
export const CANARY_SIGNAL = "run";

export const CANARY_KEY: SignalKey = `${CANARY_DEVICE}/${CANARY_SIGNAL}`;
const NAME: Text = { en: "Test alarm of the platform", zh: "平台自检报警" };

/** What the canary says when nothing is wrong: it ends the breach of the run before. */
export const CANARY_NORMAL = 0;

/** Anything from here on is a breach: the value of a run is its number. */
const SETPOINT = 1;

/** Without delays, so that it breaches in the record that holds it. Nobody ever reads its words; they are there because a rule has them. */
const RULE: LimitRule = {
  kind: "limit",
  id: `${CANARY_KEY}/breach`,
  signal: CANARY_KEY,
  priority: "low",
  onDelay: milliseconds(0),
  offDelay: milliseconds(0),
  latching: false,
  direction: "high",
  setpoint: SETPOINT,
  inclusive: true,
  deadband: 0,
  consequence: NAME,
  firstAction: NAME,
  responseTime: minutes(5),
  source: "chosen: the normal value is below it, every other is not",
  version: "1",
};

/** No rule of silence: that it is not heard is a condition of the platform, and is told with the hop at which it was lost. */
const SIGNAL: Signal = {
  key: CANARY_KEY,
  deviceId: CANARY_DEVICE,
  name: CANARY_SIGNAL,
  label: NAME,
  // A tag of the history, which must not be empty; no zone of the site.
  zoneId: CANARY_DEVICE,
  quantity: "number",
  unit: "1",
  hold: minutes(1),
  lateness: minutes(5),
  clockTolerance: seconds(10),
  rules: [RULE],
};

const DEVICE: Device = { id: CANARY_DEVICE, name: NAME, zoneId: CANARY_DEVICE, signals: [CANARY_KEY] };

/** The site as those who decode and evaluate have it: with the canary in it. Everybody else has it without, and so nobody sees one. */
export const withCanary = <S extends Pick<Site, "devices" | "signals">>(site: S): S => ({
  ...site,
  devices: [...site.devices, DEVICE],
  signals: [...site.signals, SIGNAL],
});

export const isCanary = (signal: SignalKey): boolean => signal === CANARY_KEY;
