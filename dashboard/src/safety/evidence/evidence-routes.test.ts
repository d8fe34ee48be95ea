import { createHash } from "node:crypto";
import { minutes, plus } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { call } from "../../../../test/support/browser-api.ts";
import { PASSWORD, signIn, startBrowserPlatform } from "../../../../test/support/browser-platform.ts";
import { EIGHT } from "../../../../test/support/cabinet-story.ts";
import { createSettableClock } from "../../../../test/support/clock.ts";
import { readPdf, unspaced } from "../../../../test/support/printed-pdf.ts";
import { stockHands, TAG } from "../../../../test/support/stock-hands.ts";
import { stockSite } from "../../../../test/support/stock-site.ts";
import { readWholePaper } from "../../../../test/support/whole-paper.ts";
import { linesText } from "../../paper/records.ts";

const USERS = {
  wang: "responsible-person",
  lina: "safety-officer",
  zhao: "administrator",
  audit: "inspector",
  desk: "operator",
  elsewhere: "inspector",
} as const;
type Who = keyof typeof USERS;
const MONTH = new Date(EIGHT).toISOString().slice(0, "2026-11".length);

async function start() {
  const clock = createSettableClock(EIGHT);
  const platform = await startBrowserPlatform({ clock, site: stockSite(), users: USERS, zones: { elsewhere: ["cabinet"] } });
  stockHands().stored({ clock, ...platform.ledgers });
  const tokens = new Map<Who, string>();
  const as = async (who: Who): Promise<string> => {
    const token = tokens.get(who) ?? (await signIn(platform.url, who)).token;
    tokens.set(who, token);
    return token;
  };
  const post = async (who: Who, path: string, body: object) =>
    call(platform, "POST", `/api/v1/${path}`, { as: await as(who), body: { password: PASSWORD, ...body } });
  const fetchFile = async (who: Who, body: object) => {
    const answer = await fetch(`${platform.url}/api/v1/substances/evidence`, {
      method: "POST",
      headers: { authorization: `Bearer ${await as(who)}`, "content-type": "application/json" },
      body: JSON.stringify({ regime: "highly-toxic", month: MONTH, format: "pdf", password: PASSWORD, ...body }),
    });
    return { answer, bytes: new Uint8Array(await answer.arrayBuffer()) };
  };
  const refusal = async (who: Who, body: object) =>
    JSON.parse(Buffer.from((await fetchFile(who, body)).bytes).toString("utf8")) as { code: string };
  const door = (minute: number, value: number): void => {
    const at = plus(EIGHT, minutes(minute));
    platform.history.points.push({ signal: "store/door", at, tieBreak: 0, receivedAt: at, quality: "good", value });
  };
  return { clock, platform, post, fetchFile, refusal, door };
}

