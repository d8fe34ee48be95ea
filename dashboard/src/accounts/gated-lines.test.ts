import { LEDGERS } from "@labcanary/domain/governance";
import type { JournalEntryKind } from "@labcanary/domain/messages";
import { expect, test } from "vitest";
import { call } from "../../../test/support/browser-api.ts";
import { PASSWORD, signIn, startBrowserPlatform } from "../../../test/support/browser-platform.ts";
import { mayReadLine } from "./gated-lines.ts";
import { type Role, ROLES } from "./roles.ts";

const QUANTITY = "4711 mg";
const OF_STOCK: readonly JournalEntryKind[] = ["substance-recorded", "custody-recorded", "stock-take-recorded", "substances-exported"];
const OF_PEOPLE: readonly JournalEntryKind[] = ["personal-data-read", "personal-data-removed", "legal-hold-set", "legal-hold-lifted"];
const OF_ALL = LEDGERS.map((ledger) => `${ledger}-recorded` as const).filter((kind) => !OF_STOCK.includes(kind));

/** A platform on which a line of each kind was written, and one that was refused in each ledger. */
async function written(zones?: Readonly<Record<string, readonly string[]>>) {
  const users = Object.fromEntries(ROLES.map((role) => [`of-${role}`, role]));
  const platform = await startBrowserPlatform({ users, ...(zones === undefined ? {} : { zones }) });
  for (const kind of [...OF_STOCK, ...OF_PEOPLE, ...OF_ALL])
    platform.desk.record({
      kind,
      actor: "user:wang",
      detail: { record: `${kind.replace("-recorded", "")}/1`, zone: "cabinet-17", act: { act: "moved", words: QUANTITY } },
    });
  for (const ledger of LEDGERS)
    platform.desk.record({
      kind: "refused",
      actor: "user:wang",
      detail: { ledger, record: `${ledger}/1`, zone: "cabinet-17", verb: "x", code: QUANTITY },
    });
  return platform;
}

const STOCK_READERS: readonly Role[] = ["responsible-person", "engineer", "safety-officer", "inspector", "administrator"];

test.each(ROLES.map((role) => ({ role, ofStock: STOCK_READERS.includes(role), ofPeople: role === "administrator" })))(
  "the journal tells a $role what the page tells: stock $ofStock, people's data $ofPeople",
  async ({ role, ofStock, ofPeople }) => {
    const platform = await written();
    const { token } = await signIn(platform.url, `of-${role}`);
    const told = [...(ofStock ? OF_STOCK : []), ...(ofPeople ? OF_PEOPLE : []), ...OF_ALL].toSorted();
    const refused = LEDGERS.filter((ledger) => ofStock || !["substance", "custody", "stock-take"].includes(ledger));
    const all = await call(platform, "GET", "/api/v1/journal?limit=1000", { as: token });
    const numbers = Array.from({ length: 60 }, (_, index) => index + 1).join(",");
    for (const query of [
      "limit=1000",
      `limit=1000&text=${encodeURIComponent(QUANTITY)}`,
      `lines=${numbers}`,
      "person=user:wang&limit=1000",
      `kind=${[...OF_STOCK, ...OF_PEOPLE, ...OF_ALL, "refused"].join(",")}&limit=1000`,
    ]) {
      const { body, status } = await call(platform, "GET", `/api/v1/journal?${query}`, { as: token });
      const lines = body.entries as { readonly kind: string; readonly detail: { readonly ledger?: string } }[];
      const kinds = lines.map(({ kind }) => kind).filter((kind) => kind !== "refused" && kind !== "signed-in" && kind !== "user-changed");
      const ledgers = lines.flatMap(({ kind, detail }) => (kind === "refused" ? (detail.ledger ?? []) : []));
      expect({ query, status, kinds: kinds.toSorted(), ledgers }).toEqual({ query, status: 200, kinds: told, ledgers: refused });
    }
    expect(all.status).toBe(200);
  },
);

test("the lines of a month of custody take the right of its page, those of a week none", () => {
  const report = (isMonth: boolean) => ({ report: isMonth ? { month: {}, regime: "highly-toxic" } : { week: {} } });
  const weekly = { reports: () => ({ get: (number: number) => report(number === 14) }) } as never;
  const may = (role: Role, number: number) => {
    const line = { kind: "report-recorded", detail: { record: `report/${number}`, act: { act: "signed", words: "all is well" } } } as const;
    return mayReadLine(line, { role }, { scope: { isWhole: true }, weekly });
  };
  expect(ROLES.filter((role) => may(role, 14))).toEqual(STOCK_READERS);
  expect(ROLES.filter((role) => may(role, 12))).toEqual(ROLES);
});

test("the lines of a key period, which are of all its zones, are not told to whoever has one of them", async () => {
  const platform = await written({ "of-safety-officer": ["cabinet-17"] });
  const { token } = await signIn(platform.url, "of-safety-officer", PASSWORD);
  const { body } = await call(platform, "GET", "/api/v1/journal?limit=1000", { as: token });
  const lines = body.entries as { readonly kind: string; readonly detail: { readonly ledger?: string } }[];
  expect(lines.map(({ kind }) => kind)).toContain("hazard-recorded");
  expect(lines.filter(({ kind, detail }) => kind === "key-period-recorded" || detail.ledger === "key-period")).toEqual([]);
});
