/**
 * A text as a chat shows it: names and places come from a site file, and none of them may call a whole group (`@all`, `@所有人`) or be
 * taken for markup (`<at user_id="all">`, `<@everyone>`). Signs that could are replaced by their full-width forms, which read alike;
 * `< 5 %LEL` stays as it is.
 */
export const robotText = (text: string): string => text.replaceAll("@", "＠").replaceAll(/<(?=[\p{L}/!@＠])/gu, "＜");
