import { expect, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { call } from "../../../test/support/browser-api.ts";
import { PASSWORD, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { unmarked } from "./break-marks.ts";

const MARK = "{person:wang}";
const BROKEN = "(person:wang}";

test.each([
  [{ words: MARK }, { words: BROKEN }],
  [
    { lessons: ["door", { words: `${MARK} and ${MARK}` }], number: 1, at: null },
    { lessons: ["door", { words: `${BROKEN} and ${BROKEN}` }], number: 1, at: null },
  ],
  [{ [MARK]: { [MARK]: MARK } }, { [BROKEN]: { [BROKEN]: BROKEN } }],
  [[MARK], [BROKEN]],
  [MARK, BROKEN],
  [
    { password: MARK, newPassword: MARK, code: MARK, token: MARK },
    { password: MARK, newPassword: MARK, code: MARK, token: MARK },
  ],
  [undefined, undefined],
  [null, null],
  [Buffer.from(MARK), Buffer.from(MARK)],
])("%j becomes %j", (body, without) => {
  expect(unmarked(body)).toEqual(without);
});

test("a body nested as deep as it is long is looked through", () => {
  const depth = 30_000;
  const body = unmarked<unknown>(JSON.parse(`${"[".repeat(depth)}"${MARK}"${"]".repeat(depth)}`));
  let inner = body;
  while (Array.isArray(inner)) [inner] = inner as unknown[];
  expect(inner).toBe(BROKEN);
});

test("nobody is named by what somebody else wrote, asked for or says to be: the mark is broken wherever it is kept or said back", async () => {
  const platform = await startBrowserPlatform({ users: { mei: "operator" } });
  const { token } = await signIn(platform.url, "mei");
  platform.desk.raise(gasAlarm());
  const body = { comment: `${MARK} opened the store` };
  expect((await call(platform, "POST", "/api/v1/alarms/alarm-1/comment", { as: token, body })).status).toBe(200);
  const lines = platform.desk.journal({ limit: 100 });
  expect(lines.findLast(({ kind }) => kind === "commented")?.detail["comment"]).toBe(`${BROKEN} opened the store`);
  const told = await call(platform, "GET", "/api/v1/journal", { as: token });
  expect(JSON.stringify(told.body)).toContain(`${BROKEN} opened the store`);

  const refused = await call(platform, "GET", `/api/v1/journal?kind=${encodeURIComponent(MARK)}`, { as: token });
  expect(refused.body.detail).toContain(BROKEN);

  const credentials = { username: "mei", password: PASSWORD };
  await call(platform, "POST", "/api/v1/session", { body: credentials, headers: { "user-agent": MARK } });
  expect(JSON.stringify((await call(platform, "GET", "/api/v1/account", { as: token })).body)).toContain(BROKEN);
});
