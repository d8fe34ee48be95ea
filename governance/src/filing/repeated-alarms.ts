import type { Alarm } from "@labcanary/domain/alarm";
import { days, minus } from "@labcanary/domain/basics";
import type { Signal } from "@labcanary/domain/site";
import type { Filer, Finding, FilingWorld } from "./finding.ts";
import { classOfSignal } from "./finding.ts";

/** So many alarms of one rule within so long are no chance (chosen: a cause that comes back every other day is one nobody has looked for). */
const REPEATED = { count: 3, within: days(7) } as const;

/** Alarms of one rule that come again and again: whatever answers them does not remove what they come from. */
export const repeatedAlarms: Filer = (world) => {
  const signals = new Set(world.raised);
  // Of before a restart it is not known what was raised when: what stands is looked at again.
  for (const { source } of world.alarms) if (source.kind === "rule") signals.add(source.signal);
  return world.site.signals.filter(({ key }) => signals.has(key)).flatMap((signal) => ofSignal(signal, world));
};

function ofSignal(signal: Signal, { at, alarmsOfSignal, writtenOffAt }: FilingWorld): readonly Finding[] {
  const { key } = signal;
  const from = minus(at, REPEATED.within);
  const byRule = Map.groupBy(alarmsOfSignal(key, from, at).filter(isReal), ({ source }) => (source.kind === "rule" ? source.ruleId : ""));
  return [...byRule].flatMap(([ruleId, alarms]) => {
    const source = `repeated-alarms ${ruleId}`;
    const since = Math.max(from, writtenOffAt(source) ?? 0);
    const counted = alarms.filter(({ raisedAt }) => raisedAt > since);
    const count = counted.reduce((sum, { chatter }) => sum + (chatter?.count ?? 1), 0);
    const last = counted.at(-1);
    if (last === undefined || count < REPEATED.count || last.source.kind !== "rule") return [];
    const { en, zh } = last.description.what;
    return [
      {
        source,
        zoneId: last.source.zoneId,
        origin: "alarm",
        class: classOfSignal(signal),
        level: "general",
        alarm: { id: last.id, code: last.code },
        found: {
          en: `${en} (${key}): ${count} alarms within 7 days, the last one ${last.code}`,
          zh: `${zh}（${key}）：7天内报警${count}次，最近一次 ${last.code}`,
        },
      } satisfies Finding,
    ];
  });
}

/** One somebody was called for: no test, nothing simulated, nothing that was withheld all along. */
const isReal = ({ simulated, test, recordedOnly }: Alarm): boolean => !simulated && test === undefined && recordedOnly === undefined;
