import { type EpochMs, epochMs, plus, seconds } from "@labcanary/domain/basics";
import type { AlarmRule } from "@labcanary/domain/rules";
import { compileSite, type DeviceFile, type Signal, type Site, type SiteFile } from "@labcanary/domain/site";
import type { Frame } from "@labcanary/domain/telemetry";
import { EDIT, RECORDED_CASES, type Said, STEP, STEPS } from "./recorded-cases.ts";

/** Two minutes before clocks in Berlin are set back, so that what is recorded lies across that. */
const BEGIN = epochMs(Date.UTC(2026, 9, 25, 0, 59, 30));

export const timeOfStep = (step: number): EpochMs => plus(BEGIN, seconds(step * STEP));
export const LAST_STEP = STEPS - 1;

function siteOf(devices: readonly DeviceFile[], version: string): Site {
  const text = (words: string) => ({ en: words, zh: words });
  const file: SiteFile = {
    site: "recorded",
    name: text("Recorded"),
    timeZone: "Europe/Berlin",
    people: {
      wang: { name: "Wang", language: "en", phone: "+10000000001", badges: ["1"], roles: ["keeper"] },
      li: { name: "Li", language: "en", badges: ["2"], roles: ["user"] },
    },
    securityCentre: ["wang"],
    zones: [{ id: "ward", kind: "room", name: text("Ward"), responsible: "wang" }],
    schedules: Object.assign({}, ...RECORDED_CASES.map(({ schedules }) => schedules)) as NonNullable<SiteFile["schedules"]>,
    keyPeriods: RECORDED_CASES.flatMap(({ keyPeriods = [] }) => keyPeriods),
    devices,
  };
  const site = compileSite(file, version);
  if (!site.ok) throw new Error(site.error.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "));
  return { ...site.value, signals: site.value.signals.map((signal) => ({ ...signal, rules: [...signal.rules, ...alsoOf(signal)] })) };
}

const alsoOf = (signal: Signal): readonly AlarmRule[] =>
  RECORDED_CASES.flatMap(({ devices, also }) => (devices.some(({ id }) => id === signal.deviceId) ? (also?.(signal) ?? []) : []));

const BEFORE = siteOf(
  RECORDED_CASES.flatMap(({ devices }) => devices),
  "before",
);
const AFTER = siteOf(
  RECORDED_CASES.flatMap(({ devices, edited = devices }) => edited),
  "after",
);
export const siteAt = (step: number): Site => (step < EDIT ? BEFORE : AFTER);

/** What arrives at a step, in the order of the cases. */
export function framesOf(step: number): readonly Frame[] {
  return RECORDED_CASES.flatMap(({ said }) => said.filter((message) => message.step === step)).map((message) => frameOf(message));
}

function frameOf({ step, device, samples, event, late = 0 }: Said): Frame {
  const at = new Date(timeOfStep(step) - seconds(late)).toISOString();
  return {
    deviceId: device,
    topic: `v1/devices/${device}/${event === undefined ? "telemetry" : "events"}`,
    payload: Buffer.from(JSON.stringify(event === undefined ? { at, seq: step, samples } : { at, ...event })),
    qos: 1,
    retain: false,
    duplicate: false,
  };
}
