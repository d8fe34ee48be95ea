import { createHash, randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { call } from "../../../test/support/browser-api.ts";
import { PASSWORD, type PlatformSetup, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { jpegOf } from "../../../test/support/pictures.ts";
import { twoRooms } from "../../../test/support/two-rooms.ts";
import { writtenJournal } from "../../../test/support/written-journal.ts";

const PICTURE = jpegOf({ width: 40, height: 30 });
const SHA256 = createHash("sha256").update(PICTURE).digest("hex");
const USERS = { responder: "responder", officer: "safety-officer", inspector: "inspector" } as const;

/** A photo of an alarm, kept on disk and named by a line of the journal on disk. */
async function start(setup: PlatformSetup = {}) {
  const clock = createSettableClock();
  const platform = await startBrowserPlatform({ clock, users: USERS, ...setup });
  platform.desk.raise(gasAlarm());
  const journal = writtenJournal(platform.dataFolder);
  const { token } = await signIn(platform.url, "responder");
  const send = () =>
    fetch(`${platform.url}/api/v1/alarms/alarm-1/photos?commandId=${randomUUID()}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "image/jpeg" },
      body: Uint8Array.from(PICTURE),
    });
  expect((await send()).status).toBe(201);
  const [line] = platform.desk.entries.filter(({ kind }) => kind === "photo-added");
  if (line === undefined) throw new Error("no photo was added");
  journal.append({ at: clock.now(), kind: "photo-added", actor: line.actor, alarmId: "alarm-1", detail: line.detail });
  const look = async () => {
    const answer = await fetch(`${platform.url}/api/v1/alarms/alarm-1/photos/${SHA256}`, { headers: { authorization: `Bearer ${token}` } });
    return answer.ok ? answer.status : { status: answer.status, ...((await answer.json()) as { code: string; detail: string }) };
  };
  const remove = async (as = "officer", body: object = {}, sha256 = SHA256) => {
    const answer = await call(platform, "POST", `/api/v1/photos/${sha256}/remove`, {
      as: (await signIn(platform.url, as)).token,
      body: { reason: "she asked for it", password: PASSWORD, ...body },
    });
    return { status: answer.status, code: answer.body.code, ...answer.body };
  };
  return { platform, clock, journal, send, look, remove };
}

describe("a safety officer removes a photo of somebody who asked for it", () => {
  test("with the password and a reason; its hash stays, with who did it and why, and it does not come back", async () => {
    const { platform, look, remove, send, clock } = await start();
    expect(await look()).toBe(200);
    expect(await remove()).toMatchObject({ status: 200, removed: { sha256: SHA256, shown: ["alarm/alarm-1"] } });
    expect(platform.desk.entries.at(-1)).toMatchObject({
      kind: "photo-removed",
      actor: "user:officer",
      detail: { sha256: SHA256, reason: "she asked for it", shown: ["alarm/alarm-1"], zone: "cabinet-17" },
    });
    const gone = { status: 410, code: "PHOTO_REMOVED", detail: `${new Date(clock.now()).toISOString()} · officer · she asked for it` };
    expect(await look()).toMatchObject(gone);
    const again = await send();
    expect([again.status, ((await again.json()) as { code: string }).code]).toEqual([410, "PHOTO_REMOVED"]);
    // Once is enough.
    expect(await remove()).toMatchObject({ status: 410, code: "PHOTO_REMOVED" });
  });

  test.each([
    { as: "responder", body: {}, code: "ROLE_FORBIDDEN" },
    { as: "inspector", body: {}, code: "ROLE_FORBIDDEN" },
    { as: "officer", body: { password: "wrong" }, code: "PASSWORD_WRONG" },
    { as: "officer", body: { reason: "  " }, code: "REQUEST_INVALID" },
    { as: "officer", body: {}, sha256: "0".repeat(64), code: "PHOTO_UNKNOWN" },
  ])("$as is refused: $code", async ({ as, body, code, sha256 }) => {
    const { look, remove } = await start();
    expect(await remove(as, body, sha256)).toMatchObject({ code });
    expect(await look()).toBe(200);
  });

  test("also where the disk takes no mark of it: it is given to nobody from then on", async () => {
    const { platform, look, remove, send } = await start();
    mkdirSync(join(platform.dataFolder, "photos", SHA256.slice(0, 2), `${SHA256}.gone.next`));
    expect(await remove()).toMatchObject({ status: 200, removed: { sha256: SHA256 } });
    expect(await look()).toMatchObject({ status: 410, code: "PHOTO_REMOVED" });
    expect((await send()).status).toBe(410);
  });

  test("not while somebody named beside it is on hold", async () => {
    const { journal, look, remove, clock } = await start();
    journal.data.holdPerson(["user:responder"], { reason: "case 12", by: "user:x", at: clock.now() });
    expect(await remove()).toMatchObject({ status: 409, code: "PHOTO_ON_HOLD", detail: "case 12" });
    expect(await look()).toBe(200);
  });

  test("not of zones that are not theirs, nor where the same picture is shown in one of those as well", async () => {
    const { journal, remove, look, clock } = await start({ site: twoRooms(), zones: { officer: ["room-114"] } });
    journal.append({
      at: clock.now(),
      kind: "hazard-recorded",
      actor: "user:responder",
      detail: { record: "hazard/9", zone: "cabinet-22", act: { act: "photographed", photo: { sha256: SHA256 } } },
    });
    expect(await remove()).toMatchObject({ status: 404, code: "PHOTO_UNKNOWN" });
    expect(await look()).toBe(200);
  });
});
