import { parseArgs } from "node:util";
import { type DurationMs, seconds } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";
import { loadCredentials } from "../credentials.ts";
import { createFleet, type Fleet } from "../load/fleet.ts";
import { createRandom } from "../random.ts";
import { createSystemClock } from "../system-clock.ts";
import { type Command, numberOption, rateOption, required, type Terminal, UsageError, urlOption, wholeNumberOption } from "./command.ts";
import { type FleetMoment, intervalJson, liveLines, plainLine, reportOf, totalJson } from "./fleet-report.ts";
import { createLiveView } from "./live-view.ts";

/** What one process and one loopback address can hold: the usual range of ephemeral ports has 28 232. */
const MOST_DEVICES = 28_000;

/** Devices a second: a second's worth fits the usual backlog of a listener (511). */
const USUAL_RAMP = 500;

export const fleetCommand: Command = {
  usage: `labcanary-sim fleet --devices N --rate R --url URL --credentials FILE [--ramp R] [--seconds S] [--every S] [--json]

Connects N cheap devices, publishes R readings a second over all of them, and tells what the server makes of it as seen from outside: how many were
acknowledged (PUBACK) and how fast. In a terminal it shows that as it goes; in a pipe it writes a line each interval.

  --devices N         how many, up to ${MOST_DEVICES}; the first N of the credentials file
  --rate R            readings a second of the whole fleet, such as 50 or 50/s
  --ramp R            connect so many devices a second; default ${USUAL_RAMP}/s
  --url URL           the MQTT server, such as mqtt://127.0.0.1:1883
  --credentials FILE  tokens of the devices, made by: labcanary device enrol --all --json
  --seconds S         end so long after all are connected; without it at Ctrl-C
  --every S           seconds of an interval; default 1
  --json              a line of JSON each interval ("kind":"interval") and one at the end ("kind":"total")

Its readings are not marked "simulated": use it on a platform that is being measured, never on one that watches something.

Examples:
  labcanary-sim fleet --devices 9 --rate 50/s --url mqtt://127.0.0.1:1883 --credentials credentials.json --seconds 1
  labcanary-sim fleet --devices 9 --rate 20 --ramp 20/s --url mqtt://127.0.0.1:1883 --credentials credentials.json --seconds 1 --json`,

  async run(args, terminal) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        devices: { type: "string" },
        rate: { type: "string" },
        ramp: { type: "string" },
        url: { type: "string" },
        credentials: { type: "string" },
        seconds: { type: "string" },
        every: { type: "string" },
        json: { type: "boolean" },
      },
    });
    const count = wholeNumberOption(required(values.devices, "devices", "100"), "devices", { least: 1, most: MOST_DEVICES, absent: 1 });
    const ratePerSecond = rateOption(required(values.rate, "rate", "50"), "rate", { least: 0.01, most: 1_000_000, absent: 1 });
    const connectsPerSecond = rateOption(values.ramp, "ramp", { least: 1, most: 20_000, absent: USUAL_RAMP });
    const span = values.seconds === undefined ? undefined : numberOption(values.seconds, "seconds", { least: 1, most: 86_400, absent: 1 });
    const every = numberOption(values.every, "every", { least: 0.1, most: 3600, absent: 1 });
    const url = urlOption(required(values.url, "url", "mqtt://127.0.0.1:1883"), ["mqtt:"]);
    const loaded = loadCredentials(required(values.credentials, "credentials", "credentials.json"));
    if (!loaded.ok) throw new UsageError(loaded.error.message);
    const { size } = loaded.value;
    if (size < count)
      throw new UsageError(`${values.credentials} has tokens for ${size} devices, not ${count}; enrol more or ask for fewer.`);
    const credentials = new Map([...loaded.value].slice(0, count));
    const port = Number(url.port === "" ? MQTT_PORT : url.port);

    const clock = createSystemClock();
    const stopwatch = (): number => performance.now();
    const fleet = createFleet(
      { host: url.hostname, port, credentials, ratePerSecond, connectsPerSecond },
      { clock, random: createRandom(1), stopwatch },
    );
    const watch = watchFleet(fleet, terminal, { isJson: values.json === true, every: seconds(every) }, { clock, stopwatch });
    const publishing = fleet.start();
    const over =
      span === undefined
        ? terminal.interrupted
        : publishing.then(() => new Promise<void>((resolve) => void clock.after(seconds(span), resolve)));
    await Promise.race([over, terminal.interrupted]);
    watch.end();
    const stats = fleet.stats();
    await fleet.stop();
    terminal.out(values.json === true ? totalJson(stats, watch.mostMiB()) : reportOf(stats, watch.mostMiB()));
    return stats.acknowledged > 0 ? 0 : 1;
  },
};

interface Watch {
  end(): void;
  /** The most this process had resident, MiB. */
  mostMiB(): number;
}

/** Tells of a fleet each interval, in the form whoever looks on can use. */
function watchFleet(
  fleet: Fleet,
  terminal: Terminal,
  { isJson, every }: { readonly isJson: boolean; readonly every: DurationMs },
  { clock, stopwatch }: { readonly clock: Clock; readonly stopwatch: () => number },
): Watch {
  const view = terminal.screen === undefined || isJson ? undefined : createLiveView(terminal.screen);
  const begun = stopwatch();
  let most = residentMiB();
  const look = (): void => {
    const moment: FleetMoment = {
      secondsRunning: (stopwatch() - begun) / 1000,
      interval: fleet.takeInterval(),
      total: fleet.stats(),
      residentMiB: residentMiB(),
    };
    most = Math.max(most, moment.residentMiB);
    if (isJson) terminal.out(intervalJson(moment));
    else if (view === undefined) terminal.out(plainLine(moment));
    else view.draw(liveLines(moment));
  };
  const cancel = clock.every(every, look);
  return {
    end() {
      cancel();
      view?.end();
    },
    mostMiB: () => most,
  };
}

const residentMiB = (): number => process.memoryUsage.rss() / 2 ** 20;

/** Registered for MQTT over TCP (IANA). */
const MQTT_PORT = 1883;
