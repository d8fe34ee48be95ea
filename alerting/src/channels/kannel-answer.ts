import { err, ok, type Result } from "@labcanary/domain/basics";
import type { Reply } from "@labcanary/domain/notification";
import type { InboundRefusal } from "../ports.ts";
import { senderOf } from "./phone-number.ts";
import { queryBytes } from "./query-bytes.ts";

/** Where Kannel brings what people send back. */
export const ANSWER_PATH = "/reply";

/** Characters of an answer that are taken. A text message of 255 parts, the most there can be (3GPP TS 23.040), would be longer. */
const LONGEST_ANSWER = 10_000;

/**
 * Longest request, in bytes: an answer of 10,000 characters in UTF-16, each byte of it written as `%41`, and 4,000 for all else. What is
 * longer is refused before it is read.
 */
export const LONGEST_REQUEST = LONGEST_ANSWER * 2 * 3 + 4000;

/** Charsets Kannel names (`%C`), by the name the decoder knows them under. In `binary` there is no text. */
const CHARSETS: Readonly<Record<string, string>> = {
  "UTF-8": "utf-8",
  "UTF-16BE": "utf-16be",
  "ISO-8859-1": "windows-1252",
  "WINDOWS-1252": "windows-1252",
};

/**
 * The query Kannel is to send. `%q` is the sender with a plus for 00, `%b` the text as it came and `%C` its charset, `%I` Kannel's own id
 * (Kannel User Guide 1.4.5, "Parameters (Escape Codes)"). Not `%a`, which takes bytes of UTF-16 for spaces and squeezes them.
 */
export const answerQuery = (secret: string): string => `secret=${secret}&from=%q&text=%b&charset=%C&id=%I`;

/** An answer as Kannel brings it, in the order in which it must be right: who says so, then what. */
export function readAnswer(query: string, isSecret: (given: string) => boolean): Result<Omit<Reply, "at">, InboundRefusal> {
  const fields = queryBytes(query);
  const field = (name: string): string => fields.get(name)?.toString("utf8") ?? "";
  if (!isSecret(field("secret"))) return err("REPLY_SIGNATURE");
  const charset = CHARSETS[field("charset").toUpperCase()];
  const bytes = fields.get("text");
  const from = senderOf(field("from"));
  if (charset === undefined || bytes === undefined || from === "") return err("REPLY_SHAPE");
  const text = new TextDecoder(charset).decode(bytes);
  if (text.trim() === "") return err("REPLY_SHAPE");
  if (text.length > LONGEST_ANSWER) return err("REPLY_TOO_LONG");
  const id = field("id");
  return ok({ channel: "sms", from, text, ...(id === "" ? {} : { providerRef: `kannel-${id}` }) });
}
