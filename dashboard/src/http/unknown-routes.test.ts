import { epochMs } from "@labcanary/domain/basics";
import { UnknownSignals } from "@labcanary/domain/telemetry";
import { expect, test } from "vitest";
import { call } from "../../../test/support/browser-api.ts";
import { signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";

const heard = (address: string, signal: string, at: number, value: number | string) => ({
  deviceId: "zigbee",
  address,
  signal,
  receivedAt: epochMs(at),
  said: "",
  value,
});

test("who speaks and is not described is told to engineers, heard last first, with profiles that may fit and why", async () => {
  const unknown = new UnknownSignals();
  unknown.note(heard("0x1", "temperature", 1, -80));
  unknown.note(heard("0x2", "linkquality", 2, 51));
  const platform = await startBrowserPlatform({ unknown: () => unknown });
  const { token: engineer } = await signIn(platform.url, "engineer");
  const { status, body } = await call(platform, "GET", "/api/v1/unknown", { as: engineer });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    signals: [
      { address: "0x2", signal: "linkquality", count: 1 },
      {
        address: "0x1",
        signal: "temperature",
        value: -80,
        proposal: { profiles: ["ultra-low-freezer"], library: "labcanary:cold-storage" },
      },
    ],
    dropped: 0,
  });
  const { token: operator } = await signIn(platform.url, "operator");
  expect((await call(platform, "GET", "/api/v1/unknown", { as: operator })).status).toBe(403);
});
