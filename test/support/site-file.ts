import { compileSite } from "@labcanary/domain/site";
import type { DeviceFile, PersonFile, RuleFile, SignalFile, SiteFile } from "@labcanary/domain/site";

export const text = (en: string) => ({ en, zh: en });

export const limit = (over: Partial<RuleFile> = {}): RuleFile => ({
  kind: "limit",
  priority: "high",
  direction: "high",
  setpoint: 8,
  consequence: text("spoilt"),
  firstAction: text("move it"),
  responseTime: "15min",
  source: "test",
  ...over,
});

/** One refrigerator with a temperature; the rest is what a test is about. */
export function file(over: Partial<SiteFile> = {}): SiteFile {
  return {
    site: "test",
    name: text("Test"),
    timeZone: "Asia/Shanghai",
    people: { wang: { name: "Wang", language: "zh", phone: "+8613800000001" } },
    securityCentre: ["wang"],
    zones: [{ id: "room", kind: "room", name: text("Room") }],
    devices: [device({ temperature: { quantity: "temperature" } })],
    ...over,
  };
}

export const device = (signals: Readonly<Record<string, SignalFile>>, over: Partial<DeviceFile> = {}): DeviceFile => ({
  id: "frz-1",
  zone: "room",
  signals,
  ...over,
});
export const withSignal = (signal: SignalFile, over: Partial<SiteFile> = {}): SiteFile =>
  file({ devices: [device({ s: signal })], ...over });
export const withRule = (rule: RuleFile, signal: SignalFile = { quantity: "temperature" }): SiteFile =>
  withSignal({ ...signal, rules: { r: rule } });

export function siteOf(siteFile: SiteFile) {
  const site = compileSite(siteFile, "1");
  if (!site.ok) throw new Error(JSON.stringify(site.error));
  return site.value;
}

export const signalOf = (signal: SignalFile, over: Partial<SiteFile> = {}) => {
  const [compiled] = siteOf(withSignal(signal, over)).signals;
  if (compiled === undefined) throw new Error("no signal");
  return compiled;
};

export const withLi = (li: Partial<PersonFile>): SiteFile =>
  file({ people: { ...file().people, li: { name: "Li", language: "zh", phone: "+8613800000002", ...li } } });

export const DOOR: SignalFile = { quantity: "door", states: ["closed", "open"] };
export const SIGNAL = "devices.0.signals.s";
