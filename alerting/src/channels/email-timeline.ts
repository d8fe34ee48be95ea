import { type JournalEntry, type LineReader, saidLine } from "@labcanary/domain/messages";
import { fullTime } from "@labcanary/domain/schedule";

/** Who was told when, by what, and what proves it: one line each with its time, oldest first. */
export function timelineLines(entries: readonly JournalEntry[], reader: LineReader): readonly string[] {
  const timeOf = fullTime(reader.timeZone);
  return entries.flatMap((entry) => {
    const said = saidLine(entry, reader);
    return said === undefined ? [] : [`${timeOf(entry.at)}  ${said}`];
  });
}
