import type { Language } from "../basics/index.ts";
import { PHRASES } from "./message-phrases.ts";
import type { MessagePieces } from "./message-pieces.ts";
import { smsSize } from "./sms-size.ts";
import { gsm7Spelling, NAME_LENGTHS, shortenName } from "./sms-spelling.ts";

/** How much of a message is written. */
interface Cut {
  readonly places: readonly string[];
  readonly what: string;
  readonly remark: string;
  /** In fewer words around it. */
  readonly isTerse?: true;
}

/**
 * The text in as few parts as it can be, and of these the fullest. Outer places go first, down to two; then later clauses of the
 * remark; then the place but the innermost; then words around it, so that the first clause may stay; then that; then the ends of long
 * names, those of places before those of the subject.
 */
export function writeMessage(pieces: MessagePieces, language: Language): string {
  const texts = cutsOf(pieces, language).map((cut) => write(pieces, cut, language));
  const sizes = texts.map((text) => smsSize(text).parts);
  const fewest = Math.min(...sizes);
  return texts[sizes.indexOf(fewest)] ?? "";
}

function cutsOf({ places, what, remarks }: MessagePieces, language: Language): readonly Cut[] {
  const near = places.slice(0, 2);
  const innermost = places.slice(0, 1);
  const said = remarks.filter((remark) => remark !== "");
  const [whole = ""] = said;
  return [
    ...places
      .map((_, dropped) => ({ places: places.slice(0, places.length - dropped), what, remark: whole }))
      .filter((cut) => cut.places.length >= near.length),
    ...said.slice(1).map((remark) => ({ places: near, what, remark })),
    ...said.map((remark) => ({ places: innermost, what, remark })),
    ...said.map((remark) => ({ places: innermost, what, remark, isTerse: true as const })),
    { places: near, what, remark: "" },
    { places: innermost, what, remark: "" },
    { places: innermost, what, remark: "", isTerse: true },
    ...NAME_LENGTHS[language].flatMap((characters) => {
      const shorter = innermost.map((name) => shortenName(name, characters));
      return [
        { places: shorter, what, remark: "", isTerse: true as const },
        { places: shorter, what: shortenName(what, characters), remark: "", isTerse: true as const },
      ];
    }),
  ];
}

function write(pieces: MessagePieces, { places, what, remark, isTerse }: Cut, language: Language): string {
  const { opening, inner, value } = pieces;
  const { lead, limit, closing } = isTerse === true ? (pieces.terse ?? pieces) : pieces;
  const phrases = PHRASES[language];
  const place = places.join(phrases.placeJoint);
  const isSaid = value !== "" && what.endsWith(pieces.parts.value);
  const first = [lead, opening, place, place === "" ? "" : phrases.placeEnd, inner, what, isSaid ? "" : value, limit].join("");
  const sentences = [remark, ...closing].filter((sentence) => sentence !== "");
  const text = sentences.reduce((before, sentence, index) => {
    // The code ends the sentence before it, where that is not the first.
    const isCode = sentence.startsWith("[") && index > 0;
    return before + (isCode ? " " : phrases.sentenceJoint) + sentence;
  }, first);
  return language === "en" ? gsm7Spelling(text) : text;
}
