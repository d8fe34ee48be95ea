import type { Text } from "../../basics/index.ts";
import type { HazardClass, HazardLevel } from "../../site/index.ts";
import type { YEAR_SECTIONS } from "./counted-report.ts";
import type { YearFigureName } from "./figure.ts";

/** What each figure counts that a year alone has. */
export const YEAR_FIGURE_WORDS: Readonly<Record<YearFigureName, Text>> = {
  "alarms-per-day": { en: "Alarms a day, on average", zh: "日均报警次数" },
  "alarms-busiest-day": { en: "Most alarms within a day", zh: "单日最多报警次数" },
  "alarms-busiest-ten-minutes": { en: "Most alarms within ten minutes", zh: "10分钟内最多报警次数" },
  "chattering-alarms": { en: "Alarms that chattered", zh: "反复触发的报警（抖动）" },
  "fleeting-alarms": { en: "Fleeting alarms", zh: "瞬时报警" },
  "stale-at-end": { en: "Met for more than 24 h, at the end of the year", zh: "期末持续超过24小时的报警" },
  "stale-worst-day": { en: "Met for more than 24 h, on the worst day", zh: "持续超过24小时的报警（最多的一天）" },
  "unauthorised-suppressions": { en: "Shelved or out of service without the people it takes", zh: "未经授权的搁置或停用" },
  floods: { en: "Alarm floods", zh: "报警泛滥次数" },
  "flood-time": { en: "Alarm floods, time in all", zh: "报警泛滥总时长" },
  "verification-mean": { en: "From filing to verification, mean", zh: "从立项到验收销号用时（平均）" },
  "verification-longest": { en: "From filing to verification, longest", zh: "从立项到验收销号用时（最长）" },
  "drills-overdue": { en: "Drills found overdue", zh: "逾期未开展的演练" },
  "drill-acknowledged-median": { en: "From the beginning to the acknowledgement, median", zh: "演练开始到确认用时（中位数）" },
  "drill-acknowledged-longest": { en: "From the beginning to the acknowledgement, longest", zh: "演练开始到确认用时（最长）" },
  "drill-safe-median": { en: "From the beginning to safe, median", zh: "演练开始到确认安全用时（中位数）" },
  "drill-safe-longest": { en: "From the beginning to safe, longest", zh: "演练开始到确认安全用时（最长）" },
  "excursions-opened": { en: "Excursion dossiers opened", zh: "新建温度偏离档案" },
  "excursions-decided": { en: "Decisions on contents", zh: "内容物处置决定" },
  "excursions-approved": { en: "Decisions approved", zh: "处置决定已批准" },
  "excursions-open-at-end": { en: "Not decided and approved at the end of the year", zh: "期末未完成处置审批" },
  "periods-reported": { en: "Key periods that ended", zh: "已结束的重点时段" },
  "periods-reviewed": { en: "Reports of key periods reviewed", zh: "重点时段报告已审阅" },
  "periods-cancelled": { en: "Key periods cancelled", zh: "取消的重点时段" },
  "seal-openings": { en: "Openings of sealed doors", zh: "封存门开启次数" },
  "seal-openings-without-leave": { en: "of these without leave", zh: "其中：未经许可" },
  "check-ins-missed": { en: "Duty check-ins missed", zh: "值班签到缺签" },
  "weekly-made": { en: "Weekly reports made", zh: "生成周报" },
  "weekly-signed": { en: "Weekly reports reviewed and signed", zh: "周报已审阅签字" },
  "weekly-unread": { en: "Weekly reports not signed in time", zh: "逾期未审阅的周报" },
  "weekly-unsigned-at-end": { en: "Not signed at the end of the year", zh: "期末未审阅签字" },
  "site-changes": { en: "Changes of the site and its rules", zh: "站点与规则变更" },
  "site-changes-approved": { en: "Changes approved by a second person", zh: "经第二人批准的变更" },
  "site-changes-rejected": { en: "Changes rejected by a second person", zh: "被第二人否决的变更" },
  "proofs-signed": { en: "Proofs of protection signed", zh: "防护验证已签字" },
  "proofs-voided": { en: "Proofs voided", zh: "防护验证作废" },
  "duties-overdue": { en: "Calibrations and tests found overdue", zh: "校准或检测逾期" },
};

export const YEAR_SECTION_WORDS: Readonly<Record<(typeof YEAR_SECTIONS)[number], Text>> = {
  system: { en: "The alarm system (ISA-18.2)", zh: "报警系统指标（ISA-18.2）" },
  rooms: { en: "Availability of protection", zh: "防护可用率" },
  excursions: { en: "Excursions of cold storage", zh: "冷藏温度偏离处置" },
  periods: { en: "Key periods", zh: "重点时段" },
  weekly: { en: "Weekly reports", zh: "安全周报" },
  changes: { en: "Changes of rules", zh: "规则变更" },
  proofs: { en: "Proofs and duties", zh: "防护验证与校准" },
};

export const HAZARD_CLASS_WORDS: Readonly<Record<HazardClass, Text>> = {
  gas: { en: "Gas", zh: "气体" },
  fire: { en: "Fire", zh: "消防" },
  "hazardous-chemicals": { en: "Hazardous chemicals", zh: "危险化学品" },
  radiation: { en: "Radiation", zh: "辐射" },
  biology: { en: "Biology", zh: "生物安全" },
  building: { en: "Building", zh: "建筑与设施" },
  information: { en: "Information", zh: "信息系统" },
};
export const HAZARD_LEVEL_WORDS: Readonly<Record<HazardLevel, Text>> = {
  general: { en: "general", zh: "一般" },
  major: { en: "major", zh: "重大" },
};
