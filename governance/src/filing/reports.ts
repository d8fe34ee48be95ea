import { hasReviewer, type ReportItem } from "@labcanary/domain/governance";
import { outermostZone } from "@labcanary/domain/site";
import type { Filer, Finding } from "./finding.ts";

/**
 * A report whose time to be signed was over when nobody of the site might sign it: it is no alarm, which nobody could end, and without a
 * word it would never be told upwards. Whoever settles the hazard gives people a department.
 */
export const unsignableReports: Filer = ({ site, reports, writtenOffAt }) => {
  const outermost = outermostZone(site);
  if (outermost === undefined) return [];
  const latest = new Map(reports.flatMap((item) => (item.unsignableAt === undefined ? [] : [[sourceOf(item), item]])));
  return [...latest].flatMap(([source, { report, zoneId, unsignableAt = 0 }]) => {
    // One from before it was dealt with says nothing of now.
    if (hasReviewer(report, site) || unsignableAt <= (writtenOffAt(source) ?? 0)) return [];
    const { department = { en: "the whole site", zh: "全单位" } } = report;
    return [
      {
        source,
        zoneId: site.zones.some(({ id }) => id === zoneId) ? zoneId : outermost,
        origin: "impaired-protection",
        class: "information",
        level: "general",
        cause: "management",
        found: {
          en: `Nobody may sign the safety reports of ${department.en}: people of a different department need one in the site file`,
          zh: `${department.zh}的安全报告无人有权审阅签字：请在站点文件中为其他部门人员填写所属部门`,
        },
      } satisfies Finding,
    ];
  });
};

const sourceOf = ({ report }: ReportItem): string => `unsignable-report ${report.department?.en ?? "site"}`;
