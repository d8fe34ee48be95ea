export {
  COUNTED_BY,
  type CountedReport,
  type ReportFigure,
  type ReportScope,
  type ReportSection,
  type SectionName,
  type TopSource,
  reportScopes,
  SAID_UNTIL,
} from "./counted-report.ts";
export * from "./custody-month.ts";
export * from "./figure.ts";
export { HAZARD_KIND_FIGURES, type HazardKindRow } from "./hazard-kinds.ts";
export { COUNTED_LEDGERS, isActOfYear, isCountedAct, YEAR_LEDGERS } from "./ledger-entries.ts";
export * from "./month.ts";
export * from "./report-ledger.ts";
export * from "./report-line.ts";
export * from "./report-words.ts";
export * from "./report.ts";
export * from "./reviewer.ts";
export * from "./sentences.ts";
export { saidOf, type SpanWords } from "./sentence-parts.ts";
export * from "./week.ts";
export * from "./weekly-report.ts";
export * from "./year.ts";
export { percentText } from "./year-sentences.ts";
export * from "./year-facts.ts";
export * from "./year-words.ts";
export * from "./yearly-report.ts";
