import { join } from "node:path";
import { type Alerting, type AlertingDeps, createAlerting } from "@labcanary/alerting";
import { type DurationMs, seconds } from "@labcanary/domain/basics";
import type { Site } from "@labcanary/domain/site";
import { onTestFinished } from "vitest";
import { createSettableClock, type SettableClock } from "./clock.ts";
import { temporaryFolder } from "./files.ts";
import { createFakeChannel, type FakeChannel } from "./kannel-fake-channel.ts";
import { createTestLogger, createTestMetrics, type TestLogger, type TestMetrics } from "./observing.ts";
import { testSite } from "./site.ts";

export interface AlertingBench {
  readonly alerting: Alerting;
  readonly channel: FakeChannel;
  /** Every channel, that one among them. */
  readonly channels: readonly FakeChannel[];
  readonly clock: SettableClock;
  readonly logger: TestLogger;
  readonly metrics: TestMetrics;
  readonly options: { readonly dataFolder: string; readonly journalHeadFile: string };
  /** The site in force; a test may replace it. */
  site: Site;
  /** Lets attempts that are under way come to their outcome. */
  settle(): Promise<void>;
  /** Another process on the same folder, as after a restart. */
  restart(): Promise<AlertingBench>;
}

/** Alerting on the settable clock, started, with a fake channel (or none). */
export async function startAlerting(
  over: {
    readonly site?: Site;
    readonly channel?: FakeChannel | "none";
    /** Besides the channel. */
    readonly others?: readonly FakeChannel[];
    readonly dataFolder?: string;
    readonly clock?: SettableClock;
    readonly eventRetention?: DurationMs;
    readonly canary?: AlertingDeps["canary"];
  } = {},
): Promise<AlertingBench> {
  const dataFolder = over.dataFolder ?? temporaryFolder();
  const options = {
    dataFolder,
    journalHeadFile: join(dataFolder, "elsewhere", "journal-head.json"),
    ...(over.eventRetention === undefined ? {} : { eventRetention: over.eventRetention }),
  };
  const channel = over.channel === undefined || over.channel === "none" ? createFakeChannel() : over.channel;
  const clock = over.clock ?? createSettableClock();
  const logger = createTestLogger();
  const metrics = createTestMetrics();
  const channels = over.channel === "none" ? [] : [channel, ...(over.others ?? [])];
  const canary = over.canary === undefined ? {} : { canary: over.canary };
  const deps = { clock, logger, metrics, site: () => bench.site, channels, ...canary };
  const alerting = createAlerting(options, deps);
  const bench: AlertingBench = {
    alerting,
    channel,
    channels,
    clock,
    logger,
    metrics,
    options,
    site: over.site ?? testSite(),
    // Two turns of the event loop: one for the channel's answers, one for the attempts these begin.
    async settle() {
      for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    },
    async restart() {
      await alerting.stop();
      const others = over.others?.map((other) => Object.assign(createFakeChannel(other), { behave: other.behave }));
      return startAlerting({ ...over, dataFolder, site: bench.site, ...(others === undefined ? {} : { others }) });
    },
  };
  await alerting.start();
  onTestFinished(() => alerting.stop());
  return bench;
}

/** Lets time pass in steps the sweep's pace is not larger than, with every attempt that follows from each come to its outcome. */
export async function passTime(
  bench: Pick<AlertingBench, "clock" | "settle">,
  span: DurationMs,
  step: DurationMs = seconds(1),
): Promise<void> {
  for (let gone = 0; gone < span; gone += step) {
    bench.clock.advance(step);
    await bench.settle();
  }
}
