import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { days, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { DrillPlan } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import { call } from "../../../../test/support/browser-api.ts";
import { PASSWORD, signIn, startBrowserPlatform } from "../../../../test/support/browser-platform.ts";
import { createSettableClock } from "../../../../test/support/clock.ts";
import { exifSegment, jpegOf } from "../../../../test/support/pictures.ts";
import { unspaced } from "../../../../test/support/printed-pdf.ts";
import { readWholePaper } from "../../../../test/support/whole-paper.ts";
import { writtenJournal } from "../../../../test/support/written-journal.ts";
import { twoRooms } from "../../../../test/support/two-rooms.ts";

const PICTURE = jpegOf({ width: 40, height: 30 });
const users = { mei: "safety-officer", observer: "operator", inspector: "inspector", "operator-220": "operator" } as const;

/** Drill 1, which has gone so far: told too late, somebody there by badge, never safe; noted by an observer. */
async function held() {
  const clock = createSettableClock();
  const plan: DrillPlan = {
    id: "leak",
    name: {
      en: "Vapour leak",
      zh: "蒸气泄漏",
    },
    zoneId: "cabinet-17",
    scenario: "drills/leak.yaml",
    signals: ["cab-17/vapour"],
    limit: minutes(30),
    every: days(90),
    firstBy: plus(clock.now(), days(1)),
    expect: {
      detected: minutes(1),
      told: minutes(2),
      "on-site": minutes(10),
      safe: minutes(20),
    },
  };
  const platform = await startBrowserPlatform({
    clock,
    users,
    zones: { "operator-220": ["room-220"] },
    site: {
      ...twoRooms(),
      drills: [plan],
    },
  });
  const as = async (user: keyof typeof users): Promise<string> => (await signIn(platform.url, user)).token;
  const mei = await as("mei");
  const post = (path: string, body: object = {}, token = mei) => call(platform, "POST", `/api/v1/drills${path}`, { as: token, body });
  const plannedFor = String(plus(clock.now(), minutes(5)));
  await post("", { plan: "leak", plannedFor, leader: "wang", who: "=HYPERLINK()\nall of the room" });
  expect((await post("/1/begin", { password: PASSWORD })).status).toBe(200);
  const begun = clock.now();
  const after = (span: number) => plus(begun, seconds(span));
  const alarm = { id: "d", code: "DR77" };
  const badge = { event: "e", deviceId: "reader-1" };
  platform.ledgers.seeDrill({
    times: {
      detected: { at: after(20), alarm },
      told: { at: after(150), alarm, by: "wang", channel: "sms" },
      "on-site": { at: after(400), by: "wang", badge },
    },
  });
  const observer = await as("observer");
  await post("/1/note", { words: "<b>the valve</b> could not be reached" }, observer);
  const send = async (body: Uint8Array, token = observer, number = 1) => {
    const answer = await fetch(`${platform.url}/api/v1/drills/${number}/photos?commandId=${randomUUID()}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "image/jpeg" },
      body: Uint8Array.from(body),
    });
    return { status: answer.status, body: (await answer.json()) as { code?: string; drill?: { photos: { sha256: string }[] } } };
  };
  const conclude = async (): Promise<void> => {
    clock.advance(minutes(25));
    expect((await post("/1/stop")).status).toBe(200);
    const asPlanned = { result: "as-planned", words: "well", lessons: [], password: PASSWORD };
    expect(await post("/1/conclude", asPlanned)).toMatchObject({ status: 409, body: { code: "DRILL_NOT_AS_PLANNED" } });
    const lessons = [{ words: "the valve needs a handle", class: "gas", level: "major" }];
    expect((await post("/1/conclude", { result: "with-lessons", words: "told late", lessons, password: PASSWORD })).status).toBe(200);
  };
  const look = (path: string, token = mei) =>
    fetch(`${platform.url}/api/v1/drills/${path}`, { headers: { authorization: `Bearer ${token}` } });
  const print = async (language: "en" | "zh") => {
    const answer = await look(`1/record.pdf?language=${language}`);
    expect(answer.headers.get("content-type")).toBe("application/pdf");
    return readWholePaper(`drill-${language}`, new Uint8Array(await answer.arrayBuffer()));
  };
  return { platform, clock, as, mei, observer, post, send, conclude, look, print };
}

test("an observer's photo is kept without the place in its EXIF, once however often it is sent, and given to whoever sees the drill", async () => {
  const { send, as, look, conclude } = await held();
  const added = await send(jpegOf({ width: 40, height: 30, segments: [exifSegment("GPS 39.9042 N")] }));
  expect(added).toMatchObject({ status: 201, body: { drill: { photos: [{ by: "user:observer", width: 40, height: 30 }] } } });
  expect((await send(PICTURE)).body.drill?.photos).toHaveLength(1);
  const path = `1/photos/${added.body.drill?.photos[0]?.sha256}`;
  const given = await look(path);
  expect(Buffer.from(await given.arrayBuffer()).equals(PICTURE)).toBe(true);
  expect(given.headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
  expect((await look(path, await as("operator-220"))).status).toBe(404);
  await conclude();
  expect((await send(jpegOf({ width: 41, height: 30 }))).body.code).toBe("DRILL_STATE");
});

test("a photo that was removed says in its place when, by whom and why", async () => {
  const { platform, clock, send, look, mei } = await held();
  const sha256 = (await send(PICTURE)).body.drill?.photos[0]?.sha256 ?? "";
  writtenJournal(platform.dataFolder).append({
    at: clock.now(),
    kind: "drill-recorded",
    actor: "user:observer",
    detail: { record: "drill/1", zone: "cabinet-17", act: { act: "photographed", photo: { sha256 } } },
  });
  const body = { reason: "she asked for it", password: PASSWORD };
  expect((await call(platform, "POST", `/api/v1/photos/${sha256}/remove`, { as: mei, body })).body.removed.shown).toEqual(["drill/1"]);
  const gone = await look(`1/photos/${sha256}`);
  expect(gone.status).toBe(410);
  const detail = `${new Date(clock.now()).toISOString()} · mei · she asked for it`;
  expect(await gone.json()).toMatchObject({ code: "PHOTO_REMOVED", detail });
});

test("a photo of 50 MB, of text, of whoever only looks, or of another part of the site is refused and leaves nothing on disk", async () => {
  const { platform, send, as } = await held();
  expect((await send(Buffer.alloc(50 * 1024 * 1024))).body.code).toBe("PHOTO_TOO_LARGE");
  expect((await send(Buffer.from("<script>"))).body.code).toBe("PHOTO_UNREADABLE");
  expect((await send(PICTURE, await as("inspector"))).body.code).toBe("ROLE_FORBIDDEN");
  expect((await send(PICTURE, await as("operator-220"))).body.code).toBe("DRILL_UNKNOWN");
  expect(readdirSync(platform.dataFolder, { recursive: true }).filter((file) => /photos.*[0-9a-f]{64}/.test(String(file)))).toEqual([]);
});

test("as CSV each step says when, how long after, against what was expected, by whom, and what shows it", async () => {
  const { look, conclude, send } = await held();
  await send(PICTURE);
  await conclude();
  const answer = await look("1/record.csv");
  expect(answer.headers.get("content-disposition")).toBe('attachment; filename="DR-1.csv"');
  // As bytes: reading it as text takes the mark of the encoding away.
  const text = Buffer.from(await answer.arrayBuffer()).toString();
  const lines = text.split("\r\n");
  expect(lines[0]).toBe("\uFEFFdrill,kind,name,at,expected_s,after_s,standing,by,evidence,words");
  const step = (name: string) => lines.find((line) => line.includes(`"step","${name}"`)) ?? "";
  expect(step("detected")).toMatch(/"60","20","reached","","alarm DR77",""$/);
  expect(step("told")).toMatch(/"120","150","late","wang","sms",""$/);
  expect(step("acknowledged")).toMatch(/"","","","waiting","","",""$/);
  expect(step("on-site")).toMatch(/"600","400","reached","wang","badge reader-1",""$/);
  expect(step("safe")).toMatch(/"1200","","missing"/);
  // What a spreadsheet would reckon with is none.
  expect(text).toContain(`"'=HYPERLINK()\nall of the room"`);
  for (const kind of ["planned", "begun", "note", "photo", "ended", "result", "lesson"]) expect(text).toContain(`"DR-1","${kind}"`);
  expect(text).toContain('"lesson","HZ-1"');
  expect(lines.find((line) => line.includes('"result"'))).toMatch(
    /"result","with-lessons",.*"late","user:mei","told late, safe missing","told late"$/,
  );
});

test.each([
  [
    "en",
    [
      "Record of drill DR-1: Vapour leak",
      "LATE",
      "NOT REACHED",
      "badge at reader-1",
      "<b>the valve</b> could not be reached",
      "With lessons",
      "Not in time",
      "HZ-1",
    ],
  ],
  ["zh", ["应急演练记录 DR-1：蒸气泄漏", "超时", "未达到", "在 reader-1 刷卡", "基本达到，存在问题", "未按时的步骤", "化学楼"]],
] as const)("on paper in %s", async (language, says) => {
  const { print, conclude } = await held();
  const early = await print(language);
  expect(early.said).toContain(unspaced(language === "en" ? "The drill is under way" : "演练仍在进行"));
  await conclude();
  const pdf = await print(language);
  for (const words of says) expect(pdf.said).toContain(unspaced(words));
  expect(pdf.said).not.toContain("U+");
  expect((await print(language)).said).toBe(pdf.said);
});

test("of another part of the site, and of what there is not, nothing is printed", async () => {
  const { look, as } = await held();
  for (const path of ["1/record.csv", "1/record.pdf"]) {
    expect((await look(path, await as("operator-220"))).status).toBe(404);
    expect((await look(path.replace("1/", "9/"))).status).toBe(404);
  }
});
