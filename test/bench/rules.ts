import { epochMs, seconds } from "@labcanary/domain/basics";
import { RuleFold, type Signal } from "@labcanary/domain/rules";
import { writeFleetSite } from "../support/platform-process.ts";
import { limitRule, signal, silenceRule } from "../support/site.ts";
import { residentMiB, startPlatform, temporaryFolder } from "./platform.ts";
import type { Row } from "./report.ts";
import type { Section } from "./section.ts";
import { until } from "./until.ts";

const SIGNALS = [100, 10_000, 100_000] as const;
const LARGEST = 100_000;
const RULES_EACH = 3;
/** Samples of one measurement. Chosen: several of each signal at the largest count. */
const SAMPLES = 1_000_000;
const SAMPLE_EVERY = seconds(10);

/** DESIGN 5, in s. */
const START_BUDGET = 10;

/** How long a large site takes to start, and what evaluating one sample costs as the site grows. */
export const rules: Section = async (context) => {
  const { scope, say } = context;
  say(`starting with ${LARGEST} signals`);
  const data = await temporaryFolder(scope);
  const file = writeFleetSite(data, LARGEST);
  const begunAt = performance.now();
  const platform = await startPlatform(scope, { file, data, credentials: [] });
  await until("the platform is ready", 60, async () => (await fetch(`http://127.0.0.1:${platform.opsPort}/readyz`)).status === 200);
  const startSeconds = (performance.now() - begunAt) / 1000;
  const resident = residentMiB(platform.pid);
  await platform.stop();

  const costs = SIGNALS.map((count) => {
    say(`evaluating at ${count} signals`);
    return nanosecondsPerSample(count);
  });
  const smallest = costs[0] as number;
  return [
    {
      figure: `Start with ${LARGEST.toLocaleString("en")} signals, ${(LARGEST * RULES_EACH).toLocaleString("en")} rules`,
      measured: startSeconds,
      unit: "s",
      budget: { atMost: START_BUDGET },
      note: `from starting the process to /readyz answering 200; ${Math.round(resident)} MiB resident then`,
    },
    ...SIGNALS.map((count, index): Row => {
      const cost = costs[index] as number;
      const figure = `Evaluating one sample against ${RULES_EACH} rules, ${count.toLocaleString("en")} signals`;
      return {
        figure,
        measured: cost,
        unit: "ns",
        ...(index === 0 ? {} : { note: `${(cost / smallest).toFixed(2)} × that of ${SIGNALS[0]} signals` }),
      };
    }),
  ];
};

/** Processor time of the fold alone, in this process: every signal in turn, as from devices that report every 10 s, none of them above its limits. */
function nanosecondsPerSample(count: number): number {
  const signals = Array.from({ length: count }, (_, index) => watched(index));
  const fold = new RuleFold([]);
  fold.apply({ kind: "site", position: 0, receivedAt: BEGIN, signals });
  let position = 0;
  const evaluate = (samples: number): void => {
    const end = position + samples;
    for (; position < end; position++) {
      const at = epochMs(BEGIN + Math.floor((position * SAMPLE_EVERY) / count));
      const { key } = signals[position % count] as Signal;
      const reading = {
        kind: "sample",
        signal: key,
        at,
        receivedAt: at,
        historical: false,
        tieBreak: 0,
        value: 5,
        quality: "good",
      } as const;
      const changes = fold.apply({ kind: "readings", position, receivedAt: at, readings: [reading] });
      if (changes.length > 0) throw new Error(`a sample inside its limits changed ${changes[0]?.ruleId}`);
    }
  };
  evaluate(Math.max(count, SAMPLES / 10));
  const before = process.cpuUsage();
  evaluate(SAMPLES);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / SAMPLES;
}

const BEGIN = epochMs(Date.UTC(2026, 0, 1));

function watched(index: number): Signal {
  const key = `cab-${index}/vapour`;
  return signal({
    key,
    deviceId: `cab-${index}`,
    rules: [
      limitRule({ id: `${key}/high`, signal: key }),
      limitRule({ id: `${key}/high-high`, signal: key, setpoint: 20 }),
      silenceRule({ id: `${key}/silent`, signal: key }),
    ],
  });
}
