import type { Site } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import { testSite } from "../../../test/support/site.ts";
import { createGatewayTopics } from "./gateway-topics.ts";

const siteWith = (topics: readonly string[]): Site =>
  testSite({
    devices: [
      { id: "cab-17", name: { en: "Cabinet", zh: "柜" }, zoneId: "cabinet-17", signals: [] },
      {
        id: "zigbee",
        name: { en: "Gateway", zh: "网关" },
        zoneId: "room-114",
        signals: [],
        speaks: { convention: "zigbee2mqtt", topics, timeZone: "Asia/Shanghai" },
      },
    ],
  });

test("a gateway has what the site in force gives it, and the next site's as soon as that is in force", () => {
  let site = siteWith(["zigbee2mqtt/#", "home/+/state"]);
  const topics = createGatewayTopics(() => site);
  expect(topics.isGateway("zigbee")).toBe(true);
  expect(topics.allows("zigbee", "zigbee2mqtt/door")).toBe(true);
  expect(topics.allows("zigbee", "zigbee2mqtt/+/set")).toBe(true);
  expect(topics.allows("zigbee", "home/#")).toBe(false);
  expect(topics.ownerOf("home/a/state")).toBe("zigbee");

  site = siteWith(["zigbee3mqtt/#"]);
  expect(topics.allows("zigbee", "zigbee2mqtt/door")).toBe(false);
  expect(topics.ownerOf("home/a/state")).toBeUndefined();
});

test("a device that speaks for nobody has none", () => {
  const topics = createGatewayTopics(() => siteWith(["zigbee2mqtt/#"]));
  expect(topics.isGateway("cab-17")).toBe(false);
  expect(topics.allows("cab-17", "zigbee2mqtt/door")).toBe(false);
});
