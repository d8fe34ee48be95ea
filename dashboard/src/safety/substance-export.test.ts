import { epochMs, hours, plus } from "@labcanary/domain/basics";
import type { Container } from "@labcanary/domain/governance";
import type { Site, SubstanceFile } from "@labcanary/domain/site";
import { expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { createMemorySubstances } from "../../../test/support/memory-substances.ts";
import { stockHands, WANG } from "../../../test/support/stock-hands.ts";
import { STOCK, stockSite } from "../../../test/support/stock-site.ts";
import { exportRows } from "./substance-export.ts";

const AT = epochMs(Date.UTC(2026, 10, 25, 8));
const { approve, both, move, order, witness } = stockHands();
const REGISTER = {
  ...STOCK,
  cabinets: { ...STOCK.cabinets, store: { regimes: ["highly-toxic", "drug-precursor"], door: "store/door" } },
} as const;
const site = stockSite(REGISTER);

function books() {
  const clock = createSettableClock(AT);
  return { clock, ...createMemorySubstances(clock, () => site) };
}
const rowsOf = (containers: readonly Container[], as: Site = site) =>
  exportRows(containers, { regime: "drug-precursor", from: AT, to: plus(AT, hours(1)) }, as);

/** Acetone that is corrected, sent away and stolen on the way; and an order that nothing came of. */
function stolen() {
  const bench = books();
  approve(bench, { substance: "acetone", cabinet: "cabinet" });
  both(bench, { kind: "receive", quantity: "500", tare: "80" });
  both(bench, { kind: "store", cabinet: "cabinet" });
  move(bench, WANG, { kind: "withdraw", quantity: "20", words: "x" });
  witness(bench, "user:lina", "20");
  both(bench, { kind: "correct", quantity: "479", out: "18.5", words: "weighed anew" });
  move(bench, WANG, { kind: "use", quantity: "18.5", words: "x" });
  both(bench, { kind: "transfer", cabinet: "store", dueAt: plus(AT, hours(1)) });
  both(bench, { kind: "lose", quantity: "479", words: "not on the trolley", reportNumber: "A-331" });
  approve(bench, { substance: "acetone", cabinet: "cabinet" });
  order(bench, WANG, { verb: "move", movement: { kind: "cancel", words: "not to be had" }, signed: "carried-out" }, 2);
  witness(bench, "user:lina", undefined, 2);
  return bench.containers().all();
}

test("says who it was by name, where it was sent, what a correction found to be out, a loss with its report and a purchase that came to nothing", () => {
  const rows = rowsOf(stolen());
  const row = (movement: string) => rows.find((each) => each.movement === movement);
  expect(row("receive")).toMatchObject({
    by: "wang",
    by_name: "Wang Fang",
    second: "lina",
    second_name: "Li Na",
    to_cabinet: "",
    out_found: "",
  });
  expect(row("use")).toMatchObject({ second: "", second_name: "", out: "0", out_found: "" });
  expect(row("correct")).toMatchObject({ quantity: "479", out: "18.5", out_found: "18.5", words: "weighed anew" });
  expect(row("transfer")).toMatchObject({ cabinet: "cabinet", to_cabinet: "store" });
  expect(row("lose")).toMatchObject({ quantity: "479", balance: "0", out: "0", words: "not on the trolley", permit: "A-331" });
  expect(row("cancel")).toMatchObject({ container: "2", tag: "", quantity: "", balance: "0", words: "not to be had" });
});

test("of an account the site has nobody for, the name is the account", () => {
  expect(rowsOf(stolen(), { ...site, people: [] })[1]).toMatchObject({ by: "wang", by_name: "wang", second_name: "lina" });
});

test("of the same span is the same when the register has another name for it, or none any more", () => {
  const containers = stolen();
  const before = rowsOf(containers);
  expect(before[0]).toMatchObject({ name_en: "Acetone", name_zh: "丙酮", cas: "67-64-1", named_by: "approval" });
  const { acetone, ...others } = REGISTER.substances;
  expect(rowsOf(containers, stockSite({ ...REGISTER, substances: others }))).toEqual(before);
  const renamed: SubstanceFile = { ...acetone!, name: { en: "Propanone", zh: "二甲基酮" }, cas: "64-17-5" };
  expect(rowsOf(containers, stockSite({ ...REGISTER, substances: { ...others, acetone: renamed } }))).toEqual(before);
});

test("of a purchase an earlier release approved it has the register's name of today, and says so", () => {
  const earlier = stolen().map((each) => {
    const { name: _, cas: __, ...approval } = each.approval;
    return { ...each, approval };
  });
  expect(rowsOf(earlier)[0]).toMatchObject({ name_en: "Acetone", cas: "67-64-1", named_by: "register" });
  const { acetone: _, ...others } = REGISTER.substances;
  expect(rowsOf(earlier, stockSite({ ...REGISTER, substances: others }))[0]).toMatchObject({
    name_en: "acetone",
    cas: "",
    named_by: "register",
  });
});
