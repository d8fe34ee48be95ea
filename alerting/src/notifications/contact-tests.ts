import type { Clock, Logger } from "@labcanary/domain/ports";
import type { Commit } from "../store/batch.ts";
import type { Contacts } from "./contacts.ts";

export interface ContactTestsDeps {
  readonly clock: Pick<Clock, "now">;
  readonly logger: Logger;
  readonly contacts: Pick<Contacts, "dueTest" | "test">;
  readonly isFlood: () => boolean;
  readonly commit: Commit;
}

/** Sends a test to the address that is due for one. In a flood the channels are for the alarms. */
export function createContactTests({ clock, logger, contacts, isFlood, commit }: ContactTestsDeps): () => void {
  return () => {
    try {
      const due = isFlood() ? undefined : contacts.dueTest(clock.now());
      if (due !== undefined) commit((batch) => contacts.test({ ...due, id: `scheduled-${batch.at}`, by: "" }, batch));
    } catch (error) {
      logger.error({ error: String(error) }, "A contact that is due for a test could not be sent one; tried again in a minute");
    }
  };
}
