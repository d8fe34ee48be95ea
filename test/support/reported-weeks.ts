import { type EpochMs, epochMs } from "@labcanary/domain/basics";
import type { ReportLine } from "@labcanary/domain/governance";

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const SOURCES = [
  {
    subject: "cab-17/vapour/high",
    what: { en: "Solvent vapour high", zh: "溶剂蒸气浓度高" },
    where: { en: "Chemistry Building › Room 114 › Cabinet 17", zh: "化学楼 › 114室 › 17号柜" },
  },
  {
    subject: "frz-2/temperature/warm",
    what: { en: "Freezer warm", zh: "冰箱温度高" },
    where: { en: "Chemistry Building › Room 210 › Freezer 2", zh: "化学楼 › 210室 › 2号冰箱" },
  },
  {
    subject: "lab-114/ch4/silent",
    what: { en: "Methane detector silent", zh: "甲烷探测器静默" },
    where: { en: "Chemistry Building › Room 114", zh: "化学楼 › 114室" },
  },
] as const;
const PRIORITIES = ["critical", "high", "medium", "low"] as const;
const SILENCE = 2;

/**
 * Four weeks of a site in which something of every kind happened, the last of them before `until`: invented, numbered from `first`. `zoneId`:
 * where all of it was.
 */
export function reportedWeeks(until: EpochMs, { first = 1, zoneId = "cabinet-17" } = {}): readonly ReportLine[] {
  const lines: ReportLine[] = [];
  const add = (at: number, line: Pick<ReportLine, "kind" | "detail"> & Partial<ReportLine>): void => {
    lines.push({ actor: "user:mei", zoneId, ...line, number: first + lines.length, at: epochMs(at) });
  };
  const recorded = (at: number, record: string, act: object): void =>
    add(at, { kind: `${record.split("/")[0]}-recorded`, detail: { record, act } });
  for (let back = 27; back >= 0; back--) {
    const day = until - back * DAY;
    const week = Math.floor(back / 7);
    for (const [place, about] of SOURCES.entries()) {
      if ((back + place) % (place + 2) !== 0) continue;
      const alarmId = `alarm-${back}-${place}`;
      const at = day + place * 90 * MINUTE;
      add(at, { kind: "raised", actor: "rules", alarmId, about, detail: { priority: PRIORITIES[(back + place) % PRIORITIES.length] } });
      if (back % 5 === 0) add(at + 9 * MINUTE, { kind: "nobody-reached", actor: "system", alarmId, detail: {} });
      if (back !== 3) add(at + (2 + place * 7 + week) * MINUTE, { kind: "acknowledged", alarmId, detail: {} });
      if (place === SILENCE || back % 3 === 0)
        add(at + (40 + 10 * back) * MINUTE, { kind: "returned-to-normal", actor: "rules", alarmId, detail: {} });
      if (place === 0 && back % 4 === 0) {
        add(at + 20 * MINUTE, { kind: "shelved", alarmId, detail: {} });
        if (back > 0) add(at + 80 * MINUTE, { kind: "unshelved", actor: "system", alarmId, detail: {} });
      }
    }
    const noon = day + 300 * MINUTE;
    recorded(noon, `check/${28 - back}`, { act: "opened" });
    if (back % 6 === 1) recorded(noon + 240 * MINUTE, `check/${28 - back}`, { act: "missed" });
    if (back % 12 !== 1)
      recorded(noon + 300 * MINUTE, `check/${28 - back}`, {
        act: "signed",
        late: back % 6 === 1,
        standIn: back === 2,
        failed: back % 4 === 0 ? 2 : 0,
      });
    if (back % 3 === 0)
      recorded(noon, `hazard/${28 - back}`, { act: "filed", hazard: { class: "gas", level: back % 2 === 0 ? "major" : "general" } });
    if (back % 3 === 0 && back > 9) recorded(noon + DAY / 2, `hazard/${28 - back}`, { act: "verified", passed: back % 2 === 0 });
    if (back === 4) recorded(noon, "hazard/4", { act: "overdue", grade: 0 });
    if (back % 2 === 0)
      recorded(noon, `substance/${1 + (back % 3)}`, { act: "moved", movement: { kind: back === 6 ? "correct" : "withdraw" } });
    if (back === 5) recorded(noon, "custody/1", { act: "found" });
    if (back % 9 === 2) recorded(noon, "stock-take/1", { act: "counted", lines: [{ booked: 5, counted: back === 2 ? 4 : 5 }] });
    if (back % 10 === 1) recorded(noon, `public-report/${28 - back}`, { act: "sent", report: { kind: "risk" } });
  }
  return lines.toSorted((a, b) => a.at - b.at).map((line, index) => ({ ...line, number: first + index }));
}