test("a month of a regime is on paper with signatures, doors, what did not agree, and the journal's hash; and as CSV in the schema of the export", async () => {
  const { clock, platform, post, fetchFile, door } = await start();
  clock.advance(minutes(60));
  await post("wang", "substances/1/movements", { tag: TAG, kind: "withdraw", quantity: "20", words: "gold leaching" });
  await post("lina", "substances/1/witness", { proposal: 3, quantity: "20" });
  // Opened for the withdrawal, and once more for nothing that anybody wrote down.
  for (const [minute, value] of [
    [60, 0],
    [61, 1],
    [62, 0],
    [90, 0],
    [91, 1],
    [92, 0],
  ] as const)
    door(minute, value);
  await post("wang", "stock-takes", {
    zoneId: "building",
    cabinets: ["store"],
    part: true,
    dueAt: plus(EIGHT, minutes(600)),
    words: "monthly",
  });
  const counted = {
    cabinet: "store",
    entries: [
      { container: 1, quantity: "480" },
      { container: 1, where: "out" },
    ],
  };
  await post("wang", "stock-takes/1/count", counted);
  await post("lina", "stock-takes/1/witness", counted);
  clock.advance(minutes(60));
  platform.ledgers.findings().carryOut({
    id: "f1",
    actor: "system",
    order: {
      verb: "find",
      finding: { kind: "opened-unrecorded", zoneId: "store", from: plus(EIGHT, minutes(91)), to: plus(EIGHT, minutes(92)), evidence: [] },
    },
  });
  const { answer, bytes } = await fetchFile("audit", {});
  expect(answer.headers.get("content-type")).toBe("application/pdf");
  expect(answer.headers.get("content-disposition")).toContain(`custody-highly-toxic-${MONTH}.pdf`);
  const { said } = await readWholePaper("custody-en", bytes);
  const csv = await fetchFile("audit", { format: "csv" });
  const csvHash = createHash("sha256").update(csv.bytes).digest("hex");
  const check = platform.desk.lastJournalCheck();
  const linesOf = (lines: readonly { readonly line: number }[]) =>
    linesText(
      lines.map(({ line }) => line),
      lines.length,
      "en",
    );
  for (const words of [
    // Where each record is found by whoever has nothing but the paper.
    `SC-1${linesOf(platform.ledgers.containers().linesOf(1))}`,
    `CF-1${linesOf(platform.ledgers.findings().linesOf(1))}`,
    `Custody evidence ${MONTH}: highly toxic chemicals`,
    "Sodium cyanide",
    "Wang Fang (wang)",
    "Li Na (lina)",
    "gold leaching",
    "480 g",
    "SC-1/3 withdrawn",
    "NONE",
    "CF-1",
    "NOT EXPLAINED",
    // A part of the cabinets is no stock-take of the site.
    "A PART: 1 of 2 cabinets of Building",
    "Findings of this month that are not explained: 1.",
    "The month is not over",
    csvHash,
    String(check?.head),
  ]) {
    expect(said).toContain(unspaced(words));
  }
  const [head = "", ...rows] = Buffer.from(csv.bytes).toString("utf8").trim().split("\r\n");
  expect(head).toContain('"record","container","tag","substance"');
  expect(rows.at(-1)).toContain('"withdraw","20","g","480"');
  const exported = platform.desk.entries.filter(({ kind }) => kind === "substances-exported");
  expect(exported.map(({ actor, detail }) => [actor, detail["format"], detail["signed"], detail["sha256"]])).toEqual([
    ["user:audit", "pdf", "approved", createHash("sha256").update(bytes).digest("hex")],
    ["user:audit", "csv", "approved", csvHash],
  ]);
  const chinese = await readWholePaper("custody-zh", (await fetchFile("audit", { language: "zh" })).bytes);
  expect(chinese.said).toContain(unspaced(`管控物品管理证据 ${MONTH}：剧毒化学品`));
  expect(chinese.said).toContain("尚未说明");
});

test("one cabinet alone may be asked for; of one's own rooms alone, without the proof of the whole journal", async () => {
  const { fetchFile, refusal } = await start();
  expect((await readPdf((await fetchFile("audit", { cabinet: "store" })).bytes)).said).toContain(unspaced("Sodium cyanide"));
  expect((await refusal("audit", { cabinet: "cabinet" })).code).toBe("CABINET_UNKNOWN");
  expect((await refusal("elsewhere", { cabinet: "store" })).code).toBe("CABINET_UNKNOWN");
  const { said } = await readPdf((await fetchFile("elsewhere", {})).bytes);
  expect(said).not.toContain(unspaced("Sodium cyanide"));
  expect(said).toContain(unspaced("this paper has no proof of it"));
});

test("is signed by a person who may read it, of a month that has begun, with a history that answers", async () => {
  const { platform, refusal } = await start();
  expect((await refusal("desk", {})).code).toBe("ROLE_FORBIDDEN");
  expect((await refusal("audit", { password: "not it" })).code).toBe("PASSWORD_WRONG");
  expect((await refusal("audit", { month: "2099-01" })).code).toBe("EVIDENCE_MONTH");
  expect((await refusal("audit", { month: "2026-13" })).code).toBe("REQUEST_INVALID");
  platform.history.away = true;
  expect((await refusal("audit", {})).code).toBe("HISTORY_UNAVAILABLE");
  expect(platform.desk.entries.filter(({ kind }) => kind === "substances-exported")).toEqual([]);
});
