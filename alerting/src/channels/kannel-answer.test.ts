import { expect, test } from "vitest";
import { answerQuery, LONGEST_REQUEST, readAnswer } from "./kannel-answer.ts";

const isSecret = (given: string) => given === "S";
const read = (fields: string) => readAnswer(`secret=S&${fields}`, isSecret);

// The queries of the first five as a Kannel 1.4.5 on Debian 12 wrote them for texts that came by SMPP.
test.each([
  {
    query: "from=%2B8613800000001&text=ACK+4F7+%2B+%26+%2541&charset=UTF-8&id=4e65ec1b",
    is: { from: "+8613800000001", text: "ACK 4F7 + & %41", providerRef: "kannel-4e65ec1b" },
  },
  {
    query: "from=%2B8613800000001&text=xn%8B%A4%00+%004%00F%007%00+e6R0%D8%3D%DE%00&charset=UTF-16BE&id=86f2f81f",
    is: { from: "+8613800000001", text: "确认 4F7 收到😀", providerRef: "kannel-86f2f81f" },
  },
  {
    query: "from=%2B8613800000001&text=++two++spaces%0Aline&charset=UTF-8&id=941f7d89",
    is: { from: "+8613800000001", text: "  two  spaces\nline", providerRef: "kannel-941f7d89" },
  },
  { query: "from=BANK&text=alnum&charset=UTF-8&id=02166a93", is: { from: "BANK", text: "alnum", providerRef: "kannel-02166a93" } },
  {
    query: "from=008613800000001&text=unknown+ton&charset=UTF-8&id=a5ab26de",
    is: { from: "+8613800000001", text: "unknown ton", providerRef: "kannel-a5ab26de" },
  },
  { query: "from=8613800000001&text=%80&charset=windows-1252", is: { from: "+8613800000001", text: "€" } },
  { query: `from=8613800000001&text=${"L".repeat(10_000)}&charset=UTF-8`, is: { from: "+8613800000001", text: "L".repeat(10_000) } },
])("$query is an answer", ({ query, is }) => {
  expect(read(query)).toEqual({ ok: true, value: { channel: "sms", ...is } });
});

test.each([
  { query: "text=ACK&charset=UTF-8", code: "REPLY_SHAPE", because: "there is no sender" },
  { query: "from=&text=ACK&charset=UTF-8", code: "REPLY_SHAPE", because: "the sender is empty" },
  { query: "from=8613800000001&charset=UTF-8", code: "REPLY_SHAPE", because: "there is no text" },
  { query: "from=8613800000001&text=&charset=UTF-8", code: "REPLY_SHAPE", because: "the text is empty" },
  { query: "from=8613800000001&text=+%0A&charset=UTF-8", code: "REPLY_SHAPE", because: "the text is blank" },
  { query: "from=8613800000001&text=%00%01&charset=binary", code: "REPLY_SHAPE", because: "it is a picture or a setting, not a text" },
  { query: "from=8613800000001&text=ACK", code: "REPLY_SHAPE", because: "nobody can say what the bytes mean" },
  { query: `from=8613800000001&text=${"L".repeat(10_001)}&charset=UTF-8`, code: "REPLY_TOO_LONG", because: "no text is that long" },
  { query: "secret=T&from=8613800000001&text=ACK&charset=UTF-8", code: undefined, because: "of two secrets the first counts" },
])("$query: $code, because $because", ({ query, code }) => {
  expect(read(query)).toMatchObject(code === undefined ? { ok: true } : { ok: false, error: code });
});

test.each(["", "secret=", "secret=T", "secret", "secret=%53%20"])("without the secret (%s) nothing else is looked at", (query) => {
  expect(readAnswer(`${query}&from=8613800000001&text=ACK&charset=UTF-8`, isSecret)).toEqual({ ok: false, error: "REPLY_SIGNATURE" });
  expect(readAnswer(query, isSecret)).toEqual({ ok: false, error: "REPLY_SIGNATURE" });
});

test("the longest answer that is taken fits into the longest request that is read", () => {
  const text = Buffer.from("汉".repeat(10_000), "utf16le").swap16();
  const escaped = [...text].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
  const query = answerQuery("S".repeat(43)).replace("%q", "%2B8613800000001").replace("%b", escaped).replace("%C", "UTF-16BE");
  expect(query.length).toBeLessThan(LONGEST_REQUEST - 1000);
  expect(readAnswer(query, (given) => given === "S".repeat(43))).toMatchObject({ ok: true, value: { text: "汉".repeat(10_000) } });
});
