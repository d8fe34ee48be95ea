/** What may stand between the digits of a written number: spaces, dots, dashes, brackets. */
const SEPARATORS = /[\s().-]/g;

/**
 * The sender of a text in E.164, as people's numbers are written in a site: networks leave out the plus or write 00 for it. Digits alone
 * count as international, so a gateway that passes on national numbers is to be told its country (Kannel: `unified-prefix`). What is no
 * such number, a short code or a name, stays as it is: it is nobody's.
 */
export function senderOf(given: string): string {
  const compact = given.replace(SEPARATORS, "");
  const digits = /^(?:\+|00)?([1-9]\d{6,14})$/.exec(compact)?.[1];
  return digits === undefined ? given.trim() : `+${digits}`;
}
