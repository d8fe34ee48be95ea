import { join } from "node:path";
import { type EpochMs, epochMs } from "@labcanary/domain/basics";
import type { HistoryPoint } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { type AccessEvent, storedOf } from "@labcanary/domain/telemetry";
import { EventDecoder } from "./decode/event-decoder.ts";
import { FrameDecoder } from "./decode/frame-decoder.ts";
import { oldestOf, type Recorded, recordsBetween } from "./log/recorded-log.ts";

/**
 * What was received, as it was understood: with `event.credential` as the reader said it. `historical`: it was no news when it came, such as
 * what a broker kept and delivered again, which its times need not show.
 */
export type Received =
  | { readonly kind: "point"; readonly point: HistoryPoint; readonly historical: boolean }
  | { readonly kind: "event"; readonly event: AccessEvent };

const logFolder = (dataFolder: string): string => join(dataFolder, "log");

/** From when on the accepted log below a folder of ingest holds everything; undefined when it holds nothing. */
export const logReachesBackTo = (dataFolder: string): Promise<EpochMs | undefined> => oldestOf(logFolder(dataFolder));

/**
 * What the accepted log says was received in a span, in its order, as devices of this site. The log is read from its beginning, as some
 * conventions are understood only by what was said before. What cannot be read is told in a sentence, and at the end how many readings were
 * not understood: what they go by may have been said before the log begins.
 */
export async function* receivedBetween(
  dataFolder: string,
  site: Site,
  span: Recorded,
  onMissing: (text: string) => void,
): AsyncGenerator<Received> {
  const frames = new FrameDecoder();
  const events = new EventDecoder();
  frames.changeSite(site);
  events.changeSite(site);
  let refused = 0;
  let gaps: string[] = [];
  const missing = ({ from, to }: { readonly from: number; readonly to: number }): void =>
    void gaps.push(`records ${from} to ${to} cannot be read`);
  for await (const record of recordsBetween(logFolder(dataFolder), { ...span, from: epochMs(0) }, missing)) {
    const isBefore = record.receivedAt < span.from;
    // What is missing between two records of before the span is no part of it.
    for (const gap of gaps) if (!isBefore) onMissing(gap);
    gaps = [];
    if (record.kind !== "frame") continue;
    const { frame, receivedAt } = record;
    const decoded = frames.decode(frame, receivedAt);
    const did = events.decode(frame, receivedAt).events;
    if (isBefore) continue;
    refused += decoded.refused.length;
    for (const reading of decoded.readings) yield { kind: "point", point: storedOf(reading), historical: reading.historical };
    for (const event of did) yield { kind: "event", event };
  }
  for (const gap of gaps) onMissing(gap);
  if (refused > 0) onMissing(`readings that were not understood, or only by what was said before the accepted log begins: ${refused}`);
}
