import { expect, test } from "vitest";
import { senderOf } from "./phone-number.ts";

test.each([
  { given: "+8613800000001", is: "+8613800000001", because: "it is E.164 already" },
  { given: "8613800000001", is: "+8613800000001", because: "the plus is left out" },
  { given: "008613800000001", is: "+8613800000001", because: "00 stands for the plus" },
  { given: " +44 20 7946-0018 ", is: "+442079460018", because: "it is written for people" },
  { given: "10086", is: "10086", because: "a short code is nobody's number" },
  { given: "BANK", is: "BANK", because: "a name is nobody's number" },
  { given: "+1234567890123456", is: "+1234567890123456", because: "E.164 has at most 15 digits" },
])("$given is $is: $because", ({ given, is }) => {
  expect(senderOf(given)).toBe(is);
});
