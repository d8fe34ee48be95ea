import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type DossierDecision, replaceNames } from "@labcanary/domain/governance";
import type { AccessLog, KeptEvent } from "@labcanary/domain/ports";
import { expect, test } from "vitest";
import { approval, at, DECISION, KEY, point, startColdStore } from "../../../../../test/support/cold-store.ts";
import { readPdf, unspaced } from "../../../../../test/support/printed-pdf.ts";
import { lineWithin } from "../../../accounts/scope-telling.ts";
import { scopeOf } from "../../../accounts/scope.ts";
import { decidedOnOf, namelessOf } from "./kept-dossier.ts";

const BADGE: KeptEvent = { deviceId: "cab-17", at: at(-6), kind: "badge", granted: true, person: "wang" } as KeptEvent;
const accessLog = (events: KeptEvent[]): AccessLog => ({ events: ({ deviceId }) => events.filter((event) => event.deviceId === deviceId) });
type Platform = Awaited<ReturnType<typeof startColdStore>>;

async function decided(over: Parameters<typeof startColdStore>[0] = {}): Promise<Platform> {
  const store = await startColdStore(over);
  await store.post("safety", "dossiers", { alarm: "alarm-1" });
  expect((await store.post("safety", "dossiers/1/decide", DECISION)).status).toBe(200);
  return store;
}
async function approved(over: Parameters<typeof startColdStore>[0] = {}): Promise<Platform> {
  const store = await decided(over);
  expect((await store.post("other", "dossiers/1/approve", approval())).status).toBe(200);
  return store;
}
/** The limit of the cabinet is moved, its door is called something else and the site is in another time zone. */
function editSite({ platform }: Platform): void {
  const { site } = platform;
  platform.site = {
    ...site,
    timeZone: "America/New_York",
    zones: site.zones.map((zone) => ({ ...zone, path: { en: "Renamed", zh: "改名" } })),
    signals: site.signals.map((each) =>
      each.key === KEY
        ? { ...each, rules: each.rules.map((rule) => (rule.kind === "limit" ? { ...rule, setpoint: 20 } : rule)) }
        : { ...each, label: { en: "Renamed", zh: "改名" } },
    ),
  };
}
const bodiesOf = ({ platform }: Platform): readonly string[] =>
  readdirSync(join(platform.dataFolder, "dossiers"), { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
const said = async (store: Platform, language = "en") => (await readPdf((await store.print("inspector", language)).bytes)).said;

test("an approved dossier is the same paper, byte for byte, when the set-point is another and its readings and badges are deleted", async () => {
  const badges = [BADGE];
  const store = await approved({ accessLog: accessLog(badges) });
  const [english, chinese] = [(await store.print("inspector", "en")).bytes, (await store.print("inspector", "zh")).bytes];
  const { body: before } = await store.get("inspector", "dossiers/1");
  expect(before.basis).toMatchObject({ kind: "kept", readings: "same", linesSince: 0 });
  editSite(store);
  store.platform.history.points.splice(0);
  badges.splice(0);
  expect(Buffer.from((await store.print("inspector", "en")).bytes).equals(english)).toBe(true);
  expect(Buffer.from((await store.print("inspector", "zh")).bytes).equals(chinese)).toBe(true);
  const { body: after } = await store.get("inspector", "dossiers/1");
  expect(after).toEqual({ ...before, basis: { ...before.basis, readings: "fewer" } });
  expect(after.badges).toMatchObject([{ person: "wang" }]);
  // Whoever decides anew sees what there is now.
  expect((await store.get("inspector", "dossiers/1?now=true")).body).toMatchObject({
    basis: { kind: "now", because: "asked" },
    figures: { readings: 0, beyond: [{ celsius: 20 }] },
  });
});

test("what the history says otherwise since is said, and changes nothing that was decided on", async () => {
  const store = await approved();
  const { body: before } = await store.get("inspector", "dossiers/1");
  store.platform.history.points.push(point(KEY, 75, 31));
  const { body } = await store.get("inspector", "dossiers/1");
  expect(body).toEqual({ ...before, basis: { ...before.basis, readings: "other" } });
  expect(await said(store)).toContain(unspaced("they give other figures than those shown here"));
  expect(await said(store, "zh")).toContain(unspaced("据此得出的数据与此处所列不同"));
  store.platform.history.away = true;
  expect((await store.get("inspector", "dossiers/1")).body.basis.readings).toBe("unknown");
  expect(await said(store)).toContain(unspaced("The history did not answer"));
});

test("lines that came after the decision are counted, and not among what it was made on", async () => {
  const store = await decided();
  const { body: before } = await store.get("inspector", "dossiers/1");
  expect((await store.post("operator", "alarms/alarm-1/acknowledge", {})).status).toBe(200);
  const { body } = await store.get("inspector", "dossiers/1");
  expect(body.basis.linesSince).toBeGreaterThan(0);
  expect(body.timeline).toEqual(before.timeline);
});

test("no name is in what is kept: it is in the line, behind its key there, and goes with it", async () => {
  const store = await approved({ accessLog: accessLog([BADGE]) });
  const [file = ""] = bodiesOf(store);
  expect(bodiesOf(store)).toHaveLength(1);
  expect(readFileSync(file, "utf8")).not.toContain("wang");
  const decision = store.platform.ledgers.dossiers().get(1)?.decisions.at(-1) as DossierDecision;
  expect(decision.kept?.people).toContain("wang");
  const detail = { act: { act: "decided", kept: decision.kept } };
  expect(JSON.stringify(replaceNames({ kind: "dossier-recorded", actor: "user:safety", detail }, () => "~key"))).not.toContain("wang");
  // Nor is it in the journal of whoever is limited to rooms.
  const entry = { kind: "dossier-recorded", detail } as never;
  expect(lineWithin(entry, scopeOf(["room-220"], store.platform.site), undefined).detail).toMatchObject({ act: { kept: { people: [] } } });
  // Nobody is told the list: whom it names is told where they badged.
  expect((await store.get("inspector", "dossiers")).body.dossiers[0].decisions[0].kept.people).toEqual([]);
});

test("who was told is kept by their place in the line's list, also in the id of what they were sent", () => {
  const delivery = { notificationId: "alarm-1/1:first:wang", personId: "wang", step: "first", channel: "sms", state: "delivered" } as never;
  const on = {
    badges: [BADGE],
    deliveries: [delivery],
    codes: {},
    lines: [3],
    doors: [],
    stretches: [],
    timeZone: "Asia/Shanghai",
  } as never;
  const { bytes, people } = namelessOf(on);
  expect(new TextDecoder().decode(bytes)).not.toContain("wang");
  expect(decidedOnOf({ bytes, people })).toEqual(on);
  expect(decidedOnOf({ bytes, people: ["~k3y"] })).toMatchObject({
    badges: [{ person: "~k3y" }],
    deliveries: [{ notificationId: "alarm-1/1:first:~k3y", personId: "~k3y" }],
  });
  const newer = new TextEncoder().encode(new TextDecoder().decode(bytes).replace('"version":1', '"version":2'));
  expect(decidedOnOf({ bytes: newer, people })).toBeUndefined();
});

test.each([
  { because: "gone", spoil: (file: string) => rmSync(file) },
  { because: "another", spoil: (file: string) => writeFileSync(file, readFileSync(file, "utf8").replace("12", "11")) },
])("what was kept and is $because is said, with what is known now", async ({ spoil }) => {
  const store = await approved();
  const [file = ""] = bodiesOf(store);
  spoil(file);
  expect((await store.get("inspector", "dossiers/1")).body).toMatchObject({
    basis: { kind: "damaged", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    figures: { highest: { celsius: 12 } },
  });
  expect(await said(store)).toContain(unspaced("is gone or damaged"));
});

test("a decision of a release that kept its figures alone is worked out as now, and says so", async () => {
  const store = await startColdStore();
  await store.post("safety", "dossiers", { alarm: "alarm-1" });
  const { figures } = (await store.get("inspector", "dossiers/1")).body;
  const order = { verb: "decide", decision: "discard", contents: "40 doses", reason: "too warm", figures } as const;
  expect(store.platform.ledgers.dossiers().carryOut({ id: "old", actor: "user:safety", order, number: 1 }).ok).toBe(true);
  expect((await store.get("inspector", "dossiers/1")).body.basis).toEqual({ kind: "not-kept" });
  expect(await said(store)).toContain(unspaced("Decided in an earlier release"));
});

test("where there is no room for what it is made on, nothing is decided", async () => {
  const store = await startColdStore({ dossierBudgetBytes: 100 });
  await store.post("safety", "dossiers", { alarm: "alarm-1" });
  expect(await store.post("safety", "dossiers/1/decide", DECISION)).toMatchObject({ status: 507, body: { code: "DOSSIER_STORE_FULL" } });
  expect((await store.get("inspector", "dossiers/1")).body.dossier.state).toBe("open");
});

test("a decision that is refused keeps nothing", async () => {
  const store = await startColdStore();
  await store.post("safety", "dossiers", { alarm: "alarm-1" });
  expect((await store.post("safety", "dossiers/1/decide", { ...DECISION, reason: " " })).body.code).toBe("DOSSIER_WORDS");
  expect(bodiesOf(store)).toEqual([]);
});
