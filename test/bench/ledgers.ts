import { createAlerting } from "@labcanary/alerting";
import { days, type EpochMs, minutes, plus } from "@labcanary/domain/basics";
import type { HazardAct } from "@labcanary/domain/governance";
import type { Logger, Service } from "@labcanary/domain/ports";
import { createGovernance } from "@labcanary/governance";
import { createMetrics } from "../../app/src/platform/metrics.ts";
import { createSettableClock } from "../support/clock.ts";
import { testSite } from "../support/site.ts";
import { createMemoryDrillPlayer } from "../support/memory-drill-player.ts";
import { distributionOf } from "./durations.ts";
import { temporaryFolder } from "./platform.ts";
import type { Row } from "./report.ts";
import type { Scope } from "./scope.ts";
import type { Section } from "./section.ts";

/** Five lines each: what a large site files in some decades. All but the last hundred are written off. */
const HAZARDS = 20_000;
const OPEN = 100;
const LINES_EACH = 5;
/** How many minutes are watched. */
const PASSES = 50;

const ZONE = testSite().zones[0]?.id ?? "";

/** What the ledgers of many years cost: being read at the start, and looked through each minute on the thread that raises alarms. */
export const ledgers: Section = async ({ scope, say }) => {
  const dataFolder = await temporaryFolder(scope);
  const clock = createSettableClock();
  const site = testSite();
  const alerting = await started(
    scope,
    createAlerting(
      { dataFolder, journalHeadFile: `${dataFolder}/head.json` },
      { clock, logger: SILENT, metrics: createMetrics(), site: () => site, channels: [] },
    ),
  );
  say(`keeping ${HAZARDS * LINES_EACH} lines`);
  for (let first = 1; first <= HAZARDS; first += 100) {
    const records = Array.from({ length: 100 }, (_, offset) => actsOf(first + offset, clock.now())).flatMap((acts, offset) =>
      acts.map((act) => ({ ledger: "hazard" as const, number: first + offset, zoneId: ZONE, act })),
    );
    alerting.keepRecords({ id: `bench ${first}`, actor: "user:bench", records });
  }
  say("reading them");
  globalThis.gc?.();
  const governance = createGovernance(
    { dataFolder },
    {
      clock,
      logger: SILENT,
      site: () => site,
      journal: alerting,
      desk: alerting,
      conditions: alerting,
      accessLog: alerting,
      drills: { stage: alerting, player: createMemoryDrillPlayer() },
      history: { range: async () => [] },
      contactsOnHold: async () => () => false,
      maySignReports: () => true,
    },
  );
  const begunAt = performance.now();
  await started(scope, governance);
  const startSeconds = (performance.now() - begunAt) / 1000;
  say("looking through them");
  const passes = Array.from({ length: PASSES }, () => {
    const at = performance.now();
    clock.advance(minutes(1));
    return performance.now() - at;
  });
  const commands = Array.from({ length: PASSES }, (_, index) => {
    const at = performance.now();
    const outcome = governance
      .hazards()
      .carryOut({ id: `bench comment ${index}`, actor: "user:bench", number: HAZARDS, order: { verb: "comment", words: "seen" } });
    if (!outcome.ok) throw new Error(outcome.error.message);
    return performance.now() - at;
  });
  const many = (HAZARDS * LINES_EACH).toLocaleString("en");
  return [
    {
      figure: `Start of the ledgers with ${many} lines`,
      measured: startSeconds,
      unit: "s",
      note: `${HAZARDS.toLocaleString("en")} hazards, ${OPEN} of them open`,
    },
    { figure: "… looked through each minute, p99", measured: distributionOf(passes).p99, unit: "ms", note: distributionOf(passes).text },
    { figure: "… one more line, p99", measured: distributionOf(commands).p99, unit: "ms", note: distributionOf(commands).text },
  ] satisfies Row[];
};

function actsOf(number: number, at: EpochMs): readonly HazardAct[] {
  const filed: HazardAct = {
    act: "filed",
    hazard: {
      zoneId: ZONE,
      origin: "inspection",
      class: "gas",
      level: "general",
      words: "The regulator of the middle cylinder leaks",
      cause: "equipment",
    },
    earlier: [],
  };
  const settlement = {
    responsible: "ada",
    department: "Chemistry",
    measures: "Replace the regulator",
    funds: "none",
    deadline: plus(at, days(30)),
    interimPlan: "Cylinder closed",
  };
  const comment: HazardAct = { act: "commented", words: "Looked at with the supplier" };
  if (number > HAZARDS - OPEN) return [filed, { act: "settled", settlement }, comment, comment, comment];
  return [
    filed,
    { act: "settled", settlement },
    comment,
    { act: "remedied", words: "Replaced" },
    { act: "verified", passed: true, words: "Tight", signed: "verified" },
  ];
}

async function started<T extends Service>(scope: Scope, service: T): Promise<T> {
  await scope.own(service);
  await service.start();
  return service;
}

const SILENT: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (fields, text) => void process.stderr.write(`${text} ${JSON.stringify(fields)}\n`),
};
