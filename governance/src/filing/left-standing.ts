import { days, type DurationMs, elapsed } from "@labcanary/domain/basics";
import { classOfSignal, type Filer, type Finding } from "./finding.ts";

/** What nobody has explained, or that is shelved again and again, is somebody's to settle after so long (chosen: every shift has seen it by then). */
const LEFT_FOR: DurationMs = days(1);

/** What door, scale and books do not agree on, and nobody has explained: stock that may be missing has an owner and a deadline then. */
export const unexplained: Filer = ({ at, custody }) =>
  custody
    .filter(({ state, foundAt }) => state === "open" && elapsed(foundAt, at) > LEFT_FOR)
    .map(
      ({ number, zoneId }) =>
        ({
          source: `custody ${number}`,
          record: `custody/${number}`,
          zoneId,
          origin: "alarm",
          class: "hazardous-chemicals",
          level: "major",
          cause: "management",
          found: {
            en: `Books and sensors of controlled substances do not agree, and nobody has explained it within 24 hours: CF-${number}`,
            zh: `管控品台账与传感器记录不符，超过24小时未说明原因：CF-${number}`,
          },
        }) satisfies Finding,
    );

/** An alarm that is still shelved a day after it came: each shelving is bounded, so that somebody has shelved it again and again. */
export const shelvedAlarms: Filer = ({ at, alarms, site }) =>
  alarms.flatMap(({ id, code, source, shelved, raisedAt, simulated, test, description }) => {
    if (shelved === undefined || source.kind !== "rule" || simulated || test !== undefined || elapsed(raisedAt, at) <= LEFT_FOR) return [];
    const { en, zh } = description.what;
    return [
      {
        source: `shelved ${source.ruleId}`,
        zoneId: source.zoneId,
        origin: "impaired-protection",
        class: classOfSignal(site.signals.find(({ key }) => key === source.signal) ?? { quantity: "state" }),
        level: "general",
        alarm: { id, code },
        found: {
          en: `An alarm is still shelved more than 24 hours after it came: ${en} (${source.signal}, ${code})`,
          zh: `报警发生超过24小时仍处于搁置状态：${zh}（${source.signal}，${code}）`,
        },
      } satisfies Finding,
    ];
  });
