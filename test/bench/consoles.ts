import { setTimeout as pause } from "node:timers/promises";
import { connectAsync } from "mqtt";
import { startConsoles } from "./console-process.ts";
import { distributionOf } from "./durations.ts";
import { addOperator, signIn } from "./operator.ts";
import { cpuSeconds, prepareSite, residentMiB, startPlatform } from "./platform.ts";
import type { Row } from "./report.ts";
import type { Section } from "./section.ts";

/** Issue 5: on one server. */
const CONSOLES = 200;
const CHANGES_PER_SECOND = 50;
const BUDGET_PERCENT = 20;
/** A browser is told within what a breach may take in all (DESIGN 5, loaded). */
const BUDGET_MS = 50;
/** Alarms that stand, which comments change in turn: each a line of the journal and a change for every console. */
const ALARMS = 20;
const ABOVE = 39;
/** What is still on its way when the last change has been asked for is heard, too. */
const LISTENING_LONGER_MS = 4000;

/** What is measured while changes are made: without consoles, with them, and with one more that never reads. */
interface Phase {
  readonly changes: number;
  readonly percent: number;
  readonly residentMiB: number;
}

/** What 200 consoles cost the server while 50 changes a second are told to each of them. */
export const consoles: Section = async ({ scope, seconds, say }) => {
  const site = await prepareSite(scope, ALARMS);
  const operator = addOperator(site.data);
  const platform = await startPlatform(scope, site);
  const url = `http://127.0.0.1:${platform.httpPort}`;
  const token = await signIn(url, operator);
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };

  for (const [id, password] of site.credentials) {
    const client = await connectAsync(`mqtt://127.0.0.1:${platform.mqttPort}`, { clientId: id, username: id, password });
    await client.publishAsync(`v1/devices/${id}/telemetry`, JSON.stringify({ at: Date.now(), samples: { temperature: ABOVE } }), {
      qos: 1,
    });
    await client.endAsync();
  }
  let alarms: readonly string[] = [];
  while (alarms.length < ALARMS) {
    const answer = (await (await fetch(`${url}/api/v1/alarms`, { headers })).json()) as {
      alarms: { id: string; source: { kind: string } }[];
    };
    alarms = answer.alarms.filter(({ source }) => source.kind === "rule").map(({ id }) => id);
    await pause(100);
  }

  /** Changes at an even rate for a time, and what they cost the process. */
  async function changeFor(milliseconds: number): Promise<Phase> {
    const before = cpuSeconds(platform.pid);
    const begunAt = performance.now();
    const answers: Promise<unknown>[] = [];
    let changes = 0;
    for (; performance.now() - begunAt < milliseconds; changes += 1) {
      const body = JSON.stringify({ comment: `change ${changes}` });
      answers.push(
        fetch(`${url}/api/v1/alarms/${alarms[changes % ALARMS]}/comment`, { method: "POST", headers, body }).then((answer) =>
          answer.text(),
        ),
      );
      await pause(Math.max(0, begunAt + ((changes + 1) * 1000) / CHANGES_PER_SECOND - performance.now()));
    }
    await Promise.all(answers);
    const elapsed = (performance.now() - begunAt) / 1000;
    return { changes, percent: ((cpuSeconds(platform.pid) - before) / elapsed) * 100, residentMiB: residentMiB(platform.pid) };
  }

  async function withConsoles(isOneFrozen: boolean) {
    const helper = await scope.own(
      startConsoles({ url, token, consoles: CONSOLES, isOneFrozen, milliseconds: seconds * 1000 + LISTENING_LONGER_MS }),
    );
    await helper.next();
    await pause(500);
    const phase = await changeFor(seconds * 1000);
    const said = await helper.next();
    if (said.kind !== "heard") throw new Error("the consoles say twice that they are open");
    await helper.stop();
    return { phase, said };
  }

  // The first changes of a process compile what the later ones run.
  await changeFor(3000);
  say(`${CHANGES_PER_SECOND} changes/s and no console`);
  const alone = await changeFor(seconds * 1000);
  say(`… and ${CONSOLES} consoles`);
  const read = await withConsoles(false);
  await pause(1500);
  say("… and one more that never reads");
  const frozen = await withConsoles(true);
  await platform.stop();

  const told = ({ phase, said }: typeof read): string =>
    `${distributionOf(said.latencies).text}; ${phase.changes} changes, heard ${said.fewest} to ${said.most} by each console; ` +
    `${said.torn} of them missed any; the consoles themselves used ${said.cpuSeconds.toFixed(1)} s of processor`;
  const name = `${CONSOLES} consoles at ${CHANGES_PER_SECOND} changes/s`;
  return [
    {
      figure: `${name}, what they cost of a core`,
      measured: read.phase.percent - alone.percent,
      unit: "%",
      budget: { atMost: BUDGET_PERCENT },
      note: `the whole process took ${read.phase.percent.toFixed(1)} % with them and ${alone.percent.toFixed(1)} % for the same changes without`,
    },
    latencyRow(`${name}, change → console, p99`, read.said.latencies, told(read)),
    latencyRow("… with one that never reads, p99 of the others", frozen.said.latencies, told(frozen)),
    {
      figure: "… resident memory per console",
      measured: (Math.max(0, read.phase.residentMiB - alone.residentMiB) * 1024) / CONSOLES,
      unit: "KiB",
      note: `${alone.residentMiB.toFixed(0)} MiB without, ${read.phase.residentMiB.toFixed(0)} with, ${frozen.phase.residentMiB.toFixed(0)} with the frozen one too`,
    },
  ];
};

function latencyRow(figure: string, latencies: readonly number[], note: string): Row {
  return { figure, measured: distributionOf(latencies).p99, unit: "ms", budget: { atMost: BUDGET_MS }, note };
}
