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
  const characters = [...text];
  const encoding = characters.every((character) => GSM7_BASIC.has(character) || GSM7_EXTENSION.has(character)) ? "gsm-7" : "ucs-2";
  const costs = characters.map((character) => (encoding === "ucs-2" ? character.length : GSM7_EXTENSION.has(character) ? 2 : 1));
  const units = costs.reduce((sum, cost) => sum + cost, 0);
  const { single, joined } = PART_UNITS[encoding];
  return { encoding, units, parts: units <= single ? Math.min(units, 1) : partsOf(costs, joined) };
}

function partsOf(costs: readonly number[], capacity: number): number {
  let parts = 1;
  let used = 0;
  for (const cost of costs) {
    if (used + cost > capacity) {
      parts++;
      used = 0;
    }
    used += cost;
  }
  return parts;
}
