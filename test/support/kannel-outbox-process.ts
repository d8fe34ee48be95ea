import { join } from "node:path";
import { parseArgs } from "node:util";
import { createAlerting, createKannelChannel } from "@labcanary/alerting";
import { epochMs, milliseconds } from "@labcanary/domain/basics";
import { changeOf } from "./kannel-conditions.ts";
import { createMachineClock } from "./kannel-machine-clock.ts";
import { createTestLogger, createTestMetrics } from "./observing.ts";
import { testSite } from "./site.ts";

/** A process of its own with alerting and a Kannel channel, to be killed: takes `--alarms` conditions as the rule runner would after each start. */
const { values } = parseArgs({
  options: {
    data: { type: "string" },
    gateway: { type: "string" },
    callback: { type: "string" },
    alarms: { type: "string" },
    raised: { type: "string" },
  },
});
const dataFolder = values.data ?? "";
const deps = { clock: createMachineClock(), logger: createTestLogger(), metrics: createTestMetrics() };
const site = testSite({
  escalation: { deputyAfter: milliseconds(200), securityCentreAfter: milliseconds(400), minimumPriority: "medium" },
});
const sms = createKannelChannel(
  {
    url: values.gateway ?? "",
    username: "lab",
    password: "none",
    callback: { host: "127.0.0.1", port: Number(values.callback) },
    dataFolder,
  },
  deps,
);
const alerting = createAlerting(
  { dataFolder, journalHeadFile: join(dataFolder, "head.json") },
  { ...deps, site: () => site, channels: [sms] },
);

process.on("SIGTERM", () => void alerting.stop().then(() => process.exit(0)));
await alerting.start();
const at = epochMs(Number(values.raised));
await alerting.takeConditions(
  Array.from({ length: Number(values.alarms) }, (_, index) => changeOf(`alarm-${index}`, { at, receivedAt: at })),
);
