import { describe, expect, test } from "vitest";
import { atField, replaceWords, wordsIn } from "./words-in.ts";

const hidden = (kind: string, actor: string, detail: Readonly<Record<string, unknown>>) =>
  replaceWords({ kind, actor, detail }, () => "KEY");

describe("held apart", () => {
  test.each([
    { kind: "commented", actor: "user:mei", detail: { comment: "seen", code: "K7" }, kept: { comment: "KEY", code: "K7" } },
    { kind: "closed", actor: "person:mei", detail: { cause: "li" }, kept: { cause: "KEY" } },
    {
      kind: "hazard-recorded",
      actor: "visitor",
      detail: { act: { act: "filed", hazard: { words: "Li fell", class: "gas" } } },
      kept: { act: { act: "filed", hazard: { words: "KEY", class: "gas" } } },
    },
    { kind: "refused", actor: "system", detail: { reason: "late-by-far" }, kept: { reason: "late-by-far" } },
    { kind: "raised", actor: "system", detail: { words: "Li fell here" }, kept: { words: "KEY" } },
    { kind: "raised", actor: "system", detail: { words: "有人摔倒" }, kept: { words: "KEY" } },
    {
      kind: "raised",
      actor: "system",
      detail: { condition: "hand-raised", record: "public-report/3", reason: "Zhangsan" },
      kept: { condition: "hand-raised", record: "public-report/3", reason: "KEY" },
    },
    {
      kind: "commented",
      actor: "system",
      detail: { condition: "hand-raised", record: "public-report/3", comment: "Zhangsan" },
      kept: { condition: "hand-raised", record: "public-report/3", comment: "KEY" },
    },
    {
      kind: "commented",
      actor: "system",
      detail: { condition: "sealed-door-opened", record: "key-period/3", comment: "{person:li} had badged" },
      kept: { condition: "sealed-door-opened", record: "key-period/3", comment: "{person:li} had badged" },
    },
    {
      kind: "raised",
      actor: "system",
      detail: { condition: "store-full", reason: "disk" },
      kept: { condition: "store-full", reason: "disk" },
    },
    { kind: "raised", actor: "rules", detail: { reason: "above its limit" }, kept: { reason: "above its limit" } },
    {
      kind: "raised",
      actor: "system",
      detail: { condition: "check-in-missed-again", reason: "{person:li} did not check in" },
      kept: { condition: "check-in-missed-again", reason: "{person:li} did not check in" },
    },
    {
      kind: "raised",
      actor: "system",
      detail: { condition: "hand-raised", reason: "help, {person:li} fell" },
      kept: { condition: "hand-raised", reason: "KEY" },
    },
    { kind: "notification-retry", actor: "channel:sms", detail: { reason: "it said: try later" }, kept: { reason: "it said: try later" } },
    { kind: "commented", actor: "user:mei", detail: { comment: "", reason: null }, kept: { comment: "", reason: null } },
    { kind: "x-recorded", actor: "system", detail: { act: { notes: ["a b", "c"] } }, kept: { act: { notes: ["KEY", "KEY"] } } },
  ])("$kind of $actor", ({ kind, actor, detail, kept }) => expect(hidden(kind, actor, detail)).toEqual(kept));

  test("what the first of two found, as long as it is a proposal", () => {
    const movement = { kind: "withdraw", amount: 5000, whole: true, purpose: "titration" };
    expect(hidden("substance-recorded", "user:mei", { act: { act: "proposed", proposal: 1, movement } })).toEqual({
      act: { act: "proposed", proposal: 1, movement: { kind: "withdraw", amount: "KEY", whole: true, purpose: "KEY" } },
    });
    expect(hidden("substance-recorded", "user:li", { act: { act: "moved", movement } })).toMatchObject({
      act: { movement: { amount: 5000 } },
    });
    expect(hidden("stock-take-recorded", "user:mei", { act: { act: "proposed", lines: [{ counted: 3 }] } })).toEqual({
      act: { act: "proposed", lines: "KEY" },
    });
    expect(hidden("stock-take-recorded", "user:mei", { act: { act: "counted", lines: [{ counted: 3 }] } })).toEqual({
      act: { act: "counted", lines: [{ counted: 3 }] },
    });
  });
});

test("every text is found with its way, and the way leads there", () => {
  const detail = { comment: "a", code: "K7", act: { remedies: [{ words: "b" }, { words: "c" }], notes: ["d"] } };
  const found = wordsIn(detail);
  expect(found).toEqual([
    { field: "comment", text: "a" },
    { field: "act.remedies.0.words", text: "b" },
    { field: "act.remedies.1.words", text: "c" },
    { field: "act.notes.0", text: "d" },
  ]);
  expect(found.map(({ field }) => atField(detail, field))).toEqual(["a", "b", "c", "d"]);
  expect([atField(detail, "act.none.words"), atField(detail, "comment.length"), atField(detail, "constructor")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
