import { expect, test } from "vitest";
import { call } from "../../../test/support/browser-api.ts";
import { PASSWORD, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { refusedIn } from "./refuse-markup.ts";

const SCRIPT = "<script>alert(1)</script>";

test.each([
  ["words", { words: SCRIPT }],
  ["words", { lessons: [{ words: "door stuck" }, { words: SCRIPT }] }],
  ["people", { people: ["li", SCRIPT] }],
  ["", SCRIPT],
  ["", [SCRIPT]],
  [undefined, { words: "H2S < 10 ppm", number: 1, at: null, also: [SCRIPT] }],
  [undefined, { password: SCRIPT, newPassword: SCRIPT, token: SCRIPT, code: SCRIPT, username: SCRIPT }],
  [undefined, undefined],
  [undefined, Buffer.from(SCRIPT)],
  ["words", { lessons: [{ words: "door\u0000stuck" }] }],
  ["words", { words: "half \ud83d" }],
  [undefined, { words: "a\tb\r\nc\n👩\u200d🔬 می\u200cخواهم", password: "\u0000" }],
])("the key is %j", (key, body) => {
  expect(refusedIn(body)?.key).toBe(key);
});

test("a body nested as deep as it is long is looked through", () => {
  const depth = 30_000;
  const body: unknown = JSON.parse(`${"[".repeat(depth)}"${SCRIPT}"${"]".repeat(depth)}`);
  expect(refusedIn({ words: body })).toEqual({ key: "words", code: "WORDS_MARKUP" });
});

test("a script in a comment is refused, said why, counted and journaled without it; nothing is done, and a password is taken as it is", async () => {
  const platform = await startBrowserPlatform({ users: { mei: "operator" } });
  const { token } = await signIn(platform.url, "mei");
  const refused = await call(platform, "POST", "/api/v1/hazards", { as: token, body: { words: SCRIPT, zone: "x".repeat(10) } });
  expect(refused).toMatchObject({ status: 400, body: { code: "WORDS_MARKUP", detail: "/words" } });
  expect(refused.body.message).toContain("plain text");
  const [line] = platform.desk.journal({ limit: 1 });
  expect(line).toMatchObject({
    kind: "refused",
    actor: "user:mei",
    detail: { code: "WORDS_MARKUP", route: "POST /api/v1/hazards", key: "words" },
  });
  expect(JSON.stringify(line)).not.toContain("alert");
  expect(platform.metrics.counter("labcanary_refused_total", "http", "WORDS_MARKUP").value).toBe(1);
  expect(platform.ledgers.lines).toEqual([]);

  const body = { password: PASSWORD, newPassword: `${SCRIPT} horse` };
  expect((await call(platform, "POST", "/api/v1/account/password", { as: token, body })).body.code).not.toBe("WORDS_MARKUP");
});

test("what is no text is refused, said why and journaled without it; invisible words are none", async () => {
  const platform = await startBrowserPlatform({ users: { mei: "operator" } });
  const { token } = await signIn(platform.url, "mei");
  const file = (words: string) =>
    call(platform, "POST", "/api/v1/hazards", {
      as: token,
      body: { zone: "room-114", class: "gas", level: "general", origin: "inspection", words },
    });
  expect(await file("a\u0000b")).toMatchObject({ status: 400, body: { code: "WORDS_UNREADABLE", detail: "/words" } });
  expect(platform.desk.journal({ limit: 1 })).toMatchObject([{ kind: "refused", detail: { code: "WORDS_UNREADABLE", key: "words" } }]);
  expect(await file("\u200b\u2060")).toMatchObject({ status: 400, body: { code: "HAZARD_WORDS" } });
  expect(platform.ledgers.lines).toEqual([]);
});

test("whoever is not signed in is told of it, and writes nothing into the journal", async () => {
  const platform = await startBrowserPlatform({ users: { mei: "operator" } });
  const before = platform.desk.journal({ limit: 1 });
  expect(await call(platform, "POST", "/api/v1/session", { body: { username: "mei", password: "x", words: SCRIPT } })).toMatchObject({
    status: 400,
    body: { code: "WORDS_MARKUP" },
  });
  expect((await call(platform, "POST", "/api/v1/hazards", { body: { words: SCRIPT } })).status).toBe(401);
  expect(platform.desk.journal({ limit: 1 })).toEqual(before);
});
