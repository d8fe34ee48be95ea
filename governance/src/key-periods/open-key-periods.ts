import { leaveLedger, periodLedger, type WatchedSpan } from "@labcanary/domain/governance";
import type { CheckInTexts, Clock, Logger, SealKeeper } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import type { OpenBook } from "../books/opened-book.ts";
import { withOrders } from "../books/with-orders.ts";
import { createCheckInAsking } from "./check-in-asking.ts";
import { createLeaveHandOver } from "./leaves.ts";
import type { OpeningDeps } from "./openings.ts";
import { createPeriodWatch, type PeriodDeps } from "./period-watch.ts";

interface KeyPeriodsDeps extends OpeningDeps {
  readonly opened: OpenBook;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly site: () => Site;
  readonly seals: SealKeeper | undefined;
  readonly known: PeriodDeps | undefined;
  readonly texts: CheckInTexts | undefined;
  readonly watching: () => WatchedSpan | undefined;
}

/** The two ledgers of key periods: what becomes of each, and leave to open sealed doors, which the rules are told of. */
export function openKeyPeriods({ opened, clock, logger, site, seals, known, texts, watching, ...deps }: KeyPeriodsDeps) {
  const leaves = opened(leaveLedger);
  const periods = opened(periodLedger);
  const handOver = createLeaveHandOver({ seals, logger });
  const watch = createPeriodWatch({ ...deps, clock, logger, site, periods: periods.book, leaves: leaves.book, known, watching });
  const asking = texts === undefined ? undefined : createCheckInAsking({ texts, periods: periods.book, site, clock, logger });
  const handOn = (): void => void handOver.handOn(leaves.book.all(), clock.now());

  const leaveDesk = withOrders(leaves.book, (command) => {
    const outcome = leaves.book.carryOut(command);
    if (outcome.ok) handOn();
    return outcome;
  });

  return {
    books: { leave: leaves, "key-period": periods },
    leaveDesk,
    periods: periods.book,
    /** Once a minute. */
    look(): void {
      handOn();
      asking?.look();
      void watch.look();
    },
    start: () => asking?.start(),
    stop: () => asking?.stop(),
    settled: watch.settled,
  };
}
