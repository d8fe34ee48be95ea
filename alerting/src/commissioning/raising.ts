import { type AlarmDescription, type AlarmSource, signalInService } from "@labcanary/domain/alarm";
import { provingRules } from "@labcanary/domain/commissioning";
import type { Signal } from "@labcanary/domain/site";
import type { CommissioningTable } from "./commissioning-table.ts";

/** What commissioning has to say of an alarm that is being raised. */
export interface AtRaising {
  /** Id of the test the alarm is raised in. */
  readonly test?: string;
  readonly description: AlarmDescription;
}

/** An alarm of what a signal under test measures belongs to the test. That the sensor itself has gone silent does not: nobody did that. */
export function testAtRaising(
  source: AlarmSource,
  signal: Signal | undefined,
  table: Pick<CommissioningTable, "testOf">,
): string | undefined {
  if (source.kind !== "rule" || signal === undefined || signalInService(source) === undefined) return undefined;
  return provingRules(signal).some(({ id }) => id === source.ruleId) ? table.testOf(signal.key)?.id : undefined;
}

/**
 * With the test it belongs to. Where the site asks for proof and there never was one, the alarm counts as any other and says that its signal is not in service yet.
 */
export function atRaising(
  { source, description }: { readonly source: AlarmSource; readonly description: AlarmDescription },
  signal: Signal | undefined,
  table: Pick<CommissioningTable, "testOf" | "proofOf">,
): AtRaising {
  if (source.kind !== "rule" || signal === undefined || signalInService(source) === undefined) return { description };
  const test = testAtRaising(source, signal, table);
  const isNew = signal.prove !== undefined && table.proofOf(signal.key) === undefined;
  return {
    ...(test === undefined ? {} : { test }),
    description: isNew ? { ...description, what: notInServiceYet(description.what) } : description,
  };
}

const notInServiceYet = ({ en, zh }: AlarmDescription["what"]): AlarmDescription["what"] => ({
  en: `${en} (not in service yet)`,
  zh: `${zh}（尚未投用）`,
});
