import { createUserDirectory, type UserDirectory } from "@labcanary/dashboard";
import { seconds } from "@labcanary/domain/basics";
import { io, type Socket } from "socket.io-client";
import { describe, expect, onTestFinished, test } from "vitest";
import { call } from "../../../test/support/browser-api.ts";
import { createMemoryDevices } from "../../../test/support/browser-devices.ts";
import { PASSWORD, type PlatformSetup, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { createSettableClock } from "../../../test/support/clock.ts";

async function administered(setup: PlatformSetup = {}) {
  const platform = await startBrowserPlatform(setup);
  const { token } = await signIn(platform.url, "administrator");
  const ask = (method: string, path: string, body?: unknown, as = token) => call(platform, method, `/api/v1/${path}`, { as, body });
  return { platform, token, ask, last: () => platform.desk.entries.at(-1) };
}
const status = async (ask: Awaited<ReturnType<typeof administered>>["ask"], token: string) =>
  (await ask("GET", "session", undefined, token)).status;

/** Opens the live feed, and says why it ended. */
async function openSocket(url: string, token: string): Promise<{ readonly ended: Promise<string>; readonly socket: Socket }> {
  const socket = io(`${url}/live`, { transports: ["websocket"], auth: { token }, forceNew: true, reconnection: false });
  onTestFinished(() => void socket.close());
  const ended = new Promise<string>((resolve) => socket.on("disconnect", (reason) => resolve(reason)));
  await new Promise<void>((resolve, reject) => {
    socket.on("snapshot", () => resolve());
    socket.on("connect_error", reject);
  });
  return { ended, socket };
}

describe("accounts", () => {
  test("are added with a person, a role and zones, changed and removed; each change is journaled with before and after", async () => {
    const { ask, last } = await administered();
    const added = await ask("POST", "accounts", { name: "wang", role: "responder", zones: ["room-114"], password: PASSWORD });
    expect([added.status, added.body.account.zones]).toEqual([201, ["room-114"]]);
    expect(last()).toMatchObject({
      kind: "user-changed",
      actor: "user:administrator",
      detail: { user: "wang", change: "added", after: { role: "responder", zones: ["room-114"] } },
    });
    const list = await ask("GET", "accounts");
    expect(list.body.accounts.find(({ name }: { name: string }) => name === "wang").person).toEqual({ id: "wang", name: "Wang Fang" });
    expect(list.body.withoutAccount.map(({ account }: { account: string }) => account)).not.toContain("wang");
    expect(JSON.stringify(list.body)).not.toMatch(/argon2|hash|secret/i);

    expect((await ask("PUT", "accounts/wang/standing", { role: "engineer" })).body.account).toMatchObject({ role: "engineer" });
    expect(last()?.detail).toMatchObject({
      change: "standing",
      before: { role: "responder", zones: ["room-114"] },
      after: { role: "engineer" },
    });
    expect((await ask("DELETE", "accounts/wang")).status).toBe(204);
    expect(last()?.detail).toMatchObject({ user: "wang", change: "removed", before: { role: "engineer" } });
  });

  test.each([
    { body: { name: "Wang", role: "operator", password: PASSWORD }, code: "USER_NAME_INVALID", status: 400 },
    { body: { name: "operator", role: "operator", password: PASSWORD }, code: "USER_EXISTS", status: 409 },
    { body: { name: "wang", role: "operator", password: "short" }, code: "PASSWORD_TOO_SHORT", status: 400 },
    { body: { name: "wang", role: "operator", password: PASSWORD, zones: ["nowhere"] }, code: "ZONE_UNKNOWN", status: 404 },
    { body: { name: "wang", role: "operator", password: PASSWORD, zones: [] }, code: "REQUEST_INVALID", status: 400 },
    { body: { name: "wang", role: "king", password: PASSWORD }, code: "REQUEST_INVALID", status: 400 },
  ])("$body is refused as $code", async ({ body, code, status: expected }) => {
    const { ask } = await administered();
    const answer = await ask("POST", "accounts", body);
    expect([answer.status, answer.body.code]).toEqual([expected, code]);
  });

  test("the last administrator of the whole site can neither go nor be made less", async () => {
    const { ask } = await administered();
    for (const [method, path, body] of [
      ["DELETE", "accounts/administrator", undefined],
      ["PUT", "accounts/administrator/standing", { role: "engineer" }],
      ["PUT", "accounts/administrator/standing", { role: "administrator", zones: ["room-114"] }],
    ] as const)
      expect((await ask(method, path, body)).body.code).toBe("LAST_ADMINISTRATOR");
    await ask("POST", "accounts", { name: "second", role: "administrator", password: PASSWORD });
    expect((await ask("PUT", "accounts/administrator/standing", { role: "engineer" })).status).toBe(200);
  });

  test.each(["standing", "password", "removed"])(
    "whoever is changed (%s) is signed out, and their console cut off at once",
    async (how) => {
      const { platform, ask } = await administered();
      const { token } = await signIn(platform.url, "operator");
      const { ended } = await openSocket(platform.url, token);
      if (how === "standing") await ask("PUT", "accounts/operator/standing", { role: "inspector" });
      if (how === "password") await ask("PUT", "accounts/operator/password", { password: "another long password" });
      if (how === "removed") await ask("DELETE", "accounts/operator");
      // The settable clock has not moved: no pulse has looked at the session.
      expect(await ended).toBe("io server disconnect");
      expect(await status(ask, token)).toBe(401);
      if (how === "password") await signIn(platform.url, "operator", "another long password");
    },
  );

  test("what a command changes is journaled by the running platform within two seconds, and ends sessions", async () => {
    const clock = createSettableClock();
    const { platform, ask } = await administered({ clock });
    const { token } = await signIn(platform.url, "operator");
    createUserDirectory(platform.dataFolder).setStanding("operator", { role: "inspector" });
    clock.advance(seconds(2));
    expect(platform.desk.entries.at(-1)).toMatchObject({
      kind: "user-changed",
      actor: "command-line",
      detail: { user: "operator", before: { role: "operator" }, after: { role: "inspector" } },
    });
    expect(await status(ask, token)).toBe(401);
  });

  test.each(["operator", "engineer", "responder", "inspector"] as const)("are none of the business of the %s", async (role) => {
    const { platform, ask } = await administered({ users: { administrator: "administrator", other: role } });
    const { token } = await signIn(platform.url, "other");
    for (const [method, path] of [
      ["GET", "accounts"],
      ["POST", "accounts"],
      ["DELETE", "accounts/administrator"],
      ["GET", "sessions"],
      ["DELETE", "sessions/x"],
      ["DELETE", "accounts/administrator/sessions"],
      ["DELETE", "accounts/administrator/second-factor"],
    ] as const) {
      const body = method === "POST" ? { name: "evil", role: "administrator", password: PASSWORD } : undefined;
      expect([403, 400]).toContain((await ask(method, path, body, token)).status);
    }
    expect(platform.desk.entries.some(({ kind }) => kind === "user-changed")).toBe(false);
  });

  test("an administrator limited to zones manages no accounts", async () => {
    const { platform, ask } = await administered();
    await ask("POST", "accounts", { name: "limited", role: "administrator", zones: ["room-114"], password: PASSWORD });
    const { token } = await signIn(platform.url, "limited");
    expect((await ask("GET", "accounts", undefined, token)).body.code).toBe("SCOPE_FORBIDDEN");
    expect((await ask("PUT", "accounts/limited/standing", { role: "administrator" }, token)).body.code).toBe("SCOPE_FORBIDDEN");
  });
});

describe("sessions", () => {
  test("tell who, from where and with what; one is ended with its console, and that is journaled", async () => {
    const { platform, ask, last } = await administered();
    const { token } = await signIn(platform.url, "operator");
    const { ended } = await openSocket(platform.url, token);
    const { body } = await ask("GET", "sessions");
    const theirs = body.sessions.find(({ userName }: { userName: string }) => userName === "operator");
    expect(theirs).toMatchObject({ role: "operator", via: "password", from: "127.0.0.1", agent: "node" });
    expect(JSON.stringify(body)).not.toContain(token);
    expect((await ask("DELETE", `sessions/${theirs.id}`)).status).toBe(204);
    expect(await ended).toBe("io server disconnect");
    expect(await status(ask, token)).toBe(401);
    expect(last()).toMatchObject({ kind: "session-revoked", actor: "user:administrator", detail: { user: "operator", count: 1 } });
    expect((await ask("DELETE", `sessions/${theirs.id}`)).body.code).toBe("SESSION_UNKNOWN");
  });

  test("of one's own are one's own to end, and nobody else's", async () => {
    const { platform, ask, token: administrator } = await administered();
    const { token: first } = await signIn(platform.url, "operator");
    const { token: second } = await signIn(platform.url, "operator");
    const own = await ask("GET", "account", undefined, first);
    expect(own.body.sessions).toHaveLength(2);
    const { body } = await ask("GET", "sessions");
    const foreign = body.sessions.find(({ userName }: { userName: string }) => userName === "administrator").id;
    expect((await ask("DELETE", `account/sessions/${foreign}`, undefined, first)).body.code).toBe("SESSION_UNKNOWN");
    expect((await ask("DELETE", "account/sessions", undefined, first)).body).toEqual({ ended: 1 });
    expect([await status(ask, first), await status(ask, second), await status(ask, administrator)]).toEqual([200, 401, 200]);
  });

  test("one's own password is changed with the present one, and ends one's other sessions", async () => {
    const { platform, ask, last } = await administered();
    const { token } = await signIn(platform.url, "operator");
    const { token: other } = await signIn(platform.url, "operator");
    const change = (password: string) => ask("POST", "account/password", { password, newPassword: "another long password" }, token);
    expect((await change("not my password")).body.code).toBe("PASSWORD_WRONG");
    expect((await change(PASSWORD)).status).toBe(204);
    expect([await status(ask, token), await status(ask, other)]).toEqual([200, 401]);
    expect(last()).toMatchObject({ kind: "user-changed", actor: "user:operator", detail: { change: "password" } });
    expect(JSON.stringify(platform.desk.entries)).not.toContain("another long password");
  });
});

test.each([
  { how: "removed", change: (users: UserDirectory) => users.remove("engineer") },
  { how: "given a new password", change: (users: UserDirectory) => users.setPassword("engineer", "another long password") },
  { how: "limited to zones", change: (users: UserDirectory) => users.setStanding("engineer", { role: "engineer", zones: ["room-114"] }) },
  { how: "relieved of a second factor", change: (users: UserDirectory) => users.resetSecondFactor("engineer") },
])("whoever is $how by a command may ask nothing from then on, and is told nothing after a second", async ({ change }) => {
  const clock = createSettableClock();
  const { platform, ask } = await administered({ clock });
  const { token } = await signIn(platform.url, "engineer");
  const issued = (await ask("POST", "tokens", { name: "bms", role: "inspector", days: 1, password: PASSWORD }, token)).body.token;
  const sockets = await Promise.all([token, issued].map((each) => openSocket(platform.url, each)));
  expect(await change(createUserDirectory(platform.dataFolder))).toMatchObject({ ok: true });
  expect([await status(ask, token), await status(ask, issued)]).toEqual([401, 401]);
  clock.advance(seconds(1));
  expect(await Promise.all(sockets.map(({ ended }) => ended))).toEqual(["io server disconnect", "io server disconnect"]);
});

describe("API tokens", () => {
  const NEW = { name: "bms", role: "inspector", days: 30, password: PASSWORD };

  test("let a program in wherever a session would, the live feed included, until they end", async () => {
    const clock = createSettableClock();
    const { platform, ask, last } = await administered({ clock });
    const issued = await ask("POST", "tokens", { ...NEW, zones: ["room-114"] });
    const { token } = issued.body;
    expect([issued.status, token]).toEqual([201, expect.stringMatching(/^lct_[\w-]{43}$/)]);
    expect(last()).toMatchObject({ kind: "api-token-issued", actor: "user:administrator", detail: { token: "bms", role: "inspector" } });
    expect((await ask("GET", "session", undefined, token)).body.user).toMatchObject({
      name: "token:bms",
      role: "inspector",
      zones: ["room-114"],
    });
    const { ended } = await openSocket(platform.url, token);
    const list = await ask("GET", "tokens");
    expect(list.body.tokens[0]).toMatchObject({ name: "bms", issuedBy: "administrator", usedAt: clock.now() });
    for (const kept of [JSON.stringify(list.body), JSON.stringify(platform.desk.entries), JSON.stringify(platform.logger.lines)])
      expect(kept).not.toContain(token);
    expect((await ask("DELETE", `tokens/${issued.body.id}`)).status).toBe(204);
    expect(await ended).toBe("io server disconnect");
    expect(await status(ask, token)).toBe(401);
    expect(last()).toMatchObject({ kind: "api-token-revoked", detail: { token: "bms" } });
  });

  test("can do no more than their role, nor let others in, nor be a second person, whatever their role", async () => {
    const { ask } = await administered();
    const { token: reader } = (await ask("POST", "tokens", NEW)).body;
    expect((await ask("POST", "alarms/x/acknowledge", {}, reader)).body.code).toBe("ROLE_FORBIDDEN");
    const { token } = (await ask("POST", "tokens", { ...NEW, name: "root", role: "administrator", days: 1 })).body;
    for (const [method, path] of [
      ["GET", "accounts"],
      ["GET", "sessions"],
      ["GET", "account"],
      ["GET", "tokens"],
      ["DELETE", "account/sessions"],
    ] as const)
      expect((await ask(method, path, undefined, token)).body.code).toBe("PERSON_REQUIRED");
    expect((await ask("POST", "tokens", NEW, token)).body.code).toBe("PERSON_REQUIRED");
    const proposal = { reason: "repair", measure: "guard", hours: 1 };
    expect((await ask("POST", "signals/cab-17/vapour/out-of-service", proposal, token)).body.code).toBe("PERSON_UNNAMED");
  });

  test("are never above whoever issues them, and end with what those are", async () => {
    const { platform, ask, last } = await administered();
    const engineer = (await signIn(platform.url, "engineer")).token;
    for (const role of ["administrator", "operator"])
      expect((await ask("POST", "tokens", { ...NEW, role }, engineer)).body.code).toBe("TOKEN_ABOVE_OWN");
    const { token, id } = (await ask("POST", "tokens", { ...NEW, role: "engineer" }, engineer)).body;
    expect((await ask("POST", "tokens", NEW, engineer)).body.code).toBe("TOKEN_NAME_TAKEN");
    await ask("POST", "tokens", { ...NEW, name: "admins" });
    expect((await ask("GET", "tokens", undefined, engineer)).body.tokens.map(({ name }: { name: string }) => name)).toEqual(["bms"]);
    expect((await ask("GET", "tokens")).body.tokens).toHaveLength(2);
    await ask("PUT", "accounts/engineer/standing", { role: "inspector" });
    expect(last()?.detail).toMatchObject({ endedTokens: ["bms"] });
    expect(await status(ask, token)).toBe(401);
    expect((await ask("DELETE", `tokens/${id}`)).body.code).toBe("TOKEN_UNKNOWN");
  });

  test.each([
    { how: "a new password", method: "PUT", path: "accounts/engineer/password", body: { password: "another long password" } },
    { how: "their removal", method: "DELETE", path: "accounts/engineer", body: undefined },
    {
      how: "zones they are now limited to",
      method: "PUT",
      path: "accounts/engineer/standing",
      body: { role: "engineer", zones: ["room-114"] },
    },
  ])("of somebody end with $how, and what is open by them is cut off at once", async ({ method, path, body }) => {
    // The settable clock stands still: no pulse has a part in it.
    const { platform, ask, last } = await administered({ clock: createSettableClock() });
    const engineer = (await signIn(platform.url, "engineer")).token;
    const { token } = (await ask("POST", "tokens", NEW, engineer)).body;
    const { ended } = await openSocket(platform.url, token);
    expect((await ask(method, path, body)).status).toBeLessThan(300);
    expect(await ended).toBe("io server disconnect");
    expect(await status(ask, token)).toBe(401);
    expect(last()?.detail).toMatchObject({ user: "engineer", endedTokens: ["bms"] });
  });

  test("end when their issuer changes the password, though the session that changed it stays", async () => {
    const { platform, ask, last } = await administered();
    const engineer = (await signIn(platform.url, "engineer")).token;
    const { token } = (await ask("POST", "tokens", NEW, engineer)).body;
    await ask("POST", "account/password", { password: PASSWORD, newPassword: "another long password" }, engineer);
    expect([await status(ask, engineer), await status(ask, token)]).toEqual([200, 401]);
    expect(last()?.detail).toMatchObject({ change: "password", endedTokens: ["bms"] });
  });

  test("are issued with the password typed again; a wrong one is journaled, and tried ten times a minute at most", async () => {
    const { ask, last } = await administered();
    expect((await ask("POST", "tokens", { ...NEW, password: undefined })).status).toBe(400);
    for (let attempt = 0; attempt < 10; attempt++) {
      const refused = await ask("POST", "tokens", { ...NEW, password: "wrong password here" });
      expect([refused.status, refused.body.code]).toEqual([403, "PASSWORD_WRONG"]);
    }
    expect(last()).toMatchObject({ kind: "sign-in-refused", detail: { by: "password", user: "administrator" } });
    expect((await ask("POST", "tokens", NEW)).body.code).toBe("SIGN_IN_TOO_OFTEN");
    expect((await ask("GET", "tokens")).body.tokens).toEqual([]);
  });

  test("of somebody limited to zones are limited to these", async () => {
    const { platform, ask } = await administered();
    await ask("POST", "accounts", { name: "limited", role: "engineer", zones: ["room-114"], password: PASSWORD });
    const { token } = await signIn(platform.url, "limited");
    for (const zones of [undefined, ["chemistry"], ["room-114", "chemistry"]])
      expect((await ask("POST", "tokens", { ...NEW, ...(zones === undefined ? {} : { zones }) }, token)).body.code).toBe("TOKEN_ABOVE_OWN");
    expect((await ask("POST", "tokens", { ...NEW, zones: ["cabinet-17"] }, token)).status).toBe(201);
  });

  test.each([{ days: 0 }, { days: 366 }, { name: "Bms Gateway" }, { days: undefined }])("%j is refused", async (over) => {
    const { ask } = await administered();
    expect((await ask("POST", "tokens", { ...NEW, ...over })).status).toBe(400);
  });
});

describe("devices", () => {
  test("are listed, enrolled, given another token and revoked; the connection is cut, the journal has it and no token", async () => {
    const devices = createMemoryDevices(["gone-99"]);
    const { platform, ask, last } = await administered({ devices });
    devices.connected.add("cab-17");
    const list = await ask("GET", "devices");
    expect(list.body.devices.find(({ deviceId }: { deviceId: string }) => deviceId === "cab-17")).toMatchObject({
      enrolled: false,
      connected: true,
      isLeftOver: false,
      zones: ["cabinet-17"],
    });
    expect(list.body.devices.find(({ deviceId }: { deviceId: string }) => deviceId === "gone-99")).toMatchObject({ isLeftOver: true });
    const enrolled = await ask("POST", "devices/cab-17/token");
    expect([enrolled.status, enrolled.body]).toEqual([201, { deviceId: "cab-17", token: devices.tokens.get("cab-17") }]);
    expect(last()).toMatchObject({ kind: "device-enrolled", actor: "user:administrator", detail: { device: "cab-17", again: false } });
    await ask("POST", "devices/cab-17/token");
    expect(last()?.detail).toMatchObject({ again: true });
    expect(devices.cutOff).toEqual(["cab-17", "cab-17"]);
    const beside = await ask("POST", "devices/cab-17/token?overlapDays=7");
    expect(beside.body).toMatchObject({ token: devices.tokens.get("cab-17"), oldTokenUntil: expect.any(Number) });
    // The one it has goes on, and the journal is told by whoever sees the rotation through.
    expect(devices.cutOff).toEqual(["cab-17", "cab-17"]);
    expect((await ask("GET", "devices?q=cab-17")).body.devices[0]).toMatchObject({ oldTokenUntil: beside.body.oldTokenUntil });
    expect((await ask("POST", "devices/cab-17/token?overlapDays=31")).body.code).toBe("REQUEST_INVALID");
    expect((await ask("DELETE", "devices/cab-17/token")).status).toBe(204);
    expect(last()).toMatchObject({ kind: "device-revoked", detail: { device: "cab-17" } });
    expect((await ask("DELETE", "devices/cab-17/token")).body.code).toBe("DEVICE_NOT_ENROLLED");
    expect((await ask("DELETE", "devices/gone-99/token")).status).toBe(204);
    expect((await ask("POST", "devices/gone-99/token")).body.code).toBe("DEVICE_UNKNOWN");
    expect(JSON.stringify(platform.desk.entries)).not.toContain(enrolled.body.token);
  });

  test("of zones that are not theirs do not exist for whoever is limited, and none for an operator", async () => {
    const { platform, ask } = await administered({ devices: createMemoryDevices(["gone-99"]) });
    await ask("POST", "accounts", { name: "here", role: "engineer", zones: ["room-114"], password: PASSWORD });
    const { token } = await signIn(platform.url, "here");
    expect((await ask("GET", "devices", undefined, token)).body.devices.map(({ deviceId }: { deviceId: string }) => deviceId)).toEqual([
      "cab-17",
    ]);
    expect((await ask("DELETE", "devices/gone-99/token", undefined, token)).body.code).toBe("DEVICE_UNKNOWN");
    const operator = (await signIn(platform.url, "operator")).token;
    expect((await ask("GET", "devices", undefined, operator)).body.code).toBe("ROLE_FORBIDDEN");
    expect((await ask("POST", "devices/cab-17/token", undefined, operator)).body.code).toBe("ROLE_FORBIDDEN");
  });
});
