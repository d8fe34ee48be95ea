import type { DatabaseSync } from "node:sqlite";
import { createEventTable } from "../access/event-table.ts";
import { createAlarmTable } from "../alarms/alarm-table.ts";
import { createFloodTable } from "../alarms/flood-table.ts";
import { createOutOfServiceTable } from "../alarms/out-of-service-table.ts";
import { createToggleTable } from "../alarms/toggle-table.ts";
import type { AlertingDeps } from "../alerting.ts";
import { createBookTable } from "../books/book-table.ts";
import { createCheckInTable } from "../check-ins/check-in-table.ts";
import { createCommissioningTable } from "../commissioning/commissioning-table.ts";
import { createJournal } from "../journal/journal.ts";
import { createContactTable } from "../notifications/contact-table.ts";
import { createPresenceTable } from "../notifications/presence-table.ts";
import { createDeliveryTable } from "../outbox/delivery-table.ts";
import { createOutboxTable } from "../outbox/outbox-table.ts";
import { createPersonKeys } from "../people/person-keys.ts";
import { createMeasureTable } from "../protection/measure-table.ts";
import { createReplyCodeTable } from "../replies/reply-code-table.ts";
import { createReplyLimits } from "../replies/reply-limits.ts";
import { createShiftTable } from "../shift/shift-table.ts";
import { createClockTable } from "../store/clock-table.ts";
import { inTransaction } from "../store/database.ts";
import { createSeen } from "../store/seen.ts";

/** What lies in the database and more than one subject reads. */
export type Tables = ReturnType<typeof openTables>;

export function openTables(database: DatabaseSync, newPersonKey: AlertingDeps["newPersonKey"]) {
  // Before all statements: the triggers of its books are part of them.
  const books = createBookTable(database, (work) => inTransaction(database, work));
  const keys = createPersonKeys(database, newPersonKey);
  return {
    books,
    keys,
    alarms: createAlarmTable(database),
    outOfService: createOutOfServiceTable(database),
    commissioning: createCommissioningTable(database),
    journal: createJournal(database, keys),
    outbox: createOutboxTable(database, books),
    seen: createSeen(database),
    clock: createClockTable(database),
    events: createEventTable(database),
    deliveries: createDeliveryTable(database),
    contacts: createContactTable(database),
    presence: createPresenceTable(database),
    shift: createShiftTable(database),
    toggles: createToggleTable(database),
    floods: createFloodTable(database),
    measures: createMeasureTable(database),
    codes: createReplyCodeTable(database),
    replyLimits: createReplyLimits(database),
    checkIns: createCheckInTable(database),
  };
}
