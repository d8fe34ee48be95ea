import { minutes, plus } from "@labcanary/domain/basics";
import type { Block, CurvePoint, PrintedDocument } from "@labcanary/domain/document";
import { PNG } from "pngjs";
import { expect, test } from "vitest";
import { type PrintedPdf, readPdf, unspaced } from "../../test/support/printed-pdf.ts";
import { createDocumentPress } from "./press.ts";
import { printDocument } from "./print.ts";
import { documentHash } from "./document-hash.ts";

const AT = Date.UTC(2026, 10, 22, 18, 0) as PrintedDocument["at"];
const after = (count: number): CurvePoint["at"] => plus(AT, minutes(count));
const printed = (blocks: readonly Block[], more: Partial<PrintedDocument> = {}): PrintedDocument => ({
  title: "Excursion dossier 1",
  language: "en",
  at: AT,
  blocks,
  ...more,
});
const read = async (document: PrintedDocument): Promise<PrintedPdf> => await readPdf(await printDocument(document));

/** In points: a page is 595.28 wide, 841.89 high, with 48 beside. */
function expectInsidePages(pdf: PrintedPdf): void {
  const texts = pdf.pages.flatMap((page) => page.texts);
  expect(texts.filter(({ x, y, width }) => x < 47.9 || x + width > 547.4 || y < 30 || y > 800)).toEqual([]);
}

const CURVE: Block = {
  kind: "curve",
  title: "温度 Temperature",
  from: AT,
  to: after(300),
  timeZone: "Asia/Shanghai",
  unit: "°C",
  lines: [
    {
      label: "Chamber 冷藏室",
      stretches: [
        Array.from({ length: 40 }, (_, index) => ({ at: after(index), value: 4 + index / 5 })),
        [{ at: after(60), value: 12 }],
        Array.from({ length: 200 }, (_, index) => ({ at: after(80 + index), value: 12 - index / 25 })),
      ],
    },
  ],
  limits: [
    { value: 8, label: "High 8.0 °C" },
    { value: 8.1, label: "High again 8.1 °C" },
  ],
  spans: [{ from: after(3), to: after(9), label: "Door open 门开启" }],
  gaps: { label: "No readings 没有读数", spans: [{ from: after(40), to: after(60) }] },
  marks: Array.from({ length: 12 }, (_, index) => ({ at: after(10 + index), label: `02:${10 + index} told person ${index}` })),
};

test("says every word of three hundred rows, the heads again on each page, and numbers the pages", async () => {
  const rows = Array.from({ length: 300 }, (_, row) => [
    `row-${row}`,
    `第 ${row} 行：温度高于上限，请立即处理。`,
    row % 50 === 0 ? "很长".repeat(100) : "短",
    `${row}.50`,
  ]);
  const document = printed([
    { kind: "table", empty: "none", columns: [{ head: "时间" }, { head: "说明" }, { head: "名称" }, { head: "数值", align: "end" }], rows },
  ]);
  const pdf = await read(document);
  expect(rows.flat().filter((cell) => !pdf.said.includes(unspaced(cell)))).toEqual([]);
  expect(pdf.pages.length).toBeGreaterThan(5);
  for (const [index, { texts }] of pdf.pages.entries()) {
    const words = texts.map(({ text }) => text);
    expect(words).toEqual(expect.arrayContaining(["时间", "说明", "名称", "数值"]));
    expect(words).toContain(`Page ${index + 1} of ${pdf.pages.length}`);
    expect(words).toContain(`SHA-256 ${documentHash(document)}`);
  }
  expectInsidePages(pdf);
});

test.each([
  { name: "a word of 200 letters", text: "x".repeat(200) },
  { name: "a name of 200 Chinese characters", text: "冷".repeat(200) },
  { name: "text longer than a page", text: `${"over and over 反复，".repeat(300)}end` },
])("cuts nothing of $name, wherever it stands", async ({ text }) => {
  const pdf = await read(
    printed(
      [
        { kind: "heading", level: 1, text },
        { kind: "paragraph", words: [{ text, strong: true }] },
        { kind: "paragraph", tone: "warning", words: text },
        { kind: "facts", facts: [{ name: text, words: text }] },
        { kind: "table", empty: text, columns: [{ head: text }, { head: "B", align: "end" }, { head: "C" }], rows: [[text, text, "c"]] },
        { kind: "bars", title: text, bars: [{ label: text, value: 3, words: text }] },
        { ...CURVE, title: text, marks: [{ at: AT, label: text }] },
      ],
      { title: text },
    ),
  );
  const said = pdf.pages
    .flatMap(({ texts }) => texts.filter((line) => line.y > 60).map((line) => line.text))
    .join("")
    .replaceAll(/\s/gu, "");
  // Cells side by side are read line by line; what matters is that every letter came through.
  const letter = unspaced(text).charAt(0);
  const count = (where: string): number => where.split(letter).length - 1;
  expect(count(said)).toBeGreaterThanOrEqual(12 * count(text));
  expectInsidePages(pdf);
});

