import { epochMs } from "@labcanary/domain/basics";
import type { FailedSignIns } from "@labcanary/domain/ports";
import { UnknownSignals } from "@labcanary/domain/telemetry";
import { describe, expect, test } from "vitest";
import { call } from "../../../test/support/browser-api.ts";
import { signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { testSite } from "../../../test/support/site.ts";
import { MOST_PROPOSALS } from "../proposals/proposal-files.ts";
import { adoptionProposalsIn, toldAdoption } from "./adoption-proposals.ts";

const failedSignIns: FailedSignIns = {
  list: () => [{ deviceId: "cab-71", reason: "unknown-device", network: "10.1.2.x", firstAt: epochMs(1), lastAt: epochMs(2), count: 3 }],
  dropped: 0,
  revision: 1,
};

async function start() {
  const unknown = new UnknownSignals();
  const heard = { receivedAt: epochMs(1), said: "" };
  unknown.note({ ...heard, deviceId: "zigbee", address: "0x1", signal: "contact", value: "open" });
  unknown.note({ ...heard, deviceId: "zigbee", address: "0x1", signal: "battery", value: 97 });
  unknown.note({ ...heard, deviceId: "cab-17", signal: "battery", value: 3 });
  const platform = await startBrowserPlatform({ unknown: () => unknown, failedSignIns: () => failedSignIns });
  const { token } = await signIn(platform.url, "engineer");
  const propose = (body: object, as = token) => call(platform, "POST", "/api/v1/unknown/proposals", { as, body });
  return { platform, token, propose };
}
const DOOR = {
  device: "zigbee/0x1",
  zone: "cabinet-17",
  deviceId: "door-1",
  name: { en: "Door", zh: "门" },
  profiles: { contact: "store-door" },
};

test("who tries to sign in in vain is told beside who speaks, and of whom the site has, that it is one of its signals", async () => {
  const { platform, token } = await start();
  const { body } = await call(platform, "GET", "/api/v1/unknown", { as: token });
  expect(body.failedSignIns).toEqual(failedSignIns.list());
  expect(body.signals.map(({ signal, of }: { signal: string; of?: string }) => [signal, of])).toEqual([
    ["battery", "cab-17"],
    ["battery", undefined],
    ["contact", undefined],
  ]);
});

describe("a proposal", () => {
  test("is kept with what was heard, journaled, told to engineers, and taken away", async () => {
    const { platform, token, propose } = await start();
    const { status, body } = await propose(DOOR);
    expect([status, body.proposal]).toEqual([
      201,
      { ...DOOR, id: body.proposal.id, by: "engineer", at: body.proposal.at, siteVersion: "test-1", standing: "waiting" },
    ]);
    const { id } = body.proposal;
    expect(
      adoptionProposalsIn(platform.dataFolder)
        .find(id)
        ?.heard.map(({ signal }) => signal),
    ).toEqual(["battery", "contact"]);
    expect((await call(platform, "GET", "/api/v1/unknown/proposals", { as: token })).body.proposals).toEqual([body.proposal]);
    expect((await call(platform, "DELETE", `/api/v1/unknown/proposals/${id}`, { as: token })).status).toBe(204);
    expect((await call(platform, "DELETE", `/api/v1/unknown/proposals/${id}`, { as: token })).body.code).toBe("ADOPTION_PROPOSAL_UNKNOWN");
    const lines = platform.desk.journal({ limit: 10 }).filter(({ kind }) => kind.startsWith("device"));
    expect(lines.map(({ kind, actor, detail }) => ({ kind, actor, detail }))).toEqual([
      { kind: "device-proposed", actor: "user:engineer", detail: { device: "zigbee/0x1", proposal: id } },
      { kind: "device-proposal-withdrawn", actor: "user:engineer", detail: { device: "zigbee/0x1", proposal: id } },
    ]);
  });

  test("of one more signal of a device needs no zone, and is in force once the site describes it", async () => {
    const { platform, propose } = await start();
    const { status, body } = await propose({ device: "cab-17/battery", profiles: { battery: "battery" } });
    expect([status, body.proposal.standing]).toEqual([201, "waiting"]);
    const [kept] = adoptionProposalsIn(platform.dataFolder).list();
    const [signal] = testSite().signals;
    const described = testSite({ signals: [{ ...signal!, key: "cab-17/battery", name: "battery" }] });
    expect(kept && toldAdoption(kept, described).standing).toBe("in-force");
  });

  test.each([
    { given: { ...DOOR, device: "zigbee/0x2" }, status: 404, code: "DEVICE_NOT_HEARD" },
    { given: { ...DOOR, device: "cab-17" }, status: 404, code: "DEVICE_NOT_HEARD" },
    { given: { ...DOOR, zone: "attic" }, status: 404, code: "ZONE_UNKNOWN" },
    { given: { device: DOOR.device, profiles: DOOR.profiles }, status: 404, code: "ZONE_UNKNOWN" },
    { given: { ...DOOR, profiles: {} }, status: 400, code: "REQUEST_INVALID" },
    { given: { ...DOOR, profiles: { contact: "d", tamper: "d" } }, status: 400, code: "REQUEST_INVALID" },
    { given: { ...DOOR, deviceId: "door 1" }, status: 400, code: "REQUEST_INVALID" },
    { given: { ...DOOR, name: { en: "Door" } }, status: 400, code: "REQUEST_INVALID" },
    { given: DOOR, as: "operator", status: 403, code: "ROLE_FORBIDDEN" },
  ])("of $given as $as is answered $status $code, and nothing is kept", async ({ given, as, status, code }) => {
    const { platform, token, propose } = await start();
    const answer = await propose(given, as === undefined ? token : (await signIn(platform.url, as)).token);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
    expect(adoptionProposalsIn(platform.dataFolder).list()).toEqual([]);
  });

  test("that is one too many is refused", async () => {
    const { platform, propose } = await start();
    const kept = adoptionProposalsIn(platform.dataFolder);
    for (let count = 0; count < MOST_PROPOSALS; count++)
      kept.keep({ device: "x", profiles: {}, heard: [], by: "x", at: epochMs(count), siteVersion: "1" });
    expect((await propose(DOOR)).body.code).toBe("ADOPTION_PROPOSALS_FULL");
  });
});
