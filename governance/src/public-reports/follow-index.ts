import type { PublicReport } from "@labcanary/domain/governance";
import type { LedgerBook } from "@labcanary/domain/ports";

type Reports = Pick<LedgerBook<PublicReport, never, never>, "get" | "all" | "revision">;

/**
 * Finds the report a hash belongs to, the first where several have it. The book is read through only after it has changed: anybody may
 * follow as often as they like, and changes are limited.
 */
export function createFollowIndex(reports: Reports): (follow: string) => PublicReport | undefined {
  let numbers = new Map<string, number>();
  let readAt: number | undefined;

  return (follow) => {
    if (readAt !== reports.revision) {
      // The first is set last.
      numbers = new Map(
        reports
          .all()
          .flatMap((report) => (report.follow === undefined ? [] : [[report.follow, report.number] as const]))
          .toReversed(),
      );
      readAt = reports.revision;
    }
    const number = numbers.get(follow);
    return number === undefined ? undefined : reports.get(number);
  };
}
