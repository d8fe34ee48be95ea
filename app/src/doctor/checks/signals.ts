import { type Check, found, type FindingKind, some } from "../check.ts";

const SILENT: FindingKind = {
  code: "SIGNALS_SILENT",
  urgency: "now",
  remedy: {
    en: "Go and look: power, network, battery. Until it reports, nothing watches there.",
    zh: "请到现场检查电源、网络和电池。在其恢复上报之前，该处无人监视。",
  },
};
const FAULTY: FindingKind = {
  code: "SIGNALS_FAULTY",
  urgency: "now",
  remedy: {
    en: "Have the probe looked at: the device reports, but does not measure.",
    zh: "请检修探头：设备在线，但没有测量值。",
  },
};
const UNCALIBRATED: FindingKind = {
  code: "SIGNALS_UNCALIBRATED",
  urgency: "soon",
  remedy: {
    en: "Calibrate or bump-test, and write the date into the site file; until then its readings count as uncertain.",
    zh: "请校准或做功能测试，并把日期写入站点文件；在此之前其读数视为不确定。",
  },
};

const KINDS = [
  { impairment: "silent", kind: SILENT, en: "silent", zh: "无上报" },
  { impairment: "faulty", kind: FAULTY, en: "faulty", zh: "故障" },
  { impairment: "uncalibrated", kind: UNCALIBRATED, en: "overdue for calibration", zh: "校准过期" },
] as const;

/** Signals that do not protect as they should, by what only somebody on the spot can mend. */
export const signals: Check = {
  name: "signals",
  kinds: [SILENT, FAULTY, UNCALIBRATED],
  needsLive: true,
  look: ({ live }) =>
    KINDS.flatMap(({ impairment, kind, en, zh }) => {
      const those = live?.impaired[impairment];
      if (those === undefined || those.count === 0) return [];
      const names = some(those.first);
      return [found(kind, `${en}, ${those.count} of the signals: ${names.en}`, `${those.count} 个信号${zh}：${names.zh}`)];
    }),
};
