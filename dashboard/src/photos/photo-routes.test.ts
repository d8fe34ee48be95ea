import { createHash, randomUUID } from "node:crypto";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createUserDirectory } from "@labcanary/dashboard";
import type { Photo } from "@labcanary/domain/alarm";
import { describe, expect, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import {
  type BrowserPlatform,
  PASSWORD,
  type PlatformSetup,
  signIn,
  startBrowserPlatform,
} from "../../../test/support/browser-platform.ts";
import { exifSegment, jpegOf } from "../../../test/support/pictures.ts";

const PICTURE = jpegOf({ width: 40, height: 30 });
const WITH_PLACE = jpegOf({ width: 40, height: 30, segments: [exifSegment("GPS 39.9042 N")] });
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

async function start(setup: PlatformSetup = {}, user = "responder") {
  const users = { responder: "responder", inspector: "inspector" } as const;
  const platform = await startBrowserPlatform({ users, ...setup });
  platform.desk.raise(gasAlarm());
  const { token } = await signIn(platform.url, user);
  return { platform, token };
}

async function add(platform: BrowserPlatform, token: string, body: Uint8Array, { id = randomUUID() as string, query = "" } = {}) {
  const answer = await fetch(`${platform.url}/api/v1/alarms/alarm-1/photos?commandId=${id}${query}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "image/jpeg" },
    body: Uint8Array.from(body),
  });
  return { status: answer.status, body: (await answer.json()) as { code?: string; alarm?: { photos: number } } };
}
const look = (platform: BrowserPlatform, token: string, hash: string, alarmId = "alarm-1") =>
  fetch(`${platform.url}/api/v1/alarms/${alarmId}/photos/${hash}`, { headers: { authorization: `Bearer ${token}` } });
const lines = (platform: BrowserPlatform) => platform.desk.entries.filter(({ kind }) => kind === "photo-added");

describe("a photo", () => {
  test("with GPS in its EXIF is kept and given out without, and the journal has its hash, size and who", async () => {
    const { platform, token } = await start();
    const added = await add(platform, token, WITH_PLACE, { query: "&takenAt=1763800000000" });
    expect(added).toMatchObject({ status: 201, body: { alarm: { photos: 1 } } });
    const expected: Photo = { sha256: sha256(PICTURE), type: "image/jpeg", bytes: PICTURE.byteLength, width: 40, height: 30 };
    expect(lines(platform)).toMatchObject([
      { actor: "user:responder", alarmId: "alarm-1", detail: { ...expected, takenAt: 1_763_800_000_000 } },
    ]);
    const given = await look(platform, token, expected.sha256);
    expect(Buffer.from(await given.arrayBuffer()).equals(PICTURE)).toBe(true);
    expect(given.headers.get("content-type")).toBe("image/jpeg");
    expect(given.headers.get("x-content-type-options")).toBe("nosniff");
    expect(given.headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
    expect(given.headers.get("cache-control")).toBe("no-store");
  });

  test("sent twice under one id is added once; under another id it is another line of the same bytes", async () => {
    const { platform, token } = await start();
    const id = randomUUID();
    const [first, again] = await Promise.all([add(platform, token, PICTURE, { id }), add(platform, token, PICTURE, { id })]);
    expect([first.body.alarm?.photos, again.body.alarm?.photos]).toEqual([1, 1]);
    expect((await add(platform, token, PICTURE)).body.alarm?.photos).toBe(2);
    expect(lines(platform)).toHaveLength(2);
    expect(readdirSync(join(platform.dataFolder, "photos"), { recursive: true })).toHaveLength(2);
  });

  test("is taken twenty times, and the twenty-first leaves nothing on disk", async () => {
    const { platform, token } = await start();
    for (let photo = 1; photo <= 20; photo += 1) {
      expect((await add(platform, token, jpegOf({ width: photo, height: 1 }))).status).toBe(201);
    }
    expect(await add(platform, token, jpegOf({ width: 21, height: 1 }))).toMatchObject({ status: 409, body: { code: "PHOTOS_TOO_MANY" } });
    const files = readdirSync(join(platform.dataFolder, "photos"), { recursive: true }).filter((name) => String(name).length > 10);
    expect(files).toHaveLength(20);
    expect(files.map((name) => String(name).slice(3))).not.toContain(sha256(jpegOf({ width: 21, height: 1 })));
  });

  test.each([
    { what: "no picture", body: Buffer.from("<svg onload=alert(1)>"), status: 415, code: "PHOTO_UNREADABLE" },
    { what: "an empty body", body: Buffer.alloc(0), status: 415, code: "PHOTO_UNREADABLE" },
    { what: "more than 5 MB", body: Buffer.concat([PICTURE, Buffer.alloc(5 * 1024 * 1024)]), status: 413, code: "PHOTO_TOO_LARGE" },
  ])("$what is refused with $code", async ({ body, status, code }) => {
    const { platform, token } = await start();
    expect(await add(platform, token, body)).toMatchObject({ status, body: { code } });
    expect(lines(platform)).toEqual([]);
  });

  test("is refused with a code when the disk budget is reached, and the one before is still there", async () => {
    const { platform, token } = await start({ photoBudgetBytes: PICTURE.byteLength + 10 });
    expect((await add(platform, token, PICTURE)).status).toBe(201);
    expect(await add(platform, token, jpegOf({ width: 2, height: 2 }))).toMatchObject({ status: 507, body: { code: "PHOTO_STORE_FULL" } });
    expect((await add(platform, token, PICTURE)).status).toBe(201);
    expect((await look(platform, token, sha256(PICTURE))).status).toBe(200);
  });

  test("that is no longer what the journal has the hash of is not given out", async () => {
    const { platform, token } = await start();
    await add(platform, token, PICTURE);
    const hash = sha256(PICTURE);
    writeFileSync(join(platform.dataFolder, "photos", hash.slice(0, 2), hash), jpegOf({ width: 9, height: 9 }));
    const given = await look(platform, token, hash);
    expect([given.status, ((await given.json()) as { code: string }).code]).toEqual([500, "PHOTO_DAMAGED"]);
  });
});

describe("who may", () => {
  test("an inspector looks and adds none; nobody does without a session, or from a foreign page", async () => {
    const { platform, token } = await start();
    await add(platform, token, PICTURE);
    const inspector = await signIn(platform.url, "inspector");
    expect((await look(platform, inspector.token, sha256(PICTURE))).status).toBe(200);
    expect(await add(platform, inspector.token, PICTURE)).toMatchObject({ status: 403, body: { code: "ROLE_FORBIDDEN" } });
    expect((await fetch(`${platform.url}/api/v1/alarms/alarm-1/photos/${sha256(PICTURE)}`)).status).toBe(401);
    const foreign = await fetch(`${platform.url}/api/v1/alarms/alarm-1/photos?commandId=${randomUUID()}`, {
      method: "POST",
      headers: { cookie: inspector.cookie, origin: "https://elsewhere.example", "content-type": "image/jpeg" },
      body: Uint8Array.from(PICTURE),
    });
    expect(foreign.status).toBe(403);
  });

  test("whoever is limited to other zones neither sees nor adds; a hash of another alarm is not found by this one", async () => {
    const { platform, token } = await start();
    await add(platform, token, PICTURE);
    platform.desk.raise(gasAlarm({ id: "alarm-2", code: "B2B2" }));
    expect((await look(platform, token, sha256(PICTURE), "alarm-2")).status).toBe(404);
    await createUserDirectory(platform.dataFolder).add("elsewhere", "responder", PASSWORD, ["nowhere"]);
    const elsewhere = await signIn(platform.url, "elsewhere");
    expect((await look(platform, elsewhere.token, sha256(PICTURE))).status).toBe(404);
    expect(await add(platform, elsewhere.token, PICTURE)).toMatchObject({ status: 404, body: { code: "ALARM_UNKNOWN" } });
  });
});

test("made safe is refused before anybody has taken charge, then stands in the record beside the condition", async () => {
  const { platform, token } = await start();
  const post = async (verb: string, body: object = {}) => {
    const answer = await fetch(`${platform.url}/api/v1/alarms/alarm-1/${verb}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as { code?: string; alarm?: object } };
  };
  expect(await post("report-safe")).toMatchObject({ status: 409, body: { code: "CHARGE_NOT_TAKEN" } });
  await post("attend");
  const reported = await post("report-safe", { comment: "valve shut" });
  expect(reported).toMatchObject({
    status: 200,
    body: { alarm: { annunciation: "unacknowledged", conditionActive: true, reportedSafe: { by: "responder", words: "valve shut" } } },
  });
  expect(platform.desk.entries.at(-1)).toMatchObject({
    kind: "reported-safe",
    actor: "user:responder",
    detail: { comment: "valve shut", condition: "stands" },
  });
  expect(await post("add-photo")).toMatchObject({ status: 404 });
});
