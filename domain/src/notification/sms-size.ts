/** The GSM 7-bit default alphabet (3GPP TS 23.038, 6.2.1), without the escape character. */
const GSM7_BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
/** Its extension table (3GPP TS 23.038, 6.2.1.1): each of these takes two septets. */
const GSM7_EXTENSION = new Set("\f^{}\\[~]|€");

/**
 * 140 octets of user data: 160 septets or 70 UTF-16 units alone; 153 or 67 each beside the concatenation header
 * (3GPP TS 23.040, 9.2.3.24.1).
 */
const PART_UNITS = { "gsm-7": { single: 160, joined: 153 }, "ucs-2": { single: 70, joined: 67 } } as const;

export interface SmsSize {
  readonly encoding: keyof typeof PART_UNITS;
  /** Septets for GSM-7, UTF-16 units for UCS-2. */
  readonly units: number;
  /** Texts the network sends it as; 0 for an empty one. */
  readonly parts: number;
}

/** How a text travels, and as how many parts. A character that takes two units is never divided between parts. */
export function smsSize(text: string): SmsSize {
  const encoding = encodingOf(text);
  const units = [...text].reduce((sum, character) => sum + costOf(character, encoding), 0);
  return { encoding, units, parts: smsParts(text).length };
}

/** The parts a text travels as, for providers that do not divide it themselves; none for an empty one. */
export function smsParts(text: string): readonly string[] {
  const encoding = encodingOf(text);
  const { single, joined } = PART_UNITS[encoding];
  const characters = [...text].map((character) => ({ character, cost: costOf(character, encoding) }));
  if (characters.reduce((sum, { cost }) => sum + cost, 0) <= single) return text === "" ? [] : [text];
  const parts: string[] = [];
  let part = "";
  let used = 0;
  for (const { character, cost } of characters) {
    if (used + cost > joined) {
      parts.push(part);
      part = "";
      used = 0;
    }
    part += character;
    used += cost;
  }
  return [...parts, part];
}

const encodingOf = (text: string): SmsSize["encoding"] =>
  [...text].every((character) => GSM7_BASIC.has(character) || GSM7_EXTENSION.has(character)) ? "gsm-7" : "ucs-2";

/** Septets, or UTF-16 units. */
const costOf = (character: string, encoding: SmsSize["encoding"]): number =>
  encoding === "ucs-2" ? character.length : GSM7_EXTENSION.has(character) ? 2 : 1;
