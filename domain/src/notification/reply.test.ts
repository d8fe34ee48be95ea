import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { err, ok } from "../basics/index.ts";
import { isReplyCode, parseReply } from "./index.ts";

describe("an answer", () => {
  test.each([
    { text: "ACK 4F7", is: ["acknowledge", "4F7"] },
    { text: "ack4f7", is: ["acknowledge", "4F7"] },
    { text: "4f7ack", is: ["acknowledge", "4F7"] },
    { text: "[ACK 4F7]", is: ["acknowledge", "4F7"] },
    { text: "Ack: 4F7.", is: ["acknowledge", "4F7"] },
    { text: "Reply ACK 4F7", is: ["acknowledge", "4F7"] },
    { text: "  \n ok 4F7\n", is: ["acknowledge", "4F7"] },
    { text: "４Ｆ７", is: ["acknowledge", "4F7"] },
    { text: "ＡＣＫ　４Ｆ７", is: ["acknowledge", "4F7"] },
    { text: "4F7", is: ["acknowledge", "4F7"] },
    { text: "确认 4F7", is: ["acknowledge", "4F7"] },
    { text: "【4F7】确认。", is: ["acknowledge", "4F7"] },
    { text: "回复4F7确认", is: ["acknowledge", "4F7"] },
    { text: "已确认4F7，谢谢", is: ["acknowledge", "4F7"] },
    { text: "收到", is: ["acknowledge", undefined] },
    { text: "知道了", is: ["acknowledge", undefined] },
    { text: "ATTEND 4F7", is: ["attend", "4F7"] },
    { text: "attend4f7", is: ["attend", "4F7"] },
    { text: "ok, omw 4F7", is: ["attend", "4F7"] },
    { text: "前往4F7", is: ["attend", "4F7"] },
    { text: "4F7出发", is: ["attend", "4F7"] },
    { text: "我正在前往 4F7", is: ["attend", "4F7"] },
    { text: "HELP 4F7", is: ["help", "4F7"] },
    { text: "help!", is: ["help", undefined] },
    { text: "求助 4F7", is: ["help", "4F7"] },
    { text: "支援4F7", is: ["help", "4F7"] },
    { text: "ACK 4F7 will be there at 5", is: ["acknowledge", "4F7"] },
    { text: "ACK 4F7\n> Room 114: Solvent vapour high. Reply HELP 9QX", is: ["acknowledge", "4F7"] },
    { text: "ACK 4F7\n\nOn Sunday LabCanary wrote:\nHELP", is: ["acknowledge", "4F7"] },
    { text: "> Room 114: Reply ACK 9QX [7KQ2]\nattend 4F7", is: ["attend", "4F7"] },
    { text: `ACK 4F7 ${"x".repeat(10_000)}`, is: ["acknowledge", "4F7"] },
  ])("$text", ({ text, is: [verb, code] }) => {
    expect(parseReply(text)).toEqual(ok({ verb, ...(code === undefined ? {} : { code }) }));
  });

  test.each([
    { text: "", because: "there is nothing" },
    { text: "?!…", because: "there is no word" },
    { text: "> ACK 4F7", because: "it is only what was quoted" },
    { text: "Do not ACK 4F7", because: "it does not begin with one" },
    { text: "不确认 4F7", because: "the word is another" },
    { text: "7KQ2", because: "the alarm's code is not this person's" },
    { text: "THX", because: "no word is a code" },
    { text: "888", because: "no number is a code" },
    { text: "4O7", because: "codes have no O" },
    { text: "Who is this?", because: "it is no answer" },
    { text: "x".repeat(10_000), because: "it is no answer" },
  ])("$text cannot be read: $because", ({ text }) => {
    expect(parseReply(text)).toEqual(err("REPLY_UNREADABLE"));
  });

  test.each(["ACK 4F7 no help needed", "OK 需要支援", "help, attend 4F7"])("%s may mean either", (text) => {
    expect(parseReply(text)).toEqual(err("REPLY_AMBIGUOUS"));
  });
});

const code = fc.stringMatching(/^[A-HJ-NP-Z2-9]{3}$/).filter(isReplyCode);
const dressed = (text: string) => fc.constantFrom(text, text.toLowerCase(), `[${text}]`, ` ${text}. `, `"${text}"\n> HELP ZZ2`);

test("whatever the code and its dress: it is read, with or without a word", () => {
  const written = fc.constantFrom("ACK ", "ack", "确认", "OK: ", "");
  fc.assert(
    fc.property(
      code.chain((of) => written.chain((word) => dressed(word + of).map((text) => ({ of, text })))),
      ({ of, text }) => {
        expect(parseReply(text)).toEqual(ok({ verb: "acknowledge", code: of }));
      },
    ),
  );
});

test("whatever comes: reading it ends, and a code it finds is one that can have been made", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 2000 }), (text) => {
      const parsed = parseReply(text);
      if (parsed.ok && parsed.value.code !== undefined) expect(isReplyCode(parsed.value.code)).toBe(true);
    }),
  );
});
