import { createGovernance, type Governance } from "@labcanary/governance";
import { onTestFinished } from "vitest";
import { type AlertingBench, startAlerting } from "./kannel-alerting.ts";

export interface GovernanceBench extends AlertingBench {
  readonly governance: Governance;
  /** Both, on the same folder, as after a restart. */
  restartAll(): Promise<GovernanceBench>;
}

/** The ledgers on a real journal and real alarms, with the settable clock. */
export async function startGovernance(over: Parameters<typeof startAlerting>[0] = {}): Promise<GovernanceBench> {
  return withGovernance(await startAlerting(over));
}

async function withGovernance(bench: AlertingBench): Promise<GovernanceBench> {
  const { alerting, clock, logger } = bench;
  const governance = createGovernance(bench.options, {
    clock,
    logger,
    site: () => bench.site,
    journal: alerting,
    desk: alerting,
    conditions: alerting,
  });
  await governance.start();
  onTestFinished(() => governance.stop());
  return Object.assign(bench, {
    governance,
    async restartAll() {
      await governance.stop();
      return withGovernance(await bench.restart());
    },
  });
}
