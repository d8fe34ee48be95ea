import { describe, expect, test } from "vitest";
import { seconds } from "../basics/index.ts";
import { betterProof, isProven, isReaching, proofOfReport, proofTime, type Reaching } from "./proof.ts";

test.each([
  { proof: undefined, wanted: "accepted", proven: false },
  { proof: "accepted", wanted: "accepted", proven: true },
  { proof: "accepted", wanted: "delivered", proven: false },
  { proof: "delivered", wanted: "accepted", proven: true },
  { proof: "delivered", wanted: "read", proven: false },
  { proof: "read", wanted: "delivered", proven: true },
] as const)("$proof, where $wanted is wanted: $proven", ({ proof, wanted, proven }) => {
  expect(isProven(proof, wanted)).toBe(proven);
});

test("proof is never taken back", () => {
  expect(betterProof("delivered", "accepted")).toBe("delivered");
  expect(betterProof("delivered", undefined)).toBe("delivered");
  expect(betterProof(undefined, "accepted")).toBe("accepted");
  expect(betterProof("accepted", "read")).toBe("read");
});

test.each([
  { status: "read", proof: "read" },
  { status: "delivered", proof: "delivered" },
  { status: "buffered", proof: "accepted" },
  { status: "sent", proof: "accepted" },
  { status: "failed", proof: undefined },
  { status: "rejected", proof: undefined },
] as const)("a report of $status proves $proof", ({ status, proof }) => {
  expect(proofOfReport(status)).toBe(proof);
});

test("a minute where another channel follows, what the step says in any case, and else as long as it takes", () => {
  expect(proofTime({}, true)).toBe(seconds(60));
  expect(proofTime({}, false)).toBeUndefined();
  expect(proofTime({ proofWithin: seconds(20) }, true)).toBe(seconds(20));
  expect(proofTime({ proofWithin: seconds(20) }, false)).toBe(seconds(20));
});

describe("a person is being reached", () => {
  const taken: Reaching = {
    isPerson: true,
    state: "accepted",
    proof: "accepted",
    wanted: "delivered",
    proves: "delivered",
    isUnproven: false,
  };
  test.each([
    { because: "the provider has it, and its report may come", of: taken, reaching: true },
    { because: "an attempt is under way", of: { ...taken, state: "under-way", proof: undefined }, reaching: true },
    {
      because: "an attempt has been under way for too long",
      of: { ...taken, state: "under-way", proof: undefined, isUnproven: true },
      reaching: false,
    },
    { because: "the handset has it, whatever came after", of: { ...taken, proof: "delivered", state: "over" }, reaching: true },
    { because: "the handset has it, and somebody may read it yet", of: { ...taken, proof: "delivered", wanted: "read" }, reaching: true },
    { because: "nobody read it in time", of: { ...taken, proof: "delivered", wanted: "read", isUnproven: true }, reaching: false },
    { because: "somebody read it", of: { ...taken, proof: "read", wanted: "read", isUnproven: true }, reaching: true },
    { because: "its time has not come", of: { ...taken, state: "to-come", proof: undefined }, reaching: false },
    { because: "no proof came in time", of: { ...taken, isUnproven: true }, reaching: false },
    {
      because: "the channel never proves more than that it took it",
      of: { ...taken, proves: "accepted", wanted: "accepted" },
      reaching: false,
    },
    { because: "a group is nobody in particular", of: { ...taken, isPerson: false, proof: "delivered" }, reaching: false },
    { because: "it failed", of: { ...taken, state: "over", proof: undefined }, reaching: false },
  ] as const)("$reaching: $because", ({ of, reaching }) => {
    expect(isReaching(of)).toBe(reaching);
  });
});
