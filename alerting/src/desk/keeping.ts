import { keepReader } from "../alarms/first-human.ts";
import { createAlarmKeeper } from "../alarms/keeper.ts";
import { createServiceKeeper } from "../alarms/out-of-service.ts";
import type { AlertingDeps } from "../alerting.ts";
import { createCommissioning } from "../commissioning/commissioning.ts";
import { createAfterwards } from "../notifications/afterwards.ts";
import { askingPresence, createPresence } from "../notifications/presence.ts";
import { createEscalation } from "../outbox/escalation.ts";
import { createNextStep } from "../outbox/next-step.ts";
import { createNotes } from "../outbox/notes.ts";
import type { OutboxRow } from "../outbox/outbox-table.ts";
import { createProofs } from "../outbox/proofs.ts";
import type { Following } from "../outbox/ways.ts";
import { createMeasureKeeper } from "../protection/measures.ts";
import { createShiftKeeper } from "../shift/shift-keeper.ts";
import type { Batch } from "../store/batch.ts";
import type { Tables } from "./tables.ts";

/**
 * What becomes of alarms and, in the same transaction, of those who are to be told of them. Nothing here sends: who is due lies in the
 * outbox.
 */
export type Keeping = ReturnType<typeof createKeeping>;

export function createKeeping(
  tables: Tables,
  { clock, site, installed }: Pick<AlertingDeps, "clock" | "site"> & { readonly installed: Following },
) {
  const { alarms, outOfService, commissioning: tests, journal, outbox, deliveries, books, toggles, floods } = tables;
  const note = createNotes(journal);
  const nextStep = createNextStep({ outbox, site, channels: installed });
  const presence = createPresence({ alarms, journal, nextStep, table: tables.presence, site });
  const escalation = createEscalation({ alarms, journal, outbox, site, channels: installed });
  const afterwards = createAfterwards({ alarms, journal, outbox, deliveries, site, isFlood: () => keeper.floods.isFlood() });
  const keeper = createAlarmKeeper({
    alarms,
    outOfService,
    commissioning: tests,
    toggles,
    floods,
    journal,
    books,
    escalation: { ...askingPresence(escalation, presence), moved: afterwards.moved },
    site,
  });
  const onRead = (row: OutboxRow, batch: Batch): void => keepReader(row, { alarms, keeper, site: site() }, batch);
  return {
    keeper,
    presence,
    escalation,
    afterwards,
    nextStep,
    note,
    proofs: createProofs({ journal, outbox, deliveries, nextStep, site, channels: installed, note, contacts: tables.contacts, onRead }),
    service: createServiceKeeper({ table: outOfService, annunciatedOf: alarms.annunciatedOf, keeper, journal, site }),
    measures: createMeasureKeeper({ table: tables.measures, journal }),
    commissioning: createCommissioning({ table: tests, alarms, outbox, outOfService, keeper, journal, site }),
    shift: createShiftKeeper({ table: tables.shift, journal, site, now: () => clock.now() }),
  };
}
