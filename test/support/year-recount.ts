import type { FigureName, ReportLine } from "@labcanary/domain/governance";
import { middle } from "./weekly-recount.ts";

interface Act {
  readonly line: ReportLine;
  readonly record: string;
  readonly act: string;
  readonly passed?: boolean;
  readonly hazard?: { readonly source?: string };
  readonly opening?: { readonly leave?: number };
  readonly plan?: { readonly to: number };
  readonly step?: string;
  readonly reached?: { readonly at: number };
  readonly report?: { readonly week?: unknown; readonly department?: { readonly en: string } };
}

/**
 * What a year alone counts, found another way than the product does: of ledgers, of changes and proofs. `zones` with `department`: of one;
 * absent: the whole site.
 */
export function recountOfYear(
  all: readonly ReportLine[],
  { from, to }: { readonly from: number; readonly to: number },
  { zones, department }: { readonly zones?: readonly string[]; readonly department?: string } = {},
): Partial<Record<FigureName, number | undefined>> {
  const upTo = all.filter(({ at }) => at < to);
  const lines = upTo.filter(({ zoneId }) => zones === undefined || zones.includes(zoneId ?? ""));
  const isNow = ({ at }: ReportLine): boolean => at >= from;
  const acts = (ledger: string, of = lines): readonly Act[] =>
    of
      .filter(({ kind }) => kind === `${ledger}-recorded`)
      .map((line) => ({ line, record: String(line.detail["record"]), ...(line.detail["act"] as Omit<Act, "line" | "record">) }));
  const now = (those: readonly Act[], ...wanted: readonly string[]): number =>
    those.filter(({ act, line }) => wanted.includes(act) && isNow(line)).length;
  /** Records whose last line of these acts is one of those. */
  const standing = (those: readonly Act[], relevant: readonly string[], stands: readonly string[]): number =>
    [...new Set(those.map(({ record }) => record))].filter((record) => {
      const last = those.filter((one) => one.record === record && relevant.includes(one.act)).at(-1);
      return last !== undefined && stands.includes(last.act);
    }).length;
  const [hazards, dossiers, periods, drills] = ["hazard", "dossier", "key-period", "drill"].map((ledger) => acts(ledger));
  const countedPeriods = (periods ?? []).filter(
    (one) =>
      !["reported", "reviewed"].includes(one.act) ||
      !(periods ?? []).some((back) => {
        const earlier = (periods ?? []).filter(({ record, line }) => record === one.record && line.number < back.line.number);
        const report = earlier.findLast(({ act }) => act === "reported");
        const isOfIt = report !== undefined && one.line.number >= report.line.number && one.line.number < back.line.number;
        const end = earlier.findLast(({ plan }) => plan !== undefined)?.plan?.to ?? 0;
        const isPutBack = (periods ?? []).some(
          ({ act, report: ofReport, record, line }) =>
            act === "put-back" && ofReport !== undefined && record === one.record && line.number > back.line.number,
        );
        const isOfReport = isOfIt && back.line.at < report.line.at && back.line.at < end && !isPutBack;
        return back.act === "set-back" && back.record === one.record && isOfReport;
      }),
  );
  const everyReport = acts("report", upTo);
  const reports = everyReport.filter(({ record }) =>
    everyReport.some(
      (one) =>
        one.record === record &&
        one.report?.week !== undefined &&
        everyReport.findLast(({ record: other, act }) => other === record && (act === "voided" || act === "void-lifted"))?.act !==
          "voided" &&
        (department === undefined || one.report.department?.en === department),
    ),
  );
  const since = (those: readonly Act[], end: Act, ...begins: readonly string[]): number | undefined =>
    those.filter(({ line, record, act }) => record === end.record && begins.includes(act) && line.number <= end.line.number).at(-1)?.line
      .at;
  const took = (those: readonly Act[], ends: readonly Act[], until: (end: Act) => number, ...begins: readonly string[]): number[] =>
    ends
      .flatMap((end) => {
        const begun = since(those, end, ...begins);
        return begun === undefined || !isNow(end.line) ? [] : [until(end) - begun];
      })
      .sort((a, b) => a - b);
  const verified = took(
    hazards ?? [],
    (hazards ?? []).filter(({ act, passed }) => act === "verified" && passed === true),
    ({ line }) => line.at,
    "filed",
    "reopened",
  );
  /** Of a correction: whether the step was noted, or happened, where it is counted. */
  const isOfNow = ({ act, record, step: of, line, reached }: Act): boolean =>
    act === "reached" ||
    (reached !== undefined && reached.at >= from && reached.at < to) ||
    (drills ?? []).some(
      (one) => one.act === "reached" && one.record === record && one.step === of && one.line.number < line.number && isNow(one.line),
    );
  const step = (wanted: string) =>
    took(
      drills ?? [],
      (drills ?? []).filter(
        (one) =>
          one.step === wanted &&
          one.reached !== undefined &&
          ["reached", "step-corrected"].includes(one.act) &&
          isOfNow(one) &&
          !(drills ?? []).some(
            (after) =>
              after.record === one.record &&
              after.act === "step-corrected" &&
              after.step === wanted &&
              after.line.number > one.line.number &&
              isNow(after.line) &&
              isOfNow(after),
          ),
      ),
      ({ reached }) => reached?.at ?? 0,
      "begun",
    );
  const [acknowledged, safe] = [step("acknowledged"), step("safe")];
  const filed = (source: string): number =>
    (hazards ?? []).filter(({ act, line, hazard }) => act === "filed" && isNow(line) && hazard?.source?.startsWith(source)).length;
  const kinds = (kind: string): number => lines.filter((line) => line.kind === kind && isNow(line)).length;
  const openings = (periods ?? []).filter(({ act, line }) => act === "opening" && isNow(line));
  return {
    "verification-mean": verified.length === 0 ? undefined : Math.round(verified.reduce((a, b) => a + b, 0) / verified.length),
    "verification-longest": verified.at(-1),
    "drills-overdue": filed("drill "),
    "drill-acknowledged-median": middle(acknowledged),
    "drill-acknowledged-longest": acknowledged.at(-1),
    "drill-safe-median": middle(safe),
    "drill-safe-longest": safe.at(-1),
    "excursions-opened": now(dossiers ?? [], "opened"),
    "excursions-decided": now(dossiers ?? [], "decided"),
    "excursions-approved": now(dossiers ?? [], "approved"),
    "excursions-open-at-end": standing(dossiers ?? [], ["opened", "decided", "sent-back", "approved"], ["opened", "decided", "sent-back"]),
    ...(zones === undefined
      ? {
          "periods-reported": now(countedPeriods, "reported"),
          "periods-reviewed": now(countedPeriods, "reviewed"),
          "periods-cancelled": now(periods ?? [], "cancelled"),
          "seal-openings": openings.length,
          "seal-openings-without-leave": openings.filter(({ opening }) => opening?.leave === undefined).length,
          "check-ins-missed": now(periods ?? [], "check-in-missed"),
          "site-changes": kinds("site-changed"),
          "site-changes-approved": kinds("site-change-approved"),
          "site-changes-rejected": kinds("site-change-rejected"),
        }
      : {}),
    "weekly-made": now(reports, "made"),
    "weekly-signed": now(reports, "signed"),
    "weekly-unread": now(reports, "unread"),
    "weekly-unsigned-at-end": standing(reports, ["made", "signed"], ["made"]),
    "proofs-signed": kinds("commissioning-signed"),
    "proofs-voided": kinds("commissioning-voided"),
    "duties-overdue": filed("calibration "),
  };
}
