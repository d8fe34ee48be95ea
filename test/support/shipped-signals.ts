import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Signal } from "@labcanary/domain/site";
import { loadSite } from "../../app/src/site/load.ts";
import { formatProblem } from "../../app/src/yaml-source.ts";

/** The signals of a site that includes these libraries and has one of each profile, named as it. */
export function shippedSignals(libraries: readonly string[], profiles: readonly string[]): readonly Signal[] {
  const folder = mkdtempSync(join(tmpdir(), "labcanary-profiles-"));
  try {
    const file = join(folder, "site.yaml");
    // JSON is YAML.
    writeFileSync(file, JSON.stringify(siteOf(libraries, profiles)));
    const site = loadSite(file);
    if (!site.ok) throw new Error(site.error.map(formatProblem).join("\n"));
    // What watches the signals of one device together is no profile's.
    return site.value.signals.map((signal) => ({ ...signal, rules: signal.rules.filter(({ kind }) => kind !== "silence-group") }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function siteOf(libraries: readonly string[], profiles: readonly string[]): unknown {
  const text = { en: "x", zh: "某" };
  return {
    site: "test",
    name: text,
    timeZone: "UTC",
    include: libraries,
    people: {
      wang: { name: "Wang", language: "zh", phone: "+8613800000001", badges: ["1"] },
      smith: { name: "Smith", language: "en", badges: ["2"] },
    },
    securityCentre: ["wang"],
    zones: [{ id: "room", kind: "room", name: text }],
    devices: [{ id: "device", zone: "room", signals: Object.fromEntries(profiles.map((profile) => [profile, { profile }])) }],
  };
}
