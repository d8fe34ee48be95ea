import type { JournalEntry } from "@labcanary/domain/messages";
import type { SubstanceDesk } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { needsEntry } from "./told-container.ts";

export interface KeptBackDeps {
  readonly substances: Pick<SubstanceDesk, "containers" | "stockTakes"> | undefined;
  readonly site: () => Site;
}

/**
 * A line of the journal without what the second person is to find alone (the two books of the "five doubles"), as long as they are to:
 * until they have signed, somebody has said that it was not so, or nobody did in time. Who wrote it may read it.
 */
export function withoutKeptBack(line: JournalEntry, reader: string, { substances, site }: KeptBackDeps): JournalEntry {
  const act = line.detail["act"] as Readonly<Record<string, unknown>> | undefined;
  if (substances === undefined || act?.["act"] !== "proposed" || line.actor === reader) return line;
  const number = Number(String(line.detail["record"]).split("/")[1]);
  switch (line.kind) {
    case "substance-recorded": {
      const container = substances.containers().get(number);
      const pending = container?.pending;
      if (container === undefined || pending === undefined || pending.proposal !== act["proposal"]) return line;
      if (!needsEntry(container, pending.movement, site())) return line;
      return { ...line, detail: { ...line.detail, act: { ...act, movement: { kind: pending.movement.kind } } } };
    }
    case "stock-take-recorded": {
      const { pending = [] } = substances.stockTakes().get(number) ?? {};
      if (!pending.some(({ cabinet, doneAt }) => cabinet === act["cabinet"] && doneAt === line.at)) return line;
      const { lines: _, surplus: __, ...rest } = act;
      return { ...line, detail: { ...line.detail, act: rest } };
    }
    default:
      return line;
  }
}

/**
 * The same for whoever cannot see what waits, as a command beside the platform: of everything that one of two wrote, whether it waits or not. What
 * both signed is a line of its own, whole.
 */
export function withoutProposed(line: JournalEntry): JournalEntry {
  const act = line.detail["act"] as Readonly<Record<string, unknown>> | undefined;
  if (act?.["act"] !== "proposed" || !["substance-recorded", "stock-take-recorded"].includes(line.kind)) return line;
  const { movement, lines: _, surplus: __, ...rest } = act;
  const kind = (movement as { readonly kind?: string } | undefined)?.kind;
  return { ...line, detail: { ...line.detail, act: { ...rest, ...(kind === undefined ? {} : { movement: { kind } }) } } };
}
