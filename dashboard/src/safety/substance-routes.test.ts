import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hours, plus } from "@labcanary/domain/basics";
import { describe, expect, test } from "vitest";
import { call } from "../../../test/support/browser-api.ts";
import { PASSWORD, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { EIGHT } from "../../../test/support/cabinet-story.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { stockHands, TAG } from "../../../test/support/stock-hands.ts";
import { STOCK, stockSite } from "../../../test/support/stock-site.ts";

const USERS = {
  wang: "responsible-person",
  lina: "safety-officer",
  zhao: "administrator",
  audit: "inspector",
  desk: "operator",
  elsewhere: "responsible-person",
} as const;
type Who = keyof typeof USERS;

async function start(site = stockSite()) {
  const clock = createSettableClock(EIGHT);
  const platform = await startBrowserPlatform({ clock, site, users: USERS, zones: { elsewhere: ["cabinet"] } });
  const tokens = new Map<Who, string>();
  const ask = async (who: Who, method: string, path: string, body?: object) => {
    const token = tokens.get(who) ?? (await signIn(platform.url, who)).token;
    tokens.set(who, token);
    return call(platform, method, `/api/v1/${path}`, { as: token, ...(body === undefined ? {} : { body }) });
  };
  const post = (who: Who, path: string, body: object) => ask(who, "POST", path, { password: PASSWORD, ...body });
  const move = (who: Who, movement: object) => post(who, "substances/1/movements", { tag: TAG, ...movement });
  const file = (who: Who, body: object) =>
    post(who, "substances/export", { regime: "highly-toxic", from: EIGHT - 1, to: EIGHT + 1, format: "csv", ...body });
  /** Both approve it. */
  const buy = async (what: object = PURCHASE) => {
    const { body } = await post("wang", "substances", what);
    return post("lina", `substances/${body.container.number}/witness`, { proposal: 0 });
  };
  /** 500 g of sodium cyanide in its store. */
  const keep = () => stockHands().stored({ clock, ...platform.ledgers });
  return { platform, ask, post, move, buy, file, keep };
}

const PURCHASE = { substance: "nacn", cabinet: "store", quantity: "500", supplier: "x", permit: "GM-1", expectedBy: plus(EIGHT, hours(1)) };

test("what the first person found is in no line of the journal that the second can read, until they have signed", async () => {
  const { platform, ask, post, move, buy } = await start();
  /** The journal of the platform has the lines of the ledgers among its own. */
  const copied = new Set<number>();
  const linesFor = async (who: Who, query = "") => {
    for (const { line, ledger, actor, number, act } of platform.ledgers.lines) {
      if (!copied.has(line))
        platform.desk.record({ kind: `${ledger}-recorded`, actor, detail: { record: `${ledger}/${number}`, zone: "store", act } });
      copied.add(line);
    }
    const { body } = await ask(who, "GET", `journal?kind=substance-recorded,stock-take-recorded${query}`);
    return JSON.stringify(body.entries);
  };
  await buy();
  await move("wang", { kind: "receive", quantity: "498.5", tare: "120" });
  expect(await linesFor("wang")).toContain("498500");
  expect(await linesFor("zhao")).toContain('"movement":{"kind":"receive"}');
  expect(await linesFor("zhao")).not.toContain("498500");
  expect(await linesFor("lina", "&text=498500")).toBe("[]");
  expect(await linesFor("lina", "&text=receive")).toContain("receive");
  await post("lina", "substances/1/witness", { proposal: 1, quantity: "498.5" });
  expect(await linesFor("zhao", "&text=498500")).toContain("498500");

  await move("lina", { kind: "store", cabinet: "store" });
  await post("wang", "substances/1/witness", { proposal: 2 });
  await post("wang", "stock-takes", { zoneId: "store", cabinets: ["store"], dueAt: plus(EIGHT, hours(48)), words: "yearly" });
  await post("wang", "stock-takes/1/count", { cabinet: "store", entries: [{ container: 1, quantity: "321" }] });
  expect(await linesFor("wang")).toContain("321000");
  expect(await linesFor("lina")).not.toContain("321000");
  await ask("lina", "POST", "stock-takes/1/refuse", { cabinet: "store", reason: "not so" });
  expect(await linesFor("lina")).toContain("321000");
});

describe("controlled substances", () => {
  test("go through two hands, of which the second finds the quantity alone", async () => {
    const { platform, ask, post, move } = await start();
    expect(await post("wang", "substances", PURCHASE)).toMatchObject({
      status: 201,
      body: { container: { number: 1, state: "requested", pending: { proposal: 0, kind: "approve", needsEntry: false } } },
    });
    expect((await post("wang", "substances/1/witness", { proposal: 0 })).body.code).toBe("SIGNER_SAME");
    expect((await move("wang", { kind: "receive", quantity: "500", tare: "120" })).body.code).toBe("WITNESS_AWAITED");
    expect(await post("lina", "substances/1/witness", { proposal: 0 })).toMatchObject({
      status: 200,
      body: { container: { state: "approved", approval: { by: "user:wang", second: "user:lina" } } },
    });
    expect(platform.ledgers.lines.at(-1)?.act).toMatchObject({ first: "user:wang", signed: "approved" });
    const received = await move("wang", { kind: "receive", quantity: "500", tare: "120" });
    expect(received.body.container.pending).toMatchObject({
      proposal: 1,
      kind: "receive",
      needsEntry: true,
      movement: { amount: 500_000 },
    });
    for (const path of ["substances", "substances/1"]) {
      const { body } = await ask("lina", "GET", path);
      const { pending } = body.container ?? body.containers[0];
      expect(pending).toMatchObject({ proposal: 1, kind: "receive", by: "user:wang", needsEntry: true });
      expect(JSON.stringify(pending)).not.toContain("500");
    }
    expect(await post("lina", "substances/1/witness", { proposal: 1, quantity: "499" })).toMatchObject({
      status: 409,
      body: { code: "ENTRY_DIFFERS" },
    });
    expect(await post("lina", "substances/1/witness", { proposal: 1, quantity: "500" })).toMatchObject({
      status: 200,
      body: { container: { balance: 500_000 } },
    });
    await move("lina", { kind: "store", cabinet: "store" });
    expect(await post("wang", "substances/1/witness", { proposal: 2 })).toMatchObject({
      status: 200,
      body: { container: { state: "stored" } },
    });
    expect(platform.ledgers.lines.map(({ act, actor }) => `${act.act} ${actor}`)).toEqual([
      "requested user:wang",
      "signed-twice user:wang",
      "approved user:lina",
      "proposed user:wang",
      "moved user:lina",
      "proposed user:lina",
      "moved user:wang",
    ]);
  });

  test("are signed with one's own password, by a person, who has the right", async () => {
    const { platform, ask, post, keep } = await start();
    keep();
    const withdraw = { kind: "withdraw", quantity: "1", words: "x", tag: TAG };
    expect(await post("wang", "substances/1/movements", { ...withdraw, password: "wrong" })).toMatchObject({
      status: 403,
      body: { code: "PASSWORD_WRONG" },
    });
    expect((await ask("wang", "POST", "substances/1/movements", withdraw)).status).toBe(400);
    for (const who of ["audit", "desk"] as const) expect((await post(who, "substances/1/movements", withdraw)).status).toBe(403);
    expect((await ask("audit", "GET", "substances")).status).toBe(200);
    expect((await ask("desk", "GET", "substances")).status).toBe(403);
    const made = await post("zhao", "tokens", { name: "robot", role: "responsible-person", days: 1 });
    expect(made.status).toBe(201);
    const robot = await call(platform, "POST", "/api/v1/substances/1/movements", {
      as: made.body.token,
      body: { ...withdraw, password: PASSWORD },
    });
    expect(robot.body.code).toBe("PERSON_REQUIRED");
    expect(platform.ledgers.containers().get(1)?.pending).toBeUndefined();
  });

  test("are refused with a code, and the journal has what matters", async () => {
    const { platform, ask, post, move, keep } = await start();
    keep();
    expect((await move("wang", { kind: "withdraw", quantity: "500.001", words: "x" })).body.code).toBe("BALANCE_BELOW_ZERO");
    expect((await move("wang", { kind: "withdraw", quantity: "1", words: "x", doneAt: EIGHT - 1 })).body.code).toBe("RECORD_BACKDATED");
    await move("wang", { kind: "withdraw", quantity: "1", words: "x", dueAt: plus(EIGHT, hours(2)) });
    expect((await post("wang", "substances/1/witness", { proposal: 3, quantity: "1" })).body.code).toBe("SIGNER_SAME");
    expect(await ask("lina", "POST", "substances/1/refuse", { proposal: 3, reason: "was not there" })).toMatchObject({ status: 200 });
    expect(platform.ledgers.refused.map(({ code, actor }) => `${code} ${actor}`)).toEqual([
      "BALANCE_BELOW_ZERO user:wang",
      "RECORD_BACKDATED user:wang",
      "SIGNER_SAME user:wang",
    ]);
  });

  test("are counted by two, and what was found is explained by somebody else", async () => {
    const { platform, ask, post, keep } = await start();
    keep();
    const opened = await post("wang", "stock-takes", {
      zoneId: "building",
      cabinets: ["store"],
      part: true,
      dueAt: plus(EIGHT, hours(9)),
      words: "yearly",
    });
    expect(opened).toMatchObject({ status: 201, body: { stockTake: { number: 1, state: "open", of: 2 } } });
    const entries = [{ container: 1, quantity: "500" }];
    const counted = await post("wang", "stock-takes/1/count", { cabinet: "store", entries });
    expect(counted.body.stockTake.pending).toEqual([{ cabinet: "store", by: "user:wang", doneAt: EIGHT, expiresAt: EIGHT + 1_800_000 }]);
    await ask("lina", "POST", "stock-takes/1/refuse", { cabinet: "store", reason: "interrupted" });
    await post("wang", "stock-takes/1/count", { cabinet: "store", entries });
    expect((await post("lina", "stock-takes/1/witness", { cabinet: "store", entries })).body.stockTake.state).toBe("closed");
    const evidence = [{ kind: "badge", at: EIGHT, person: "wang", granted: true }] as const;
    platform.ledgers.findings().carryOut({
      id: "f",
      actor: "system",
      order: { verb: "find", finding: { kind: "opened-unrecorded", zoneId: "store", from: EIGHT, to: EIGHT, evidence } },
    });
    expect((await post("wang", "custody-findings/1/explain", { words: "cleaning" })).body.code).toBe("EXPLAINER_INVOLVED");
    expect((await post("lina", "custody-findings/1/explain", { words: "cleaning" })).body.finding.state).toBe("explained");
  });
});

describe("a container that comes to nothing, or is gone", () => {
  test("is cancelled without a tag, or said to be lost with the report's number, by two; the second finds alone how much is gone", async () => {
    const { ask, post, move, keep } = await start();
    keep();
    await post("wang", "substances", PURCHASE);
    await post("lina", "substances/2/witness", { proposal: 0 });
    await post("wang", "substances/2/movements", { kind: "cancel", words: "not to be had" });
    expect(await post("lina", "substances/2/witness", { proposal: 1 })).toMatchObject({
      status: 200,
      body: { container: { state: "closed" } },
    });
    const lost = { kind: "lose", quantity: "500", words: "not in the store", reportNumber: "A-331" };
    expect(await move("wang", { ...lost, reportNumber: "" })).toMatchObject({ status: 400, body: { code: "STOCK_WORDS" } });
    await move("wang", lost);
    const { pending } = (await ask("lina", "GET", "substances/1")).body.container;
    expect(pending).toMatchObject({ kind: "lose", needsEntry: true });
    expect(JSON.stringify(pending)).not.toContain("500");
    expect(await post("lina", "substances/1/witness", { proposal: 3, quantity: "499" })).toMatchObject({ body: { code: "ENTRY_DIFFERS" } });
    expect(await post("lina", "substances/1/witness", { proposal: 3, quantity: "500" })).toMatchObject({
      status: 200,
      body: { container: { state: "closed", balance: 0, out: 0 } },
    });
  });

  test("is signed by nobody whom the site does not know, and who that is, is told", async () => {
    const { ask, post } = await start();
    // Zhao has no account of another name; neither of these has a person. Who is limited to zones hears of themselves alone.
    expect((await ask("zhao", "GET", "substances")).body.unlinked).toEqual(["elsewhere"]);
    expect((await ask("elsewhere", "GET", "substances")).body.unlinked).toEqual(["elsewhere"]);
    const purchase = { ...PURCHASE, substance: "acetone", cabinet: "cabinet" };
    expect(await post("elsewhere", "substances", purchase)).toMatchObject({ status: 201 });
    expect(await post("elsewhere", "substances/1/movements", { kind: "receive", tag: "AC-1", quantity: "500" })).toMatchObject({
      status: 403,
      body: { code: "SIGNER_UNLINKED" },
    });
    expect(
      await post("wang", "stock-takes", { zoneId: "building", cabinets: ["store"], dueAt: plus(EIGHT, hours(9)), words: "x" }),
    ).toMatchObject({
      status: 400,
      body: { code: "STOCK_TAKE_PART" },
    });
  });
});

describe("the export for an authority", () => {
  test("is signed: the journal has who exported what, and the hash of the file; no field begins a formula", async () => {
    const { platform, file, buy, post, keep } = await start();
    keep();
    // What nobody has approved as well is in no export.
    await post("wang", "substances", PURCHASE);
    await buy({ ...PURCHASE, supplier: "=cmd|' /C calc'!A0" });
    const { headers, body, status } = await file("audit", {});
    expect(status).toBe(200);
    const sha256 = createHash("sha256").update(body, "utf8").digest("hex");
    // What fetch takes off the front of a text is part of the file.
    const whole = createHash("sha256").update(`\uFEFF${body}`, "utf8").digest("hex");
    expect([sha256, whole]).toContain(headers.get("x-content-sha256"));
    const lines = body.trim().split("\r\n");
    expect(lines).toHaveLength(5);
    expect(lines[4]).toContain(`"'=cmd|' /C calc'!A0"`);
    expect(lines[3]).toContain('"SC-1/2","1","HT-0001","nacn","Sodium cyanide","氰化钠","143-33-9","highly-toxic","store"');
    expect(platform.desk.journal({ limit: 1 })).toMatchObject([
      {
        kind: "substances-exported",
        actor: "user:audit",
        detail: { regime: "highly-toxic", signed: "approved", whole: true, records: 4, sha256: headers.get("x-content-sha256") },
      },
    ]);
    expect(JSON.parse(headers.get("x-export-head") ?? "")).toEqual({
      format: "labcanary-substances-1",
      site: "stock-site",
      regime: "highly-toxic",
      from: new Date(EIGHT - 1).toISOString(),
      to: new Date(EIGHT + 1).toISOString(),
      signedBy: "audit",
      signedAt: new Date(EIGHT).toISOString(),
      signed: "approved",
      whole: true,
      records: 4,
      sha256: headers.get("x-content-sha256"),
    });
    expect((await file("audit", { password: "wrong" })).body.code).toBe("PASSWORD_WRONG");
  });

  test.each(["csv", "json"])(
    "is the file whose hash is written down also where it has what reads as a mark of somebody: %s",
    async (format) => {
      const nacn = { ...STOCK.substances["nacn"]!, name: { en: "{person:wang} salt", zh: "x" } };
      const { file, keep } = await start(stockSite({ ...STOCK, substances: { ...STOCK.substances, nacn } }));
      keep();
      const { headers, body } = await file("audit", { format });
      expect(JSON.stringify(body)).toContain("{person:wang} salt");
      const sent = format === "csv" ? [body, `\uFEFF${body}`] : [`${JSON.stringify(body, undefined, 2)}\n`];
      const hashes = sent.map((text) => createHash("sha256").update(text, "utf8").digest("hex"));
      expect(hashes).toContain(headers.get("x-content-sha256"));
    },
  );

  test("has the columns, words and order an authority asks for", async () => {
    const { file, keep } = await start();
    keep();
    const mapping = {
      name: "City register",
      columns: [
        { header: "品名", from: "name_zh" },
        { header: "操作", from: "movement", words: { receive: "入库" } },
        { header: "单位代码", value: "3301" },
      ],
    };
    const { body, headers } = await file("zhao", { mapping: { ...mapping, name: "市平台" } });
    expect(JSON.parse(headers.get("x-export-head") ?? "")).toMatchObject({ mapping: "市平台" });
    expect(body.replace("\uFEFF", "").split("\r\n").slice(0, 3)).toEqual([
      '"品名","操作","单位代码"',
      '"氰化钠","approve","3301"',
      '"氰化钠","入库","3301"',
    ]);
    const json = await file("zhao", { mapping, format: "json" });
    expect(json.body).toMatchObject({
      format: "labcanary-substances-1",
      regime: "highly-toxic",
      signedBy: "zhao",
      mapping: "City register",
      records: [{ 品名: "氰化钠", 操作: "approve", 单位代码: "3301" }, {}, {}],
    });
  });

  test("the mapping that comes along as an example gives a file in the words of its register", async () => {
    const { file, keep } = await start();
    keep();
    const mapping = JSON.parse(readFileSync(join(import.meta.dirname, "../../../examples/authority-mappings/city-register.json"), "utf8"));
    const [header, , received] = (await file("audit", { mapping })).body.replace("\uFEFF", "").split("\r\n");
    expect(header.split(",")).toHaveLength(13);
    expect(received).toContain('"SC-1/1","氰化钠","143-33-9","验收入库","500","克","500","Wang Fang","Li Na"');
  });

  test("a mapping that cannot be is refused", async () => {
    const { file } = await start();
    for (const columns of [
      [{ header: "x", from: "price" }],
      [{ header: "x" }],
      [{ header: "x", from: "cas", value: "y" }],
      [
        { header: "x", from: "cas" },
        { header: "x", from: "tag" },
      ],
    ])
      expect((await file("zhao", { mapping: { name: "m", columns } })).body.code).toBe("EXPORT_MAPPING_INVALID");
  });

  test("is of one's own zones, and of a span", async () => {
    const { platform, file, keep } = await start();
    keep();
    const part = { signed: "approved", whole: false, zones: ["cabinet"] };
    expect(JSON.parse((await file("elsewhere", {})).headers.get("x-export-head") ?? "")).toMatchObject({ ...part, records: 0 });
    expect((await file("elsewhere", { format: "json" })).body).toMatchObject({ ...part, signedBy: "elsewhere", records: [] });
    expect(platform.desk.journal({ limit: 1 })).toMatchObject([{ detail: part }]);
    expect((await file("elsewhere", {})).body.trim().split("\r\n")).toHaveLength(1);
    expect((await file("audit", { to: EIGHT + 2, from: EIGHT + 1 })).body.trim().split("\r\n")).toHaveLength(1);
    expect((await file("audit", { from: EIGHT + 1 })).body.code).toBe("RANGE_INVALID");
  });
});
