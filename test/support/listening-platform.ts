import { type DurationMs, seconds } from "@labcanary/domain/basics";
import type { SystemCondition } from "@labcanary/domain/messages";
import { type ConditionChange, RuleFold } from "@labcanary/domain/rules";
import type { Site } from "@labcanary/domain/site";
import type { Frame, Reading } from "@labcanary/domain/telemetry";
import { FrameDecoder } from "../../ingest/src/decode/frame-decoder.ts";
import { DeviceClocks } from "../../ingest/src/device-clocks.ts";
import type { SettableClock } from "./clock.ts";
import type { Handed } from "./memory-link.ts";

/** What the platform makes of messages: its own decoder, rules and watch over clocks, in memory and in virtual time. */
export interface ListeningPlatform {
  hear(message: Handed): void;
  /** Lets time pass, a tick of the accepted log each second. */
  pass(span: DurationMs): void;
  /** Conditions that came up or ended, in order: `frz-2/temperature/high raised`. */
  readonly story: readonly string[];
  readonly readings: readonly Reading[];
  /** Codes with which entries were refused. */
  readonly refused: readonly string[];
  readonly duplicates: number;
  /** What the platform says of clocks, each time it says something. */
  readonly clocks: readonly string[];
}

export function createListeningPlatform(site: Site, clock: SettableClock): ListeningPlatform {
  const decoder = new FrameDecoder();
  const rules = new RuleFold([]);
  const story: string[] = [];
  const readings: Reading[] = [];
  const refused: string[] = [];
  const clocks: string[] = [];
  let duplicates = 0;
  let position = 1;
  const watch = new DeviceClocks({ takeSystemCondition: ({ detail }: SystemCondition) => void clocks.push(detail) });
  const tell = (changes: readonly ConditionChange[]): void => {
    for (const { ruleId, change } of changes) story.push(`${ruleId} ${change}`);
  };
  decoder.changeSite(site);
  tell(rules.apply({ kind: "site", position: position++, receivedAt: clock.now(), signals: site.signals }));

  return {
    hear({ deviceId, topic, payload, retain }) {
      const frame: Frame = { deviceId, topic, payload: Buffer.from(payload), qos: 1, retain, duplicate: false };
      const decoded = decoder.decode(frame, clock.now());
      refused.push(...decoded.refused.map(({ code }) => code));
      duplicates += decoded.duplicates;
      readings.push(...decoded.readings);
      for (const reading of decoded.readings) watch.note(deviceId, reading);
      tell(rules.apply({ kind: "readings", position: position++, receivedAt: clock.now(), readings: decoded.readings, events: [] }));
    },
    pass(span) {
      for (let passed = 0; passed < span; passed += seconds(1)) {
        clock.advance(seconds(1));
        tell(rules.apply({ kind: "tick", position: position++, receivedAt: clock.now() }));
      }
    },
    story,
    readings,
    refused,
    get duplicates() {
      return duplicates;
    },
    clocks,
  };
}
