import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type EpochMs, minus, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { HistoryPoint } from "@labcanary/domain/ports";
import type { AccessEvent } from "@labcanary/domain/telemetry";
import { createSqliteHistory, DEFAULT_RETENTION } from "@labcanary/ingest";
import { expect } from "vitest";
import { startAlerting } from "./kannel-alerting.ts";

/** The example site, which has a highly toxic store with a door under custody, `tox-b2/door`. */
export const EXAMPLE = join(import.meta.dirname, "../../examples/chemistry-building/site.yaml");

interface Kept {
  /** Where the folder `data` is made. */
  readonly folder: string;
  readonly from: EpochMs;
  readonly minutes: number;
  /** When the door is opened, each time for a minute. */
  readonly opened: readonly EpochMs[];
  /** Openings 5 s before which the keeper badged and was let in; absent: nothing was ever kept of what people did. */
  readonly badged?: readonly EpochMs[];
}

/** Leaves what a platform would have kept of the store's door: it says every 30 s, and when it changes, whether it is open. */
export async function keepStore({ folder, from, minutes: length, opened, badged }: Kept): Promise<void> {
  const data = join(folder, "data");
  mkdirSync(data, { recursive: true });
  const clock = { now: () => plus(from, minutes(length)) };
  const history = createSqliteHistory({ file: join(data, "history.sqlite"), retention: DEFAULT_RETENTION }, { clock });
  const points = Array.from({ length: 2 * length }, (_, count): HistoryPoint => {
    const at = plus(from, seconds(30 * count));
    const isOpen = opened.some((since) => at >= since && at < plus(since, minutes(1)));
    return { signal: "tox-b2/door", at, tieBreak: 0, receivedAt: at, value: isOpen ? 1 : 0, quality: "good" };
  });
  expect(await history.write(points)).toMatchObject({ kind: "stored", refused: [] });
  await history.close();
  if (badged === undefined) return;
  const { alerting } = await startAlerting({ dataFolder: data });
  await alerting.takeEvents(badged.map(badgeBefore));
  await alerting.stop();
}

function badgeBefore(opening: EpochMs): AccessEvent {
  const at = minus(opening, seconds(5));
  const person = { id: "wang", name: "Wang Fang", roles: ["keeper"] };
  return { id: `tox-b2:${at}:badge`, deviceId: "tox-b2", kind: "badge", at, receivedAt: at, granted: true, historical: false, person };
}
