import { epochMs, hours, plus } from "@labcanary/domain/basics";
import { describe, expect, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { type BrowserPlatform, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";

const AT = epochMs(Date.UTC(2026, 10, 22, 8));

async function start(clock = createSettableClock()): Promise<{ platform: BrowserPlatform; ask: (path: string) => Promise<Response> }> {
  const platform = await startBrowserPlatform({ clock, users: { operator: "operator", inspector: "inspector" } });
  const { token } = await signIn(platform.url);
  const ask = (path: string) => fetch(`${platform.url}/api/v1/${path}`, { headers: { authorization: `Bearer ${token}` } });
  return { platform, ask };
}

async function write(platform: BrowserPlatform, said: object, user = "operator"): Promise<Response> {
  const { token } = await signIn(platform.url, user);
  return fetch(`${platform.url}/api/v1/impaired/measure`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(said),
  });
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

  test("a measure written against a line stands in it, with who wrote it and who deals with it, and not in what is impaired anew", async () => {
    const { platform, ask } = await start();
    platform.board.put({ signal: "cab-17/vapour", receivedAt: AT, impairment: "silent" });
    const [line] = (await (await ask("impaired")).json()).entries;
    const said = { entry: line.id, since: line.startedAt, measure: "portable detector", dealtBy: "Chen" };
    expect((await write(platform, said)).status).toBe(200);
    expect((await (await ask("impaired?text=portable")).json()).entries).toMatchObject([
      { kind: "silent", measure: "portable detector", measureBy: "operator", dealtBy: "Chen" },
    ]);
    expect(await (await ask("impaired.csv")).text()).toContain("portable detector,operator,");
    const other = await write(platform, { ...said, since: line.startedAt + 1 });
    expect([other.status, (await other.json()).code]).toEqual([409, "REGISTER_LINE_GONE"]);
  });

  test("what two people have agreed on is not one person's to write anew, and a role that only looks writes nothing", async () => {
    const clock = createSettableClock();
    const { platform, ask } = await start(clock);
    platform.board.put({ signal: "cab-17/vapour", receivedAt: AT });
    const words = { reason: "new cell", measure: "portable detector", until: plus(clock.now(), hours(1)) };
    platform.desk.serviceCommand({ kind: "service-command", id: "p", verb: "propose", signal: "cab-17/vapour", by: "chen", ...words });
    const line = (await (await ask("impaired?kind=out-of-service-proposed")).json()).entries[0];
    const said = { entry: line.id, since: line.startedAt, measure: "none" };
    const refused = await write(platform, said);
    expect([refused.status, (await refused.json()).code]).toEqual([409, "MEASURE_AGREED"]);
    expect((await write(platform, said, "inspector")).status).toBe(403);
  });

  test("as a file it names whoever a text has a mark of, in quotes whatever their name is", async () => {
    const clock = createSettableClock();
    const { platform, ask } = await start(clock);
    platform.board.put({ signal: "cab-17/vapour", receivedAt: AT });
    const words = { reason: "{person:wang} asked", measure: "{person:gone}", until: plus(clock.now(), hours(1)) };
    platform.desk.serviceCommand({ kind: "service-command", id: "p", verb: "propose", signal: "cab-17/vapour", by: "chen", ...words });
    expect(await (await ask("impaired.csv")).text()).toMatch(/,"Wang Fang asked",.*,"gone",/);
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
