import { expect, test } from "vitest";
import { heardBy } from "../telemetry/index.ts";
import { compileSite } from "./compile.ts";
import type { DeviceFile, SpeaksFile } from "./file.ts";

const text = (en: string) => ({ en, zh: en });

const problemsOf = (speaks: SpeaksFile): readonly string[] => {
  const device: DeviceFile = { id: "ha", zone: "room", signals: {}, speaks };
  const site = compileSite(
    {
      site: "test",
      name: text("Test"),
      timeZone: "Europe/Berlin",
      people: { wang: { name: "Wang", language: "zh", phone: "+8613800000001" } },
      securityCentre: ["wang"],
      zones: [{ id: "room", kind: "room", name: text("Room") }],
      devices: [device],
    },
    "1",
  );
  return site.ok ? [] : site.error.map(({ code, path }) => `${code} ${path.join(".")}`);
};

test.each<{ speaks: SpeaksFile; problems: readonly string[] }>([
  { speaks: { convention: "home-assistant", topics: ["homeassistant/status"] }, problems: [] },
  { speaks: { convention: "home-assistant", topics: ["homeassistant/#"] }, problems: ["SITE_TOPIC devices.0.speaks.topics"] },
  {
    speaks: { convention: "home-assistant", topics: ["homeassistant/status", "home/#"] },
    problems: ["SITE_TOPIC devices.0.speaks.topics"],
  },
  { speaks: { convention: "json", topics: ["labcanary/#"] }, problems: ["SITE_TOPIC devices.0.speaks.topics.0"] },
])("$speaks: $problems", ({ speaks, problems }) => {
  expect(problemsOf(speaks)).toEqual(problems);
});

test("whoever looks on hears what the platform says, and nobody else does", () => {
  expect(heardBy({ convention: "home-assistant", topics: ["homeassistant/status"] })).toEqual([
    "homeassistant/status",
    "homeassistant/#",
    "labcanary/#",
  ]);
  expect(heardBy({ convention: "homie", topics: ["homie/#"] })).toEqual(["homie/#"]);
});
