/**
 * Most characters (UTF-16 code units) of what somebody writes, by what it is said of. Chosen: what is read in one go, and more where a
 * decision has to be explained. A lesson becomes a hazard, and leaves room for the drill it is of.
 */
export const LONGEST_WORDS = {
  alarm: 1000,
  "public-report": 1000,
  hazard: 1000,
  measure: 1000,
  check: 500,
  drill: 1000,
  lesson: 900,
  stock: 500,
  finding: 1000,
  leave: 500,
  "key-period": 500,
  report: 1000,
  dossier: 2000,
} as const;
export type SaidOf = keyof typeof LONGEST_WORDS;

/** Whether somebody has said something that can be read, and no more than can be kept of it. */
export const isSaid = (words: string | undefined, of: SaidOf): words is string =>
  words !== undefined && isVisible(words) && isReadable(words) && !isTooLong(words, of);

/** Anything but space, what no reader sees (zero-width characters, fillers, the blank of braille) and marks that stand on nothing. */
const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;
/** Whether there is anything to be seen in a text. */
export const isVisible = (text: string): boolean => VISIBLE.test(text);

/** Control characters but the tab and the line end (LF, CRLF), and halves of UTF-16 pairs. What joins or parts letters (ZWJ, ZWNJ) is none. */
const UNREADABLE = /(?![\t\n]|\r\n)[\p{Cc}\p{Cs}]/gu;
/** Whether nothing in a text is no character of a text. */
export const isReadable = (text: string): boolean => text.search(UNREADABLE) === -1;
/** The text with a replacement character for whatever in it is none. */
export const readable = (text: string): string => text.replaceAll(UNREADABLE, "\uFFFD");

/** Whether more was written than is kept of it; nothing at all is not. */
export const isTooLong = (words: string | undefined, of: SaidOf): boolean => (words?.length ?? 0) > LONGEST_WORDS[of];

/** Why words are refused whatever they are said of. */
export const MARKUP_REFUSALS = {
  WORDS_UNREADABLE:
    "words are text that can be read: leave out control characters, NUL among them, and halves of characters; tabs and line ends may stand",
  WORDS_MARKUP:
    "words are plain text: leave out tags that run something (script, iframe, object, embed, svg, onclick=… in a tag) and javascript: or data: links; after a less-than sign put a space",
} as const;

/** Elements that run or hold what runs, whatever their attributes say. A name ends with white space, `/` or `>` (HTML, 13.2.5.8). */
const RUNNING_TAG = /<\/?(?:script|iframe|frameset|object|embed|applet|svg)(?:[\s/>]|$)/i;
/** A tag begins where a letter follows at once (HTML, 13.2.5.6): `T < 5`, `<5 ppm` and `a <b` of another alphabet do not. */
const TAG_BEGINS = /<[a-z]/i;
/** After white space, `/` or the end of a value stands the name of an attribute. Every event's name has three letters at least. */
const HANDLER = /[\s/"'`]on[a-z]{3,}\s*=/i;
/** What runs when it is followed. Bounded, so that no text makes it slow. */
const RUNNING_LINK = /(?:javascript|vbscript):|data:[a-z]{1,20}\/[^,;\s]{0,40}(?:html|xml|script)/i;

/**
 * Whether a browser would run something of a text if it took it for HTML. Nothing does: pages, papers and mails escape what people wrote, and
 * that is the protection. This is so that whoever tries hears of it, and the journal has it. What hides a tag from a reader and not from a
 * browser is taken away first (OWASP, XSS Filter Evasion): character references, full-width letters, and characters nobody sees.
 */
export function holdsScript(text: string): boolean {
  const plain = unhidden(text);
  if (RUNNING_TAG.test(plain) || HANDLER.test(afterTag(plain))) return true;
  // URLs are read without the tabs and line ends in them (URL, 4.4).
  return RUNNING_LINK.test(plain.replaceAll(/[\t\n\r]/g, ""));
}

const afterTag = (text: string): string => {
  const begins = text.search(TAG_BEGINS);
  return begins === -1 ? "" : text.slice(begins);
};

/** All but the white space that HTML knows. */
const UNSEEN = /(?![\t\n\f\r])[\p{Cc}\p{Cf}]/gu;
const REFERENCE = /&(?:#x0*([0-9a-f]{1,6})|#0*([0-9]{1,7})|(Tab|NewLine|colon));?/gi;
const NAMED: Readonly<Record<string, string>> = { tab: "\t", newline: "\n", colon: ":" };

const unhidden = (text: string): string => text.replaceAll(REFERENCE, referred).normalize("NFKC").replaceAll(UNSEEN, "");

function referred(whole: string, hexadecimal?: string, decimal?: string, name?: string): string {
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
  const code = hexadecimal === undefined ? Number.parseInt(decimal ?? "", 10) : Number.parseInt(hexadecimal, 16);
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
}
