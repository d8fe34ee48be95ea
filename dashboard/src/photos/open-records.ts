import type { CheckDesk, DrillDesk, HazardDesk, PhotoUse, PublicReportDesk } from "@labcanary/domain/ports";

interface Ledgers {
  readonly hazards?: HazardDesk;
  readonly checks?: CheckDesk;
  readonly publicReports?: PublicReportDesk;
  readonly drills?: DrillDesk;
}

/**
 * Whether the record that shows a picture is still being dealt with. One that its ledger does not know here, or whose ledger has no pictures,
 * counts as open: nothing of it goes. Every ledger is named, so that of a new one it must be said when its pictures may go.
 */
export function isOpenRecord({ record }: Pick<PhotoUse, "record">, { hazards, checks, publicReports, drills }: Ledgers): boolean {
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
    case "drill": {
      const state = drills?.drills().get(record.number)?.state;
      return state !== "concluded" && state !== "cancelled";
    }
    case "measure":
    case "checklist":
    case "patrol":
    case "substance":
    case "custody":
    case "stock-take":
    case "leave":
    case "key-period":
    case "report":
    case "dossier":
      return true;
  }
}
