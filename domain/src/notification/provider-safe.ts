/**
 * What providers refuse in a text, and what must not be in one: links, addresses, mobile numbers and other numbers to call
 * (Alibaba Cloud, template rules 463270; Huawei Cloud, template rules). Every pattern is bounded, so that no text takes long.
 * Emergency numbers of three to five figures stay: "call 119" is a first action.
 */
const UNSAFE: readonly RegExp[] = [
  /\bhttps?:\/\/[!-~]{0,2000}/gi,
  /\bwww\.[!-~]{1,2000}/gi,
  /[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}/g,
  /\b(?:[a-z0-9-]{1,63}\.){1,4}(?:com|cn|net|org|io|edu|gov)\b(?:[/?#][!-~]{0,2000})?/gi,
  // International: a plus and 7 to 15 figures (E.164, 6.2.1).
  /\+(?:[ ().-]{0,2}\d){7,15}(?!\d)/g,
  // Mobile numbers of mainland China: 11 figures beginning with 13 to 19.
  /(?<![\d.])1[3-9](?:[ -]?\d){9}(?!\d)/g,
  // Its landlines with their area code, and numbers of companies.
  /(?<![\d.])(?:\(0\d{2,3}\)|0\d{2,3})[ -]?\d{3,4}[ -]?\d{4}(?!\d)/g,
  /(?<![\d.])[48]00[ -]?\d{3}[ -]?\d{4}(?!\d)/g,
  // Any other number of 7 figures or more, where it is said to be one to call.
  /(?<=(?:\b(?:call|dial|phone|tel|mobile|ring)\b|电话|手机|拨打|致电|联系)[^\d\n]{0,20})\d(?:[ -]?\d){6,14}(?!\d)/gi,
];

/** A site's own words as a text may have them: on one line, without what providers refuse, `【】` and raised figures as plain ones. */
export function providerSafe(text: string): string {
  const plain = text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .replace(/[【〔]/g, "(")
    .replace(/[】〕]/g, ")")
    .replace(/²/g, "2")
    .replace(/³/g, "3");
  const safe = UNSAFE.reduce((current, pattern) => current.replace(pattern, ""), plain);
  return safe === plain ? plain.trim() : tidied(safe);
}

/** What is left of a sentence that lost its number: no empty brackets, no blank before a stop, no stop after another. */
const tidied = (text: string): string =>
  text
    .replace(/[(（]\s*[)）]/g, "")
    .replace(/ {2,}/g, " ")
    .replace(/ ?[:：]?(?= ?[,;.，。；、](?!\d))/g, "")
    .replace(/[:：]? ?$/, "")
    .trim();
