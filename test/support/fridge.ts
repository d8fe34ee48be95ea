import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type EpochMs, epochMs, minutes, plus, seconds } from "@labcanary/domain/basics";
import type { HistoryPoint, HistoryStore } from "@labcanary/domain/ports";
import { createSqliteHistory, DEFAULT_RETENTION } from "@labcanary/ingest";
import { expect } from "vitest";

/** A ward in Shanghai with one refrigerator: above 8 °C for `onDelay` is an alarm. One of the people it tells has no phone. */
export const fridgeSite = (onDelay = "5min"): string => `
site: test
name: { en: Test, zh: 测试 }
timeZone: Asia/Shanghai
people:
  wang: { name: Wang, language: zh, phone: "+8613800000001" }
  smith: { name: Smith, language: en, phone: "+8613800000002" }
  desk: { name: Desk, language: en }
securityCentre: [desk]
zones: [{ id: ward, kind: room, name: { en: Ward, zh: 病房 }, responsible: wang, deputy: smith }]
devices:
  - id: fridge-1
    zone: ward
    signals:
      temperature:
        quantity: temperature
        rules:
          high:
            kind: limit
            priority: high
            direction: high
            setpoint: 8
            deadband: 0.5
            onDelay: ${onDelay}
            consequence: { en: Spoils, zh: 变质 }
            firstAction: { en: Close the door, zh: 关门 }
            responseTime: 5min
            source: "chosen: test"
`;

interface Kept {
  /** Where `site.yaml` and the folder `data` are made. */
  readonly folder: string;
  readonly from: EpochMs;
  /** One a minute, received a second later; undefined for none. */
  readonly values: readonly (number | undefined)[];
}

/** Leaves a site and a stored history of `fridge-1/temperature` as a platform would have: embedded, or in `store`. */
export async function keepFridge({ folder, from, values }: Kept, store?: HistoryStore): Promise<void> {
  const data = join(folder, "data");
  mkdirSync(data, { recursive: true });
  writeFileSync(join(folder, "site.yaml"), fridgeSite());
  const clock = { now: () => epochMs(Date.now()) };
  const history = store ?? createSqliteHistory({ file: join(data, "history.sqlite"), retention: DEFAULT_RETENTION }, { clock });
  const points = values.flatMap((value, count): readonly HistoryPoint[] => {
    const at = plus(from, minutes(count));
    return value === undefined
      ? []
      : [{ signal: "fridge-1/temperature", at, tieBreak: 0, receivedAt: plus(at, seconds(1)), value, quality: "good" }];
  });
  expect(await history.write(points)).toMatchObject({ kind: "stored", refused: [] });
  await history.close();
}
