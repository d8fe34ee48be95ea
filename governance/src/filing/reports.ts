import type { Text } from "@labcanary/domain/basics";
import { canBeSigned, isCustodyMonth, REGIME_WORDS, type ReportItem, type SafetyReport } from "@labcanary/domain/governance";
import { outermostZone } from "@labcanary/domain/site";
import type { Filer, Finding } from "./finding.ts";

/**
 * A report whose time to be signed was over when nobody of the site might sign it: it is no alarm, which nobody could end, and without a
 * word it would never be told upwards. Whoever settles the hazard gives people a department.
 */
export const unsignableReports: Filer = ({ site, reports, maySignReports, writtenOffAt }) => {
  const outermost = outermostZone(site);
  if (outermost === undefined) return [];
  const latest = new Map(reports.flatMap((item) => (item.unsignableAt === undefined ? [] : [[sourceOf(item), item]])));
  return [...latest].flatMap(([source, item]) => {
    const { report, zoneId, unsignableAt = 0 } = item;
    // One from before it was dealt with says nothing of now.
    if (canBeSigned(item, site, maySignReports) || unsignableAt <= (writtenOffAt(source) ?? 0)) return [];
    return [
      {
        source,
        zoneId: site.zones.some(({ id }) => id === zoneId) ? zoneId : outermost,
        origin: "impaired-protection",
        class: "information",
        level: "general",
        cause: "management",
        found: foundOf(report),
      } satisfies Finding,
    ];
  });
};

/** Reports of weeks and years of a department are one, and the months of custody of a regime. */
const sourceOf = ({ report }: ReportItem): string =>
  `unsignable-report ${isCustodyMonth(report) ? report.regime : (report.department?.en ?? "site")}`;

function foundOf(report: SafetyReport): Text {
  if (isCustodyMonth(report))
    return {
      en: `Nobody may sign the custody packs of ${REGIME_WORDS[report.regime].en}: people of a different department, who sign no record of it, need one in the site file, and an account that may (safety officer, responsible person or administrator)`,
      zh: `管控物品月度证据（${REGIME_WORDS[report.regime].zh}）无人有权审阅签字：请在站点文件中为未经手的其他部门人员填写所属部门，并设置有签字权限的账户（安全员、责任人或管理员）`,
    };
  const { department = { en: "the whole site", zh: "全单位" } } = report;
  return {
    en: `Nobody may sign the safety reports of ${department.en}: people of a different department need one in the site file, and an account that may (safety officer, responsible person or administrator)`,
    zh: `${department.zh}的安全报告无人有权审阅签字：请在站点文件中为其他部门人员填写所属部门，并设置有签字权限的账户（安全员、责任人或管理员）`,
  };
}
