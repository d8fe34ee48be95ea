import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { call } from "../../../test/support/browser-api.ts";
import { PASSWORD, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { gasList } from "../../../test/support/checks.ts";
import { exifSegment, jpegOf } from "../../../test/support/pictures.ts";

const PICTURE = jpegOf({ width: 40, height: 30, segments: [exifSegment("GPS 39.9042 N")] });
const photographed = gasList({ items: gasList().items.map((item) => (item.id === "chained" ? { ...item, photo: true } : item)) });

async function start(user = "responder") {
  const platform = await startBrowserPlatform({
    users: { responder: "responder", inspector: "inspector", elsewhere: "responder" },
    zones: { elsewhere: ["cabinet-17"] },
  });
  platform.ledgers.openCheck("room-114", photographed);
  const as = (await signIn(platform.url, user)).token;
  const act = (verb: string, body: object) => call(platform, "POST", `/api/v1/checks/1/${verb}`, { as, body });
  const addPhoto = async (item: string, content: Uint8Array = PICTURE) => {
    const answer = await fetch(`${platform.url}/api/v1/checks/1/items/${item}/photos?commandId=${randomUUID()}`, {
      method: "POST",
      headers: { authorization: `Bearer ${as}`, "content-type": "image/jpeg" },
      body: Uint8Array.from(content),
    });
    return { status: answer.status, body: (await answer.json()) as { readonly code?: string } };
  };
  return { platform, as, act, addPhoto };
}

test("somebody answers item by item, with a photo, signs with the password, and everybody sees it done", async () => {
  const { platform, as, act, addPhoto } = await start();
  expect(await act("start", {})).toMatchObject({ status: 200, body: { check: { started: { by: "user:responder" } } } });
  const failed = { item: "pressure", kind: "number", value: 9, words: "rising", saidAt: platform.ledgers.checks().get(1)?.window.opensAt };
  expect(await act("answer", failed)).toMatchObject({
    status: 200,
    body: { check: { answers: { pressure: { failed: true, saidAt: failed.saidAt } }, hazards: { pressure: 1 } } },
  });
  await act("answer", { item: "chained", kind: "yes" });
  expect(await act("sign", { password: PASSWORD })).toMatchObject({ status: 409, body: { code: "CHECK_PHOTO_MISSING" } });
  expect((await addPhoto("chained")).status).toBe(201);
  const [photo] = platform.ledgers.checks().get(1)?.photos["chained"] ?? [];
  const given = await fetch(`${platform.url}/api/v1/checks/1/photos/${photo?.sha256}`, { headers: { authorization: `Bearer ${as}` } });
  expect(Buffer.from(await given.arrayBuffer()).includes("GPS")).toBe(false);
  expect(given.headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
  expect(await act("sign", { password: "another" })).toMatchObject({ status: 403, body: { code: "PASSWORD_WRONG" } });
  expect(await act("sign", { password: PASSWORD, note: "all seen" })).toMatchObject({
    status: 200,
    body: { check: { state: "done", signed: { by: "user:responder", meaning: "checked", note: "all seen" } } },
  });
  const { body } = await call(platform, "GET", "/api/v1/checks?state=done&zone=room-114", { as });
  expect(body).toMatchObject({
    total: 1,
    counts: { open: 0, missed: 0, done: 1, lapsed: 0 },
    checks: [{ number: 1, shown: "done", items: 2, answered: 2, failed: 1, signedBy: "user:responder", list: { en: "Gas cylinders" } }],
  });
});

test.each<{ user: string; verb: string; body: object; status: number; code: string }>([
  { user: "inspector", verb: "answer", body: { item: "chained", kind: "yes" }, status: 403, code: "ROLE_FORBIDDEN" },
  { user: "responder", verb: "answer", body: { item: "chained", kind: "perhaps" }, status: 400, code: "REQUEST_INVALID" },
  { user: "responder", verb: "answer", body: { item: "chained", kind: "no" }, status: 400, code: "CHECK_WORDS" },
  { user: "responder", verb: "answer", body: { item: "pressure", kind: "number" }, status: 400, code: "CHECK_ANSWER" },
  { user: "responder", verb: "answer", body: { item: "roof", kind: "yes" }, status: 404, code: "CHECK_ITEM" },
  { user: "responder", verb: "answer", body: { item: "chained", kind: "yes", saidAt: 1 }, status: 400, code: "CHECK_SAID_AT" },
  { user: "responder", verb: "sign", body: { password: PASSWORD }, status: 409, code: "CHECK_UNANSWERED" },
])("$verb $body by $user is $code", async ({ user, verb, body, status, code }) => {
  const { act, platform } = await start(user);
  expect(await act(verb, body)).toMatchObject({ status, body: { code } });
  expect(platform.ledgers.checks().get(1)?.answers).toEqual({});
});

test("a picture that is none is refused, and one for a check of another zone does not exist", async () => {
  const { addPhoto } = await start();
  expect(await addPhoto("chained", Buffer.from("<script>"))).toMatchObject({ status: 415, body: { code: "PHOTO_UNREADABLE" } });
  expect(await addPhoto("roof")).toMatchObject({ status: 404, body: { code: "CHECK_ITEM" } });
  const limited = await start("elsewhere");
  expect(await limited.addPhoto("chained")).toMatchObject({ status: 404, body: { code: "CHECK_UNKNOWN" } });
});
