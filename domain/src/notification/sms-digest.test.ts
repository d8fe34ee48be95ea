import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LANGUAGES } from "../basics/index.ts";
import { composeDigest, type DigestRequest } from "./sms-digest.ts";
import { smsSize } from "./sms-size.ts";

const ROOM = { en: "Chemistry Building › Room 114", zh: "化学楼 › 114室" };
const request = (over: Partial<DigestRequest> = {}): DigestRequest => ({
  alarms: 12,
  where: ROOM,
  places: 1,
  first: {
    code: "K7QF",
    description: {
      what: { en: "Solvent vapour high", zh: "溶剂蒸气过高" },
      where: { en: "Chemistry Building › Room 114 › Cabinet 17", zh: "化学楼 › 114室 › 17号柜" },
      limit: { en: "≥ 10 %LEL", zh: "≥ 10 %LEL" },
      valueText: { en: "12.5 %LEL", zh: "12.5 %LEL" },
      firstAction: { en: "", zh: "" },
      consequence: { en: "", zh: "" },
    },
  },
  simulated: false,
  language: "en",
  step: "responsible",
  escalated: false,
  ...over,
});
/** Without `where`, exactly. */
function inPlaces(over: Partial<DigestRequest> = {}): DigestRequest {
  const { where: _where, ...rest } = request({ alarms: 430, places: 43, ...over });
  return rest;
}

describe("one text for many", () => {
  test.each([
    { what: request(), text: "Room 114, Chemistry Building: 12 alarms, first: Solvent vapour high 12.5 %LEL, limit >= 10 %LEL. [K7QF]" },
    { what: request({ language: "zh" }), text: "114室 化学楼：12条报警，首条：溶剂蒸气过高 12.5 %LEL，限值≥ 10 %LEL。[K7QF]" },
    {
      what: inPlaces(),
      text: "430 alarms in 43 places, first: Cabinet 17, Room 114, Chemistry Building: Solvent vapour high 12.5 %LEL, limit >= 10 %LEL. [K7QF]",
    },
    {
      what: inPlaces({ language: "zh" }),
      text: "43处共430条报警，首条：17号柜 114室 化学楼：溶剂蒸气过高 12.5 %LEL，限值≥ 10 %LEL。[K7QF]",
    },
    {
      what: request({ simulated: true, escalated: true, step: "deputy" }),
      text: "TEST Deputy: not yet acknowledged. Room 114, Chemistry Building: 12 alarms, first: Solvent vapour high 12.5 %LEL, limit >= 10 %LEL. [K7QF]",
    },
    {
      what: inPlaces({ language: "zh", simulated: true, escalated: true, step: "security-centre" }),
      text: "测试 安全中心：尚未确认。43处共430条报警，首条：17号柜：溶剂蒸气过高 12.5 %LEL，限值≥ 10 %LEL。[K7QF]",
    },
  ])("$text", ({ what, text }) => {
    expect(composeDigest(what)).toBe(text);
    expect(smsSize(text).parts).toBe(1);
  });

  test("silence has no value and no limit, and a value is not said twice", () => {
    const { first } = request();
    const silent = {
      ...first.description,
      what: { en: "Solvent vapour silent", zh: "" },
      limit: { en: "", zh: "" },
      valueText: { en: "", zh: "" },
    };
    expect(composeDigest(request({ first: { ...first, description: silent } }))).toBe(
      "Room 114, Chemistry Building: 12 alarms, first: Solvent vapour silent. [K7QF]",
    );
    const door = { ...silent, what: { en: "Door open", zh: "" }, valueText: { en: "open", zh: "" } };
    expect(composeDigest(request({ first: { ...first, description: door } }))).toContain("first: Door open. [");
  });
});

test("whatever the names are: number, value, limit and code are never shortened, and long names alone never make a second part", () => {
  const name = fc.stringMatching(/^[A-Za-z ]{1,60}$/).filter((text) => text.trim() === text);
  fc.assert(
    fc.property(
      fc.constantFrom(...LANGUAGES),
      fc.array(name, { minLength: 1, maxLength: 5 }),
      name,
      fc.boolean(),
      (language, places, what, shared) => {
        const path = places.join(" › ");
        const { first } = request();
        const description = { ...first.description, where: { en: path, zh: path }, what: { en: what, zh: what } };
        const over = { language, first: { ...first, description } };
        const text = composeDigest(shared ? request({ ...over, where: { en: path, zh: path } }) : inPlaces(over));
        expect(text).toContain(shared ? "12" : "430");
        expect(text).toContain("12.5 %LEL");
        expect(text).toContain("10 %LEL");
        expect(text.endsWith("[K7QF]")).toBe(true);
        if (language === "en") expect(smsSize(text).parts).toBe(1);
      },
    ),
  );
});
