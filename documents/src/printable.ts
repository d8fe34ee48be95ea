/** Controls, what turns the direction of writing, what has no width, and halves of characters. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/u;

/**
 * A text with every character one that can be seen: tabs become spaces, line ends become `\n`, and what `hasGlyph` does not know, or what
 * would turn or hide its neighbours, becomes its code in brackets.
 */
export function printable(text: string, hasGlyph: (codePoint: number) => boolean): string {
  let printed = "";
  for (const character of text.replaceAll("\r\n", "\n").replaceAll("\t", " ")) {
    const codePoint = character.codePointAt(0) ?? 0;
    const isSeen = character === "\n" || character === " " || (!UNSEEN.test(character) && hasGlyph(codePoint));
    printed += isSeen ? character : `[U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}]`;
  }
  return printed;
}
