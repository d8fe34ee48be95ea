import { parseArgs } from "node:util";
import { seconds } from "@labcanary/domain/basics";
import { loadCredentials } from "../credentials.ts";
import { createFleet, type FleetStats } from "../load/fleet.ts";
import { createRandom } from "../random.ts";
import { createSystemClock } from "../system-clock.ts";
import { type Command, numberOption, required, UsageError, urlOption, wholeNumberOption } from "./command.ts";

/** What one process and one loopback address can hold: the usual range of ephemeral ports has 28 232. */
const MOST_DEVICES = 28_000;

export const fleetCommand: Command = {
  usage: `labcanary-sim fleet --devices N --rate R --url URL --credentials FILE [--seconds S] [--json]

Connects N cheap devices, publishes R readings a second over all of them, and reports what was acknowledged and how fast.

  --devices N         how many, up to ${MOST_DEVICES}; the first N of the credentials file
  --rate R            readings a second of the whole fleet
  --url URL           the MQTT server, such as mqtt://127.0.0.1:1883
  --credentials FILE  tokens of the devices, made by: labcanary device enrol --all --json
  --seconds S         end after so long; without it at Ctrl-C
  --json              the report as one line of JSON

Its readings are not marked "simulated": use it on a platform that is being measured, never on one that watches something.`,

  async run(args, terminal) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        devices: { type: "string" },
        rate: { type: "string" },
        url: { type: "string" },
        credentials: { type: "string" },
        seconds: { type: "string" },
        json: { type: "boolean" },
      },
    });
    const count = wholeNumberOption(required(values.devices, "devices", "100"), "devices", { least: 1, most: MOST_DEVICES, absent: 1 });
    const ratePerSecond = numberOption(required(values.rate, "rate", "50"), "rate", { least: 0.01, most: 1_000_000, absent: 1 });
    const span = values.seconds === undefined ? undefined : numberOption(values.seconds, "seconds", { least: 1, most: 86_400, absent: 1 });
    const url = urlOption(required(values.url, "url", "mqtt://127.0.0.1:1883"), ["mqtt:"]);
    const loaded = loadCredentials(required(values.credentials, "credentials", "credentials.json"));
    if (!loaded.ok) throw new UsageError(loaded.error.message);
    const { size } = loaded.value;
    if (size < count)
      throw new UsageError(`${values.credentials} has tokens for ${size} devices, not ${count}; enrol more or ask for fewer.`);
    const credentials = new Map([...loaded.value].slice(0, count));
    const port = Number(url.port === "" ? MQTT_PORT : url.port);

    const clock = createSystemClock();
    const fleet = createFleet(
      { host: url.hostname, port, credentials, ratePerSecond },
      { clock, random: createRandom(1), stopwatch: () => performance.now() },
    );
    const publishing = fleet.start();
    const over =
      span === undefined
        ? terminal.interrupted
        : publishing.then(() => new Promise<void>((resolve) => void clock.after(seconds(span), resolve)));
    await Promise.race([over, terminal.interrupted]);
    const stats = fleet.stats();
    await fleet.stop();
    terminal.out(values.json === true ? JSON.stringify(stats) : reportOf(stats));
    return stats.acknowledged > 0 ? 0 : 1;
  },
};

/** Registered for MQTT over TCP (IANA). */
const MQTT_PORT = 1883;

function reportOf({ devices, connected, published, acknowledged, lost, heldBack, latency, errors, ...rest }: FleetStats): string {
  const ms = (value: number): string => `${value.toFixed(1)} ms`;
  return [
    `${connected} of ${devices} devices connected`,
    `${acknowledged} of ${published} publishes acknowledged, ${rest.acknowledgedPerSecond.toFixed(0)} a second; ` +
      `${lost} lost with their connection, ${heldBack} held back`,
    `acknowledged after: half ${ms(latency.p50)}, 90 % ${ms(latency.p90)}, 99 % ${ms(latency.p99)}, longest ${ms(latency.max)}`,
    `connections: ${errors.unreachable} not reached, ${errors.refused} refused, ${errors.cut} cut`,
  ].join("\n");
}
