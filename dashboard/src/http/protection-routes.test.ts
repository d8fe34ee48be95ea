import { epochMs } from "@labcanary/domain/basics";
import { describe, expect, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { type BrowserPlatform, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";

const AT = epochMs(Date.UTC(2026, 10, 22, 8));

async function start(): Promise<{ platform: BrowserPlatform; ask: (path: string) => Promise<Response> }> {
  const platform = await startBrowserPlatform();
  const { token } = await signIn(platform.url);
  const ask = (path: string) => fetch(`${platform.url}/api/v1/${path}`, { headers: { authorization: `Bearer ${token}` } });
  return { platform, ask };
}

describe("GET impaired", () => {
  test("tells what there is by the page, with what the device says of its fault", async () => {
    const { platform, ask } = await start();
    platform.board.put({ signal: "cab-17/vapour", receivedAt: AT, impairment: "faulty", fault: "under-range" });
    platform.desk.raise(gasAlarm({ id: "d", suppressed: { by: "door open", since: AT } }));
    const whole = await (await ask("impaired")).json();
    expect(whole).toMatchObject({
      total: 2,
      entries: [
        { kind: "faulty", signal: "cab-17/vapour", fault: "under-range", since: AT, roomId: "room-114" },
        { kind: "suppressed", reason: "door open", alarm: { id: "d", code: "K7QF" } },
      ],
    });
    const second = await (await ask("impaired?offset=1&limit=1")).json();
    expect([second.total, second.entries.length, second.entries[0].kind]).toEqual([2, 1, "suppressed"]);
    expect((await (await ask("impaired?kind=suppressed&zone=chemistry&text=door")).json()).total).toBe(1);
  });

  test.each([
    ["impaired?kind=broken", 400, "REQUEST_INVALID"],
    ["impaired?limit=0", 400, "REQUEST_INVALID"],
    ["impaired?zone=nowhere", 404, "ZONE_UNKNOWN"],
    ["impaired.csv?zone=nowhere", 404, "ZONE_UNKNOWN"],
    ["protection?from=yesterday", 400, "REQUEST_INVALID"],
    ["protection?from=2&to=1", 400, "RANGE_INVALID"],
    ["protection?from=0&to=99999999999", 400, "RANGE_INVALID"],
  ])("%s is refused with %i %s", async (path, status, code) => {
    const { ask } = await start();
    const answer = await ask(path);
    expect([answer.status, (await answer.json()).code]).toEqual([status, code]);
  });

  test("as a file it is an attachment in UTF-8", async () => {
    const { ask } = await start();
    const answer = await ask("impaired.csv");
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="impaired-protection-\d{4}-\d{2}-\d{2}\.csv"$/);
  });

  test.each(["impaired", "impaired.csv", "protection"])("%s is not told to anybody who has not signed in", async (path) => {
    const { platform } = await start();
    expect((await fetch(`${platform.url}/api/v1/${path}`)).status).toBe(401);
  });
});
