import { describe, expect, test } from "vitest";
import { outcomeOfSending, superseded, type WaitingEvidence } from "./waiting-evidence.ts";

const answer = (over: Partial<WaitingEvidence> = {}) =>
  ({
    id: "a",
    check: 1,
    item: "chained",
    by: "li",
    givenAt: 5,
    isLate: true,
    kind: "answer",
    answer: { kind: "yes" },
    ...over,
  }) as WaitingEvidence;

describe("what the platform did not take", () => {
  test.each(["unreachable", "unanswered", "INTERNAL", "SESSION_REQUIRED"])("%s is sent again later, as it is", (code) => {
    expect(outcomeOfSending(code, answer())).toEqual({ kind: "later", left: answer() });
  });
  test("a time that cannot be right is left out, once", () => {
    const again = outcomeOfSending("CHECK_SAID_AT", answer());
    expect(again).toEqual({ kind: "again", left: answer({ isLate: false }) });
    expect(outcomeOfSending("CHECK_SAID_AT", again.left).kind).toBe("refused");
  });
  test("any other refusal waits for a person, who reads why", () => {
    expect(outcomeOfSending("CHECK_OVER", answer())).toEqual({ kind: "refused", left: answer({ refusal: "CHECK_OVER" }) });
  });
});

test("a newer answer takes the place of one that waits for the same item; photos stand beside one another", () => {
  const waiting = [answer(), answer({ id: "b", item: "pressure" }), answer({ id: "c", kind: "photo" } as Partial<WaitingEvidence>)];
  const same = { check: 1, item: "chained" } as const;
  expect(superseded(waiting, { ...same, kind: "answer" }).map(({ id }) => id)).toEqual(["a"]);
  expect(superseded(waiting, { ...same, kind: "photo" })).toEqual([]);
});
