import { type JournalEntry, type LineReader, saidLine } from "@labcanary/domain/messages";
import { fullTime } from "@labcanary/domain/schedule";

/**
 * Who was told when, by what, and what proves it: one line each with its time, oldest first. What the platform itself adds to an alarm is what
 * somebody reported, whose words stay out of texts, or says whom it means by a mark; the alarm's value has the count of it.
 */
export function timelineLines(entries: readonly JournalEntry[], reader: LineReader): readonly string[] {
  const timeOf = fullTime(reader.timeZone);
  return entries.flatMap((entry) => {
    const said = entry.kind === "commented" && entry.actor === "system" ? undefined : saidLine(entry, reader);
    return said === undefined ? [] : [`${timeOf(entry.at)}  ${said}`];
  });
}
