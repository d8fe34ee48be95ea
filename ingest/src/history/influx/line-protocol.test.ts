import { epochMs } from "@labcanary/domain/basics";
import type { HistoryPoint } from "@labcanary/domain/ports";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLineWriter, type SignalTags, siteTag, tagText } from "./line-protocol.ts";

const TAGS: SignalTags = { zone: "cabinet-17", device: "cab-17", signal: "vapour", quantity: "gas-concentration" };
const point = (over: Partial<HistoryPoint> = {}): HistoryPoint => ({
  signal: "cab-17/vapour",
  at: epochMs(1_795_334_400_123),
  tieBreak: 42,
  receivedAt: epochMs(1_795_334_400_150),
  value: 12.5,
  quality: "good",
  ...over,
});
const lineOf = (over: Partial<HistoryPoint> = {}, tags: Partial<SignalTags> = {}, site = "site-1") =>
  createLineWriter(site, () => ({ ...TAGS, ...tags }))(point(over));

// Expected lines worked out by hand from the InfluxDB 1.x line protocol reference; tags in the order of their names, as it advises.
describe("a point as a line", () => {
  const tags = "sample,device=cab-17,quantity=gas-concentration,signal=vapour,site=site-1,zone=cabinet-17 ";
  test.each([
    { over: {}, line: `${tags}value=12.5,quality="good",received=1795334400150i 1795334400123000042` },
    { over: { value: 0, tieBreak: 0 }, line: `${tags}value=0,quality="good",received=1795334400150i 1795334400123000000` },
    { over: { value: -79.8, tieBreak: 999_999 }, line: `${tags}value=-79.8,quality="good",received=1795334400150i 1795334400123999999` },
    {
      over: { value: 1e21, quality: "simulated" as const },
      line: `${tags}value=1e+21,quality="simulated",received=1795334400150i 1795334400123000042`,
    },
  ])("$over", ({ over, line }) => expect(lineOf(over)).toBe(line));

  test("what the device said besides stands in a field of its own, where there is any", () => {
    const write = createLineWriter("site-1", () => TAGS);
    expect(write(point({ state: "over-range" }))).toBe(
      `${tags}value=12.5,quality="good",state="over-range",received=1795334400150i 1795334400123000042`,
    );
    const { value: _value, ...fault } = point({ quality: "bad", state: "warm-up" });
    expect(write(fault)).toBe(`${tags}quality="bad",state="warm-up",received=1795334400150i 1795334400123000042`);
  });

  test("a fault has no value", () => {
    const { value: _value, ...fault } = point({ quality: "bad" });
    expect(createLineWriter("site-1", () => TAGS)(fault)).toBe(`${tags}quality="bad",received=1795334400150i 1795334400123000042`);
  });

  test("delimiters in names are escaped, what cannot be is written as its code, an empty name is no tag", () => {
    expect(lineOf({}, { zone: "a b,c=d", device: "x\ny\\", signal: "100%", quantity: "" }, "站点")).toBe(
      'sample,device=x%000ay%005c,signal=100%0025,site=站点,zone=a\\ b\\,c\\=d value=12.5,quality="good",received=1795334400150i 1795334400123000042',
    );
    expect(siteTag("")).toBe("");
  });

  test("a signal the site does not know has no line", () => expect(createLineWriter("site-1", () => undefined)(point())).toBeUndefined());

  test("new tags for a signal are used at once", () => {
    let tagsNow = TAGS;
    const write = createLineWriter("site-1", () => tagsNow);
    expect(write(point())).toContain("zone=cabinet-17 ");
    tagsNow = { ...TAGS, zone: "cabinet-18" };
    expect(write(point())).toContain("zone=cabinet-18 ");
  });

  test("whatever a name holds, the line stays one line with the same tags", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (name) => {
        const line = lineOf({}, { device: name, zone: name }) ?? "";
        const unescaped = line.replace(/\\[ ,=]/g, "_");
        expect(line).not.toMatch(/[\n\r]/);
        expect(unescaped.split(" ").length).toBe(3);
        expect(
          unescaped
            .split(" ")[0]
            ?.split(",")
            .map((tag) => tag.split("=")[0]),
        ).toEqual(["sample", "device", "quantity", "signal", "site", "zone"]);
      }),
    );
  });

  test("different names stay different", () => {
    const name = fc.string({ unit: fc.constantFrom("%", "0", "a", "\n", "\\", "5", "c", " ") });
    fc.assert(fc.property(name, name, (one, other) => (tagText(one) === tagText(other)) === (one === other)));
  });
});
