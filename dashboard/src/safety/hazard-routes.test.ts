import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { days, minutes, plus } from "@labcanary/domain/basics";
import { describe, expect, test } from "vitest";
import { gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { call } from "../../../test/support/browser-api.ts";
import { type BrowserPlatform, PASSWORD, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { exifSegment, jpegOf } from "../../../test/support/pictures.ts";
import { peopleOf } from "../../../test/support/site.ts";
import { twoRooms } from "../../../test/support/two-rooms.ts";

const clock = createSettableClock();
const users = {
  safety: "safety-officer",
  other: "safety-officer",
  operator: "operator",
  inspector: "inspector",
  "officer-220": "safety-officer",
} as const;
const FILED = { zone: "cabinet-17", origin: "inspection", class: "gas", level: "general", words: "the cylinder is not chained" };
const five = () => ({
  responsible: "wang",
  department: "Chemistry",
  measures: "chain it",
  funds: "none needed",
  deadline: new Date(plus(clock.now(), days(2))).toISOString(),
  interimPlan: "closed and signed",
});

async function start() {
  const site = { ...twoRooms(), people: [...twoRooms().people, ...peopleOf("operator", "safety", "other")] };
  const platform = await startBrowserPlatform({ clock, site, users, zones: { "officer-220": ["room-220"] } });
  const tokens = new Map<string, string>();
  const as = async (user: string): Promise<string> => {
    const token = tokens.get(user) ?? (await signIn(platform.url, user)).token;
    tokens.set(user, token);
    return token;
  };
  const get = async (user: string, path: string) => call(platform, "GET", `/api/v1/${path}`, { as: await as(user) });
  const post = async (user: string, path: string, body: object) => call(platform, "POST", `/api/v1/${path}`, { as: await as(user), body });
  return { platform, get, post, as, forget: () => tokens.clear() };
}
const verify = (passed: boolean, password = PASSWORD) => ({ passed, words: "seen", password });

test("a hazard goes its way over HTTP, and who is not to sign does not", async () => {
  const { platform, get, post } = await start();
  const id = randomUUID();
  const filed = await post("operator", "hazards", { ...FILED, commandId: id });
  expect(filed).toMatchObject({
    status: 201,
    body: { hazard: { number: 1, state: "filed", filedBy: "user:operator", due: { step: "settlement" } } },
  });
  expect((await post("operator", "hazards", { ...FILED, commandId: id })).body.hazard.number).toBe(1);
  expect((await post("safety", "hazards/1/settle", five())).body.hazard).toMatchObject({ state: "settled", due: { step: "remedy" } });
  expect((await post("safety", "hazards/1/remedy", { words: "chained" })).body.hazard.state).toBe("remedied");
  expect((await post("safety", "hazards/1/verify", verify(true))).body.code).toBe("VERIFIER_SAME");
  expect(platform.ledgers.refused).toMatchObject([{ actor: "user:safety", verb: "verify", code: "VERIFIER_SAME", number: 1 }]);
  expect((await post("other", "hazards/1/verify", verify(true, "not it"))).body.code).toBe("PASSWORD_WRONG");
  expect((await post("operator", "hazards/1/verify", verify(true))).body.code).toBe("ROLE_FORBIDDEN");
  expect((await post("other", "hazards/1/verify", verify(true))).body.hazard.state).toBe("written-off");
  expect((await post("other", "hazards/1/reopen", { words: "loose again" })).body.hazard.state).toBe("filed");
  expect((await post("operator", "hazards/1/comment", { words: "seen at night" })).status).toBe(200);
  const { body } = await get("inspector", "hazards/1");
  expect(body.lines.map(({ act, actor }: { act: { act: string }; actor: string }) => `${act.act} ${actor}`)).toEqual([
    "filed user:operator",
    "settled user:safety",
    "remedied user:safety",
    "verified user:other",
    "reopened user:other",
    "commented user:operator",
  ]);
  await post("safety", "hazards", { ...FILED, words: "not chained again" });
  expect((await get("inspector", "hazards/1")).body.later).toEqual([2]);
  expect((await get("inspector", "hazards/2")).body.hazard.earlier).toEqual([1]);
});

test("which account a person has is told nobody beside who is responsible", async () => {
  const { platform, get, post } = await start();
  await post("operator", "hazards", FILED);
  const settled = await post("safety", "hazards/1/settle", five());
  await post("safety", "hazards/1/settle", { ...five(), deadline: new Date(plus(clock.now(), days(3))).toISOString() });
  await post("safety", "hazards/1/remedy", { words: "chained" });
  expect(platform.ledgers.hazards().get(1)?.responsibles).toEqual(["person:wang", "user:wang"]);
  const act = { act: "settled", settlement: five(), names: ["user:safety"], responsibles: ["person:wang", "user:wang"] };
  platform.desk.record({ kind: "hazard-recorded", actor: "user:safety", detail: { record: "hazard/1", act } });
  const answers = ["hazards", "hazards/1", "journal?kind=hazard-recorded"].map((path) => get("inspector", path));
  const told = [settled, ...(await Promise.all(answers))].map(({ body }) => JSON.stringify(body));
  for (const each of told) {
    expect(each).toContain("chain it");
    expect(each).not.toMatch(/user:wang|"(?:bound|responsibles|putOffs|names)"/);
  }
});

test("a deadline of before and words of a script are refused; what an earlier release kept of one is told as words", async () => {
  const { platform, get, post } = await start();
  const script = "<script>alert(1)</script>";
  expect((await post("operator", "hazards", { ...FILED, words: script })).body.code).toBe("WORDS_MARKUP");
  const hazard = { zoneId: FILED.zone, origin: "inspection", class: "gas", level: "general", words: script } as const;
  platform.ledgers.hazards().carryOut({ id: "before", actor: "user:operator", order: { verb: "file", hazard } });
  const before = { ...five(), deadline: new Date(clock.now() - 1).toISOString() };
  expect((await post("safety", "hazards/1/settle", before)).body.code).toBe("SETTLEMENT_DEADLINE");
  expect(platform.ledgers.refused).toMatchObject([{ code: "SETTLEMENT_DEADLINE" }]);
  expect((await post("safety", "hazards/1/settle", { ...five(), deadline: "tomorrow" })).body.code).toBe("REQUEST_INVALID");
  expect((await get("inspector", "hazards/1")).body.hazard.words).toBe(script);
  const csv = await get("inspector", "hazards.csv");
  expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  await post("operator", "hazards", { ...FILED, words: "=1+1" });
  expect((await get("inspector", "hazards.csv")).body).toContain(`"'=1+1"`);
});

test("the list has what is late first, and answers what is asked for", async () => {
  const { get, post, forget } = await start();
  await post("operator", "hazards", FILED);
  await post("operator", "hazards", { ...FILED, level: "major", class: "fire", words: "the exit is blocked" });
  await post("operator", "hazards", { ...FILED, zone: "cabinet-22", words: "the lock is broken" });
  const numbers = async (query: string) =>
    (await get("inspector", `hazards${query}`)).body.hazards.map(({ number }: { number: number }) => number);
  expect(await numbers("")).toEqual([2, 3, 1]);
  expect(await numbers("?class=fire")).toEqual([2]);
  expect(await numbers("?zone=room-220")).toEqual([3]);
  expect(await numbers("?text=HZ-1")).toEqual([1]);
  expect(await numbers("?text=EXIT")).toEqual([2]);
  expect(await numbers("?overdue=true")).toEqual([]);
  clock.advance(minutes(24 * 60 + 1));
  // Sessions have ended meanwhile.
  forget();
  expect(await numbers("?overdue=true")).toEqual([2]);
  expect((await get("inspector", "hazards?state=written-off")).body).toMatchObject({
    matching: 0,
    counts: { filed: 3, settled: 0, remedied: 0, "written-off": 0, overdue: 1 },
  });
  expect((await get("inspector", "hazards?state=gone")).body.code).toBe("REQUEST_INVALID");
});

test("what is elsewhere is not there: not to see, to file, to name or to act on", async () => {
  const { platform, get, post } = await start();
  platform.desk.raise(gasAlarm());
  await post("operator", "hazards", FILED);
  expect((await get("officer-220", "hazards")).body).toMatchObject({ hazards: [], counts: { filed: 0 } });
  expect((await get("officer-220", "hazards.csv")).body).not.toContain("HZ-1");
  const refusals = await Promise.all([
    get("officer-220", "hazards/1"),
    post("officer-220", "hazards/1/settle", five()),
    post("officer-220", "hazards/1/comment", { words: "x" }),
    post("officer-220", "hazards", FILED),
    post("officer-220", "hazards", { ...FILED, zone: "cabinet-22", alarm: "alarm-1" }),
  ]);
  expect(refusals.map(({ body }) => body.code)).toEqual([
    "HAZARD_UNKNOWN",
    "HAZARD_UNKNOWN",
    "HAZARD_UNKNOWN",
    "HAZARD_ZONE",
    "ALARM_UNKNOWN",
  ]);
  expect((await post("operator", "hazards", { ...FILED, alarm: "alarm-1" })).body.hazard.alarm).toEqual({
    id: "alarm-1",
    code: platform.desk.get("alarm-1")?.code,
  });
});

test("what was filed wrong is put right, within one's zones; a lower level takes two", async () => {
  const { platform, get, post } = await start();
  await post("operator", "hazards", { ...FILED, zone: "cabinet-22", level: "major" });
  const said = { zone: "cabinet-22", class: "fire", level: "major", words: "it burns" };
  expect((await post("operator", "hazards/1/correct", said)).body.code).toBe("ROLE_FORBIDDEN");
  expect((await post("officer-220", "hazards/1/correct", { ...said, zone: "cabinet-17" })).body.code).toBe("HAZARD_ZONE");
  expect((await post("officer-220", "hazards/1/correct", said)).body.hazard).toMatchObject({ class: "fire", level: "major" });
  const lower = await post("safety", "hazards/1/correct", { ...said, zone: "cabinet-17", level: "general" });
  expect(lower.body.hazard).toMatchObject({ level: "major", zoneId: "cabinet-22", proposed: { by: "user:safety" } });
  const agreement = { agreed: true, words: "seen", seen: lower.body.hazard.proposed.at, password: PASSWORD };
  expect((await post("safety", "hazards/1/agree-correction", agreement)).body.code).toBe("CORRECTOR_SAME");
  expect(platform.ledgers.refused).toMatchObject([{ verb: "agree-correction", code: "CORRECTOR_SAME", actor: "user:safety" }]);
  expect((await post("officer-220", "hazards/1/agree-correction", agreement)).body.code).toBe("HAZARD_ZONE");
  expect((await post("other", "hazards/1/agree-correction", { ...agreement, password: "x" })).body.code).toBe("PASSWORD_WRONG");
  const { seen, ...blind } = agreement;
  expect((await post("other", "hazards/1/agree-correction", blind)).body.code).toBe("REQUEST_INVALID");
  expect((await post("other", "hazards/1/agree-correction", { ...agreement, seen: seen - 1 })).body.code).toBe("CORRECTION_CHANGED");
  expect((await post("other", "hazards/1/agree-correction", agreement)).body.hazard).toMatchObject({
    level: "general",
    zoneId: "cabinet-17",
  });
  const { lines } = (await get("inspector", "hazards/1")).body;
  expect(lines.map(({ act }: { act: { act: string; before?: object } }) => act)).toMatchObject([
    { act: "filed", hazard: { class: "gas", level: "major" } },
    { act: "corrected", before: { class: "gas" }, after: { class: "fire" }, words: "it burns" },
    { act: "correction-proposed" },
    { act: "corrected", before: { level: "major", zoneId: "cabinet-22" }, proposedBy: "user:safety", signed: "approved" },
  ]);
});

describe("a photo", () => {
  const send = async (platform: BrowserPlatform, token: string, body: Uint8Array, number = 1) => {
    const answer = await fetch(`${platform.url}/api/v1/hazards/${number}/photos?commandId=${randomUUID()}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "image/jpeg" },
      body: Uint8Array.from(body),
    });
    return { status: answer.status, body: (await answer.json()) as { code?: string; hazard?: { photos: { sha256: string }[] } } };
  };
  const PICTURE = jpegOf({ width: 40, height: 30 });

  test("is evidence without the place in its EXIF, once however often it is sent", async () => {
    const { platform, as, post } = await start();
    await post("operator", "hazards", FILED);
    const token = await as("operator");
    const added = await send(platform, token, jpegOf({ width: 40, height: 30, segments: [exifSegment("GPS 39.9042 N")] }));
    expect(added).toMatchObject({ status: 201, body: { hazard: { photos: [{ by: "user:operator", width: 40, height: 30 }] } } });
    expect((await send(platform, token, PICTURE)).body.hazard?.photos).toHaveLength(1);
    const sha256 = added.body.hazard?.photos[0]?.sha256 ?? "";
    const look = (path: string) => fetch(`${platform.url}/api/v1/${path}`, { headers: { authorization: `Bearer ${token}` } });
    const given = await look(`hazards/1/photos/${sha256}`);
    expect(Buffer.from(await given.arrayBuffer()).equals(PICTURE)).toBe(true);
    expect(given.headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
    expect((await look(`hazards/1/photos/${"0".repeat(64)}`)).status).toBe(404);
  });

  test("of 50 MB, of text, or for what is not there is refused and leaves nothing on disk", async () => {
    const { platform, as, post } = await start();
    await post("operator", "hazards", FILED);
    const token = await as("operator");
    expect((await send(platform, token, Buffer.alloc(50 * 1024 * 1024))).body.code).toBe("PHOTO_TOO_LARGE");
    expect((await send(platform, token, Buffer.from("<script>"))).body.code).toBe("PHOTO_UNREADABLE");
    expect((await send(platform, token, PICTURE, 9)).body.code).toBe("HAZARD_UNKNOWN");
    await post("safety", "hazards/1/settle", five());
    await post("safety", "hazards/1/remedy", { words: "done" });
    await post("other", "hazards/1/verify", verify(true));
    expect((await send(platform, token, PICTURE)).body.code).toBe("HAZARD_STATE");
    const photos = readdirSync(platform.dataFolder, { recursive: true }).filter((file) => String(file).startsWith(join("photos", "")));
    expect(photos.filter((file) => /[0-9a-f]{64}/.test(String(file)))).toEqual([]);
  });
});

test("a standing measure is added, signed for, and named by what it answers", async () => {
  const { get, post, platform } = await start();
  await post("operator", "hazards", FILED);
  await post("operator", "hazards", { ...FILED, zone: "cabinet-22" });
  const at = (span: number) => new Date(clock.now() + span).toISOString();
  const measure = {
    zone: "cabinet-17",
    kind: "rule",
    words: "cylinders are chained",
    owner: "wang",
    reviewBy: at(days(180)),
    hazards: [1],
  };
  expect(await post("safety", "standing-measures", measure)).toMatchObject({ status: 201, body: { measure: { number: 1, hazards: [1] } } });
  expect((await post("operator", "standing-measures", measure)).body.code).toBe("ROLE_FORBIDDEN");
  expect((await post("safety", "standing-measures", { ...measure, hazards: [7] })).body).toMatchObject({
    code: "HAZARD_UNKNOWN",
    detail: "HZ-7",
  });
  expect((await post("officer-220", "standing-measures", { ...measure, zone: "cabinet-22", owner: "elsa" })).body.code).toBe(
    "HAZARD_UNKNOWN",
  );
  expect((await post("officer-220", "standing-measures", measure)).body.code).toBe("STANDING_MEASURE_ZONE");
  expect((await get("officer-220", "standing-measures")).body.measures).toEqual([]);
  expect((await get("officer-220", "standing-measures/1")).body.code).toBe("STANDING_MEASURE_UNKNOWN");
  const review = { words: "holds", reviewBy: at(days(200)), password: PASSWORD };
  expect((await post("safety", "standing-measures/1/review", { ...review, password: "x" })).body.code).toBe("PASSWORD_WRONG");
  expect((await post("safety", "standing-measures/1/review", { ...review, reviewBy: at(-1) })).body.code).toBe("STANDING_MEASURE_REVIEW");
  expect(platform.ledgers.refused).toMatchObject([{ ledger: "measure", code: "STANDING_MEASURE_REVIEW" }]);
  expect((await post("safety", "standing-measures/1/review", review)).body.measure.reviews).toMatchObject([{ by: "user:safety" }]);
  const said = { ...measure, words: "cylinders are chained, empty ones too", hazards: [] };
  expect((await post("safety", "standing-measures/1/change", said)).body.measure.words).toBe("cylinders are chained, empty ones too");
  expect((await get("inspector", "standing-measures.csv")).body).toContain('"SM-1"');
  const end = { words: "the room is closed", password: PASSWORD };
  expect((await post("safety", "standing-measures/1/end", { words: end.words })).body.code).toBe("REQUEST_INVALID");
  expect((await post("safety", "standing-measures/1/end", { ...end, password: "x" })).body.code).toBe("PASSWORD_WRONG");
  expect((await get("inspector", "standing-measures/1")).body.measure.state).toBe("in-force");
  expect((await post("safety", "standing-measures/1/end", end)).body.measure.state).toBe("ended");
  expect((await get("inspector", "standing-measures/1")).body.lines.at(-1).act).toMatchObject({ act: "ended", signed: "approved" });
  expect((await get("inspector", "standing-measures/1")).body.lines).toHaveLength(4);
});
