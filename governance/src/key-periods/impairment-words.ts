import type { Text } from "@labcanary/domain/basics";
import type { Impairment } from "@labcanary/domain/rules";

/** Why a signal does not protect, in a list. The words are those of the console. */
export const IMPAIRMENT_WORDS: Readonly<Record<Impairment, Text>> = {
  silent: { en: "silent", zh: "静默" },
  faulty: { en: "faulty", zh: "故障" },
  "over-range": { en: "over range", zh: "超量程" },
  suspect: { en: "suspect after over-range", zh: "超量程后存疑" },
  inhibited: { en: "inhibited", zh: "已抑制" },
  "warming-up": { en: "warming up", zh: "预热中" },
  calibrating: { en: "calibrating", zh: "校准中" },
  maintenance: { en: "maintenance", zh: "维护" },
  simulated: { en: "simulated", zh: "模拟" },
  uncalibrated: { en: "uncalibrated", zh: "校准逾期" },
  uncertain: { en: "uncertain", zh: "不确定" },
};
