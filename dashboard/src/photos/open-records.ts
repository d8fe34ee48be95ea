import type { CheckDesk, HazardDesk, PhotoUse, PublicReportDesk } from "@labcanary/domain/ports";

interface Ledgers {
  readonly hazards?: HazardDesk;
  readonly checks?: CheckDesk;
  readonly publicReports?: PublicReportDesk;
}

/** Whether the record that shows a picture is still being dealt with. One whose ledger is not known to us counts as open: nothing of it goes. */
export function isOpenRecord({ record }: Pick<PhotoUse, "record">, { hazards, checks, publicReports }: Ledgers): boolean {
  if (record === undefined) return false;
  const isOpenHazard = (number: number): boolean => hazards?.hazards().get(number)?.state !== "written-off";
  switch (record.ledger) {
    case "hazard":
      return isOpenHazard(record.number);
    case "check": {
      const state = checks?.checks().get(record.number)?.state;
      return state === undefined || state === "open";
    }
    case "public-report": {
      const report = publicReports?.publicReports().get(record.number);
      if (report === undefined) return true;
      return report.hazard === undefined ? report.endedAt === undefined : isOpenHazard(report.hazard);
    }
    default:
      return true;
  }
}