test("prints script, markup and what turns writing around as the text they are", async () => {
  const pdf = await read(printed([{ kind: "paragraph", words: "<script>alert(1)</script> (a) \\) endstream \u202e 😀" }]));
  expect(pdf.said).toContain(unspaced("<script>alert(1)</script> (a) \\) endstream [U+202E] [U+1F600]"));
});

test("says what the curve's lines, letters, shades and numbers mean", async () => {
  const pdf = await read(printed([CURVE]));
  for (const words of [
    "Chamber 冷藏室",
    "B High again 8.1 °C",
    "Door open 门开启",
    "No readings 没有读数",
    "12 02:21 told person 11",
    "11-23",
    "02:00",
  ]) {
    expect(pdf.said).toContain(unspaced(words));
  }
  expectInsidePages(pdf);
});

test("keeps bars with their title on one page where a page holds them", async () => {
  const bars = Array.from({ length: 12 }, (_, month) => ({ label: `month ${month + 1}`, value: month, words: String(month) }));
  const rows = (count: number) => Array.from({ length: count }, (_, row) => [`row-${row}`]);
  for (const count of [20, 28, 32, 36]) {
    const pdf = await read(
      printed([
        { kind: "table", empty: "none", columns: [{ head: "A" }], rows: rows(count) },
        { kind: "bars", title: "by month", bars },
      ]),
    );
    const holding = pdf.pages.filter(({ texts }) => texts.some(({ text }) => text === "by month" || text.startsWith("month ")));
    expect(holding).toHaveLength(1);
  }
});

test("says when a table has no rows", async () => {
  expect((await read(printed([{ kind: "table", columns: [{ head: "A" }], rows: [], empty: "Nobody was told." }]))).said).toContain(
    "Nobodywastold.",
  );
});

test("leads where a text leads", async () => {
  const link = "https://labs.example.org/journal?from=1";
  const pdf = await read(printed([{ kind: "paragraph", words: [{ text: "lines " }, { text: "1 to 9", link }] }]));
  expect(pdf.pages[0]?.links).toEqual([link]);
});

test("gives the same bytes for the same document, names its language and date, and another hash for another document", async () => {
  const document = printed([{ kind: "paragraph", words: "温度" }, CURVE], { language: "zh", title: "冷藏偏离档案" });
  const [first, second] = [await printDocument(document), await printDocument(document)];
  expect(Buffer.from(first).equals(second)).toBe(true);
  const { info, said } = await readPdf(first);
  expect(info).toMatchObject({
    Title: "冷藏偏离档案",
    Language: "zh-CN",
    CreationDate: "D:20261122180000Z",
    Keywords: `sha256:${documentHash(document)}`,
  });
  expect(said).toContain("第1页，共1页");
  expect(documentHash({ ...document, title: "冷藏偏离档案 " })).not.toBe(documentHash(document));
});

test("is seen by a reader with no fonts but its own: ink on every page, none beyond the margins", async () => {
  const pdf = await read(
    printed(
      [
        CURVE,
        {
          kind: "bars",
          title: "按区域 by zone",
          bars: [
            { label: "药学部", value: 2, words: "2" },
            { label: "ICU", value: 0, words: "0" },
          ],
        },
      ],
      {
        language: "zh",
      },
    ),
  );
  for (const picture of await pdf.pictures(1)) {
    const { width, height, data } = PNG.sync.read(picture);
    const columns = Array.from({ length: width * height }, (_, at) => at).flatMap((at) => ((data[at * 4] ?? 255) > 200 ? [] : at % width));
    expect(columns.length).toBeGreaterThan(1000);
    expect(columns.filter((column) => column < 46 || column > 549)).toEqual([]);
  }
});

test("refuses a bar below zero as the bug it is", async () => {
  await expect(printDocument(printed([{ kind: "bars", title: "t", bars: [{ label: "l", value: -1, words: "" }] }]))).rejects.toThrow(
    RangeError,
  );
});

test("prints in a thread of its own, the same; tells who comes when eight wait to come again; and goes on after a failure", async () => {
  const press = createDocumentPress();
  try {
    const document = printed([{ kind: "paragraph", words: "温度" }]);
    const all = await Promise.all(Array.from({ length: 9 }, async () => await press.print(document)));
    expect(all.filter((outcome) => outcome.ok)).toHaveLength(8);
    expect(all.at(-1)).toEqual({ ok: false, error: { code: "DOCUMENT_BUSY", waiting: 8 } });
    await expect(press.print(printed([{ kind: "bars", title: "t", bars: [{ label: "l", value: -1, words: "" }] }]))).rejects.toThrow(
      "below zero",
    );
    const again = await press.print(document);
    expect(again.ok && Buffer.from(again.value).equals(await printDocument(document))).toBe(true);
  } finally {
    await press.stop();
  }
});
