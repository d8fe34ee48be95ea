import { expect, test } from "vitest";
import type { AlarmDescription } from "../alarm/index.ts";
import { LANGUAGES } from "../basics/index.ts";
import { composeSms, smsSize, type SmsRequest } from "./index.ts";

const text = (en: string, zh: string) => ({ en, zh });

const VAPOUR: AlarmDescription = {
  what: text("Solvent vapour high-high", "溶剂蒸气极高"),
  where: text("Chemistry Building › Room 114 › Cabinet 17", "化学楼 › 114室 › 17号柜"),
  limit: text("≥ 20 %LEL", "≥ 20 %LEL"),
  valueText: text("21.3 %LEL", "21.3 %LEL"),
  firstAction: text("Open the window, no sparks, leave the room", "开窗通风，严禁火花，撤离房间"),
  consequence: text("Explosive mixture", "爆炸性混合物"),
};

const request = (over: Partial<AlarmDescription> = {}, rest: Partial<SmsRequest> = {}): SmsRequest => ({
  alarm: { code: "7KQ2", simulated: false, description: { ...VAPOUR, ...over } },
  language: "en",
  step: "responsible",
  escalated: false,
  ...rest,
});
const simulated = (language: "en" | "zh"): SmsRequest => {
  const plain = request({}, { language });
  return { ...plain, alarm: { ...plain.alarm, simulated: true } };
};

test.each([
  {
    because: "everything fits",
    of: request(),
    is: "Cabinet 17, Room 114, Chemistry Building: Solvent vapour high-high 21.3 %LEL, limit >= 20 %LEL. Open the window, no sparks, leave the room [7KQ2]",
  },
  {
    because: "everything fits",
    of: request({}, { language: "zh" }),
    is: "17号柜 114室 化学楼：溶剂蒸气极高 21.3 %LEL，限值≥ 20 %LEL。开窗通风，严禁火花，撤离房间 [7KQ2]",
  },
  {
    because: "the step is said, and the building makes room for it",
    of: request({}, { step: "deputy", escalated: true }),
    is: "Deputy: not yet acknowledged. Cabinet 17, Room 114: Solvent vapour high-high 21.3 %LEL, limit >= 20 %LEL. Open the window, no sparks, leave the room [7KQ2]",
  },
  {
    because: "the step is said, and the building makes room for it: 70 characters",
    of: request({}, { step: "security-centre", escalated: true, language: "zh" }),
    is: "安全中心：尚未确认。17号柜 114室：溶剂蒸气极高 21.3 %LEL，限值≥ 20 %LEL。开窗通风，严禁火花，撤离房间 [7KQ2]",
  },
  {
    because: "mark and step are said, and the last clause makes room for them",
    of: { ...simulated("zh"), step: "security-centre" as const, escalated: true },
    is: "测试 安全中心：尚未确认。17号柜 114室：溶剂蒸气极高 21.3 %LEL，限值≥ 20 %LEL。开窗通风，严禁火花 [7KQ2]",
  },
  {
    because: "a simulated reading is marked",
    of: simulated("en"),
    is: "TEST Cabinet 17, Room 114, Chemistry Building: Solvent vapour high-high 21.3 %LEL, limit >= 20 %LEL. Open the window, no sparks, leave the room [7KQ2]",
  },
  {
    because: "a simulated reading is marked",
    of: simulated("zh"),
    is: "测试 17号柜 114室 化学楼：溶剂蒸气极高 21.3 %LEL，限值≥ 20 %LEL。开窗通风，严禁火花，撤离房间 [7KQ2]",
  },
  {
    because: "the degree sign is left out rather than the text made 70 characters long",
    of: request({ what: text("Temperature high", ""), valueText: text("-61.2 °C", ""), limit: text("> -70 °C", "") }),
    is: "Cabinet 17, Room 114, Chemistry Building: Temperature high -61.2 C, limit > -70 C. Open the window, no sparks, leave the room [7KQ2]",
  },
  {
    because: "silence has neither value nor limit",
    of: request({ what: text("Solvent vapour silent", ""), valueText: text("", ""), limit: text("", "") }),
    is: "Cabinet 17, Room 114, Chemistry Building: Solvent vapour silent. Open the window, no sparks, leave the room [7KQ2]",
  },
  {
    because: "a state that the subject names already is not said twice",
    of: request({
      what: text("Door open", ""),
      valueText: text("open", ""),
      limit: text("> 10 min", ""),
      firstAction: text("Close the door", ""),
    }),
    is: "Cabinet 17, Room 114, Chemistry Building: Door open, limit > 10 min. Close the door [7KQ2]",
  },
])("$of.language: $because", ({ of, is }) => {
  expect(composeSms(of)).toBe(is);
  expect(smsSize(is).parts).toBe(1);
});

test("a name of somebody in another script leaves the English text as it is", () => {
  const sent = composeSms(request({ where: text("Zhōu's bench – 2 °C", ""), firstAction: text("", "") }));
  expect(sent).toContain("Zhōu's bench – 2 °C");
});

test("long names and actions still give one part, with value, limit and code whole", () => {
  const long = request({
    what: text(`Concentration of ${"tetrahydrofuran ".repeat(8)}vapour`, `四氢呋喃${"与甲基叔丁基醚混合".repeat(6)}浓度`),
    where: text(
      `Building ${"of chemistry ".repeat(10)} › Laboratory ${"for synthesis ".repeat(6)}› Cabinet 1234567`,
      `楼${"有机化学".repeat(9)} › 室${"合成实验".repeat(9)}1234567890号`,
    ),
    firstAction: text("Leave the room and close the door behind you. ".repeat(6), "撤离房间并关门。".repeat(9)),
  });
  for (const language of LANGUAGES) {
    for (const escalated of [false, true]) {
      const sent = composeSms({ ...long, language, escalated, step: "security-centre" });
      expect(smsSize(sent).parts).toBe(1);
      expect(sent).toContain("21.3 %LEL");
      expect(sent).toContain("20 %LEL");
      expect(sent.endsWith("[7KQ2]")).toBe(true);
    }
  }
});

test("a long name is never cut inside a figure", () => {
  // 14 characters of the Chinese name are kept; the cut would fall inside 123.456.
  const sent = composeSms(
    request({ where: text("", "有机合成实验室冷藏间123.456号柜"), what: text("", `溶剂蒸气${"极".repeat(60)}`) }, { language: "zh" }),
  );
  expect(sent.startsWith("有机合成实验室冷藏间：")).toBe(true);
});

test("no text holds a link or a phone number", () => {
  for (const language of LANGUAGES) expect(composeSms(request({}, { language }))).not.toMatch(/https?:|www\.|\+?\d{6,}/);
});
