import { minutes } from "@labcanary/domain/basics";
import type { HandOver, HandOverList, HandOverRecord } from "@labcanary/domain/messages";
import { expect, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { type BrowserPlatform, PASSWORD, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { createUserDirectory } from "../accounts/user-directory.ts";

const USERS = { mei: "operator", li: "operator", chen: "engineer", insp: "inspector" } as const;

/** What the routes answer, as far as a test looks. */
interface Said {
  readonly code: string;
  readonly list: HandOverList;
  readonly handOver: HandOver;
  readonly handOvers: readonly HandOverRecord[];
  readonly user: { readonly name: string };
}
interface Answer {
  readonly status: number;
  readonly body: Said;
  readonly cookie: string;
}

async function start() {
  const clock = createSettableClock();
  const platform = await startBrowserPlatform({ clock, users: USERS });
  const as = async (user: string) => {
    const { token } = await signIn(platform.url, user);
    return (method: "GET" | "POST", path: string, body?: unknown): Promise<Answer> => ask(platform, token, method, path, body);
  };
  return { clock, platform, as };
}

async function ask({ url }: BrowserPlatform, token: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await fetch(`${url}/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? ({} as Said) : JSON.parse(text), cookie: answer.headers.get("set-cookie") ?? "" };
}

const CONSOLE = { consoleId: "abcdefgh", consoleName: "Desk 1" };

test("the list says what the next shift must know, and is signed as it was read", async () => {
  const { clock, platform, as } = await start();
  const mei = await as("mei");
  platform.desk.raise(gasAlarm({ lifeSafety: true }));
  platform.desk.raise(gasAlarm({ id: "b", code: "M2PX", priority: "low", annunciation: "acknowledged", acknowledgedBy: "mei" }));
  platform.desk.note("b", "commented", "user:mei", { comment: "the fan is loud" });
  // What the platform adds to an alarm of a record is no comment.
  platform.desk.note("b", "commented", "system", { condition: "stock-take-overdue", record: "stock-take/1", comment: "2 of 9 counted" });
  platform.notifications.tell("alarm-1", { reach: "accepted" });
  platform.board.put({ signal: "cab-17/vapour", impairment: "silent" });
  platform.health = [{ name: "history", state: "degraded", detail: "behind by 3 s" }];
  const list: HandOverList = (await mei("GET", "hand-over")).body.list;
  expect(list).toMatchObject({
    alarms: [
      { id: "alarm-1", state: "unacknowledged", lifeSafety: true, reach: "accepted" },
      { id: "b", state: "acknowledged", heldBy: "mei" },
    ],
    impaired: [{ signal: "cab-17/vapour", impairment: "silent" }],
    parts: [{ name: "history", state: "degraded" }],
    comments: [{ by: "mei", text: "the fan is loud", alarmId: "b", code: "M2PX" }],
    counts: { unacknowledged: 1, acknowledged: 1, unreached: 1, impaired: 1, parts: 1, comments: 1, "sound-untested": 1 },
  });

  await mei("POST", "alarms/alarm-1/acknowledge", {});
  expect(await mei("POST", "hand-overs", { version: list.version, notes: "" })).toMatchObject({
    status: 409,
    body: { code: "HAND_OVER_CHANGED" },
  });
  clock.advance(minutes(1));
  const { version } = (await mei("GET", "hand-over")).body.list;
  const signed = await mei("POST", "hand-overs", { version, notes: "mind the fan" });
  expect(signed).toMatchObject({ status: 201, body: { handOver: { by: "mei", state: "waiting", notes: "mind the fan" } } });
  expect(platform.desk.entries.at(-1)).toMatchObject({
    kind: "shift-handed-over",
    actor: "user:mei",
    detail: { notes: "mind the fan", version },
  });
  expect((await mei("GET", `hand-overs/${signed.body.handOver.id}`)).body.handOver.list.alarms).toHaveLength(2);
  expect(await mei("GET", "hand-overs/none")).toMatchObject({ status: 404, body: { code: "HAND_OVER_UNKNOWN" } });
});

test("somebody else takes over with their own password; the console is theirs, and the one before is signed out", async () => {
  const { platform, as } = await start();
  const mei = await as("mei");
  const { version } = (await mei("GET", "hand-over")).body.list;
  const { id } = (await mei("POST", "hand-overs", { version })).body.handOver;
  const path = `hand-overs/${id}/take-over`;
  const refused = async (username: string, password: string) => (await mei("POST", path, { username, password })).body.code;
  expect(await refused("li", "a wrong password")).toBe("SIGN_IN_REFUSED");
  expect(await refused("nobody", PASSWORD)).toBe("SIGN_IN_REFUSED");
  expect(await refused("mei", PASSWORD)).toBe("HAND_OVER_SAME_PERSON");
  expect(await refused("chen", PASSWORD)).toBe("ROLE_FORBIDDEN");
  const taken = await mei("POST", path, { username: "li", password: PASSWORD });
  expect(taken).toMatchObject({ status: 200, body: { handOver: { state: "taken-over", by: "mei", takenOverBy: "li" } } });
  expect((await mei("GET", "shift")).status).toBe(401);
  const token = /labcanary_session=([^;]+)/.exec(taken.cookie)?.[1] ?? "";
  expect((await ask(platform, token, "GET", "session")).body.user.name).toBe("li");
  expect((await ask(platform, token, "GET", "hand-overs")).body.handOvers).toMatchObject([{ id, takenOverBy: "li" }]);
});

test("attempts to take over are as few as attempts to sign in", async () => {
  const { as } = await start();
  const mei = await as("mei");
  const codes: string[] = [];
  for (let attempt = 0; attempt < 11; attempt++)
    codes.push((await mei("POST", "hand-overs/x/take-over", { username: "li", password: "wrong" })).body.code);
  expect(codes.at(-1)).toBe("SIGN_IN_TOO_OFTEN");
});

test("an inspector reads what was handed over and signs nothing; engineers sign nothing either", async () => {
  const { as } = await start();
  for (const user of ["insp", "chen"]) {
    const looker = await as(user);
    expect((await looker("GET", "hand-overs")).status).toBe(200);
    expect(await looker("POST", "hand-overs", { version: "x" })).toMatchObject({ body: { code: "ROLE_FORBIDDEN" } });
    expect(await looker("POST", "sound-tests", { ...CONSOLE, volume: 50 })).toMatchObject({ body: { code: "ROLE_FORBIDDEN" } });
  }
});

test("who is limited to zones neither reads nor signs a hand-over: it is of the whole site", async () => {
  const { platform, as } = await start();
  await createUserDirectory(platform.dataFolder).add("part", "operator", PASSWORD, ["cabinet-17"]);
  const [part, mei] = [await as("part"), await as("mei")];
  for (const path of ["hand-over", "hand-overs", "hand-overs/x"])
    expect(await part("GET", path)).toMatchObject({ status: 403, body: { code: "SCOPE_FORBIDDEN" } });
  expect(await part("POST", "hand-overs", { version: "x" })).toMatchObject({ body: { code: "SCOPE_FORBIDDEN" } });
  const { version } = (await mei("GET", "hand-over")).body.list;
  const { id } = (await mei("POST", "hand-overs", { version })).body.handOver;
  expect(await mei("POST", `hand-overs/${id}/take-over`, { username: "part", password: PASSWORD })).toMatchObject({
    body: { code: "SCOPE_FORBIDDEN" },
  });
});

test("whoever came by a one-time link cannot sign", async () => {
  const { platform } = await start();
  const [, token = ""] = platform.dashboard.issueOneTimeLink("operator").split("#sign-in=");
  const session = await fetch(`${platform.url}/api/v1/session/one-time`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token }),
  });
  const visitor = ((await session.json()) as { token: string }).token;
  const list = (await ask(platform, visitor, "GET", "hand-over")).body.list;
  expect(await ask(platform, visitor, "POST", "hand-overs", { version: list.version })).toMatchObject({
    body: { code: "HAND_OVER_UNNAMED" },
  });
});

test("a heard sound and a silenced one are in the journal, with console and person", async () => {
  const { platform, as } = await start();
  const mei = await as("mei");
  expect((await mei("POST", "sound-tests", { ...CONSOLE, volume: 60 })).status).toBe(204);
  expect((await mei("POST", "sound-silences", { ...CONSOLE, alarms: 2 })).status).toBe(204);
  expect(platform.desk.entries.slice(-2)).toMatchObject([
    { kind: "sound-tested", actor: "user:mei", detail: { console: "Desk 1", volume: 60 } },
    { kind: "sound-silenced", actor: "user:mei", detail: { console: "Desk 1", count: 2 } },
  ]);
  expect((await mei("GET", "shift")).body).toMatchObject({ soundTests: [{ consoleName: "Desk 1", by: "mei" }], waiting: null });
  expect((await mei("POST", "sound-tests", { ...CONSOLE, volume: 5 })).body.code).toBe("REQUEST_INVALID");
});
