import { createGovernance, type FilingDeps, type Governance } from "@labcanary/governance";
import { onTestFinished } from "vitest";
import type { HistoryPoint } from "@labcanary/domain/ports";
import { createMemoryDrillPlayer, type MemoryDrillPlayer } from "./memory-drill-player.ts";
import { type AlertingBench, startAlerting } from "./kannel-alerting.ts";

export interface GovernanceBench extends AlertingBench {
  readonly governance: Governance;
  /** What doors and scales said, as the history will have it. */
  readonly points: HistoryPoint[];
  readonly player: MemoryDrillPlayer;
  /** Accounts that may sign no report. */
  readonly cannotSign: Set<string>;
  /** Words of ways to be reached that name somebody on hold. */
  readonly onHold: Set<string>;
  /** Both, on the same folder, as after a restart. */
  restartAll(): Promise<GovernanceBench>;
}

/** The ledgers on a real journal and real alarms, with the settable clock; with what the platform knows of itself, it files by itself. */
export async function startGovernance(
  over: Parameters<typeof startAlerting>[0] = {},
  filing?: Omit<FilingDeps, "desk">,
): Promise<GovernanceBench> {
  return withGovernance(await startAlerting(over), [], filing);
}

async function withGovernance(bench: AlertingBench, points: HistoryPoint[], filing?: Omit<FilingDeps, "desk">): Promise<GovernanceBench> {
  const { alerting, clock, logger } = bench;
  const player = createMemoryDrillPlayer();
  const cannotSign = new Set<string>();
  const onHold = new Set<string>();
  const governance = createGovernance(bench.options, {
    clock,
    logger,
    site: () => bench.site,
    journal: alerting,
    desk: alerting,
    conditions: alerting,
    accessLog: alerting,
    drills: { stage: alerting, player },
    contactsOnHold: async () => (contact) => onHold.has(contact),
    maySignReports: (account) => !cannotSign.has(account),
    history: {
      range: async ({ signal, from, to, limit }) =>
        points
          .filter((point) => point.signal === signal && point.at >= from && point.at < to)
          .toSorted((a, b) => a.at - b.at)
          .slice(0, limit),
    },
    ...(filing === undefined ? {} : { filing: { ...filing, desk: alerting } }),
  });
  await governance.start();
  onTestFinished(() => governance.stop());
  return Object.assign(bench, {
    governance,
    points,
    player,
    cannotSign,
    onHold,
    async restartAll() {
      await governance.stop();
      return withGovernance(await bench.restart(), points, filing);
    },
  });
}
