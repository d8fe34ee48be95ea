import { epochMs } from "@labcanary/domain/basics";
import { compileSite, type RuleFile, type Signal, type Site, type SiteFile } from "@labcanary/domain/site";

const text = (en: string) => ({ en, zh: en });

/** What every rule states, whatever it looks at. */
const stated = (over: Partial<RuleFile> & Pick<RuleFile, "kind">): RuleFile => ({
  priority: "high",
  consequence: text("harm"),
  firstAction: text("look"),
  responseTime: "10min",
  source: "test",
  ...over,
});

const high = (setpoint: number, over: Partial<RuleFile> = {}): RuleFile => stated({ kind: "limit", direction: "high", setpoint, ...over });

/**
 * A site that has every kind of rule there is, and every attribute that changes how a rule is evaluated: what a proof about all of them is
 * told on. `every-kind.test.ts` holds it to the kinds in the code.
 */
export function everyKindFile(over: { readonly setpoint?: number } = {}): SiteFile {
  const { setpoint = 20 } = over;
  return {
    site: "every-kind",
    name: text("Every kind"),
    // Has two changes of the clock a year.
    timeZone: "Europe/Berlin",
    people: {
      wang: { name: "Wang", language: "en", phone: "+8613800000001", badges: ["1"], roles: ["keeper"] },
      li: { name: "Li", language: "en", phone: "+8613800000002", badges: ["2"], roles: ["user"] },
    },
    securityCentre: ["wang"],
    schedules: { night: { from: "20:00", to: "06:00" } },
    keyPeriods: [
      { id: "fair", kind: "event", name: text("The fair"), from: "2026-10-24", to: "2026-10-27", seal: [{ door: "vault/door" }] },
    ],
    conditions: { "fridge-open": "fridge/door = open" },
    zones: [
      {
        id: "house",
        kind: "building",
        name: text("House"),
        responsible: "wang",
        zones: [
          {
            id: "store",
            kind: "room",
            name: text("Store"),
            rules: {
              confirmed: stated({
                kind: "expression",
                label: text("Gas confirmed"),
                when: "2 of (det-1/gas >= 15 %LEL, det-2/gas >= 15 %LEL, det-3/gas >= 15 %LEL), a faulty voter is left out",
                onDelay: "20s",
              }),
              apart: stated({ kind: "expression", label: text("Probes apart"), when: "deviation(det-1/gas, det-2/gas) > 10 %LEL" }),
            },
          },
          { id: "ward", kind: "room", name: text("Ward") },
        ],
      },
    ],
    profiles: {
      detector: {
        quantity: "gas-concentration",
        unit: "%LEL",
        substance: "CH4",
        interval: "20s",
        range: { max: 29 },
        rules: {
          "over-range": stated({ kind: "over-range", cleanFor: "40s" }),
          high: high(10, { deadband: 1, onDelay: "30s", offDelay: "20s" }),
          "high-high": high(setpoint, { priority: "critical", latching: true }),
          average: high(8, { of: { figure: "average", over: "2min" } }),
          rising: high(5, { of: { figure: "rate", over: "3min" } }),
          flicker: stated({ kind: "expression", label: text("Flickers"), when: "3 of 5 samples: gas > 12 %LEL" }),
        },
      },
    },
    devices: [
      { id: "gw", zone: "house", signals: { fan: { quantity: "state", states: ["off", "on"], interval: "20s" } } },
      ...["det-1", "det-2", "det-3"].map((id) => ({ id, zone: "store", gateway: "gw", signals: { gas: { profile: "detector" } } })),
      {
        id: "vault",
        zone: "store",
        signals: {
          door: {
            quantity: "door",
            states: ["closed", "open"],
            interval: "20s",
            // Long, so that it is known nearly always: nothing is claimed of a door that is not.
            hold: "30min",
            rules: {
              forced: stated({ kind: "opened-without-access", access: "granted" }),
              "two-person": stated({ kind: "two-person", roles: ["keeper", "user"], grace: "15s", latching: false }),
              unlocked: stated({ kind: "unlocked-unopened", during: "night" }),
            },
          },
          scales: {
            quantity: "mass",
            unit: "g",
            interval: "20s",
            rules: { weight: stated({ kind: "weight-without-opening", door: "door", change: 5, settle: "60s", offDelay: "20s" }) },
          },
        },
      },
      {
        id: "fridge",
        zone: "ward",
        signals: {
          temperature: {
            quantity: "temperature",
            unit: "Cel",
            interval: "20s",
            calibration: { due: "2026-10-25" },
            rules: {
              high: high(8, { onDelay: "1min", recovery: { after: "@fridge-open", within: "5min" } }),
              "time-to": stated({
                kind: "limit",
                of: { figure: "time-to", over: "3min", limit: 12, direction: "high" },
                direction: "low",
                setpoint: 5,
              }),
              kinetic: high(7, { of: { figure: "mean-kinetic-temperature", over: "24h", coverage: 0.0001 } }),
              beyond: high(2, { of: { figure: "time-beyond", over: "10min", limit: 8, direction: "high" }, inclusive: true }),
              frost: stated({
                kind: "limit",
                direction: "low",
                setpoint: 2,
                suppressed: { when: "gw/fan = on", atMost: "3min", name: "defrost" },
              }),
            },
          },
          door: {
            quantity: "door",
            states: ["closed", "open"],
            interval: "20s",
            rules: {
              held: stated({ kind: "state", states: ["open"], onDelay: "2min" }),
              "at-night": stated({ kind: "state", states: ["open"], during: "night" }),
              silent: stated({ kind: "silence", after: "2min" }),
            },
          },
        },
      },
    ],
  };
}

export function everyKindSite(over: { readonly setpoint?: number } = {}, version = "1"): Site {
  const site = compileSite(everyKindFile(over), version);
  if (!site.ok) throw new Error(JSON.stringify(site.error, undefined, 2));
  return { ...site.value, signals: site.value.signals.map(withDuty) };
}

/** Half an hour after the clocks of the zone are set back, not at the beginning of that day. */
function withDuty(signal: Signal): Signal {
  const dueAt = epochMs(Date.UTC(2026, 9, 25, 1, 30));
  return { ...signal, rules: signal.rules.map((rule) => (rule.kind === "due" ? { ...rule, dueAt } : rule)) };
}

export const everyKindSignals = (over: { readonly setpoint?: number } = {}): readonly Signal[] => everyKindSite(over).signals;
