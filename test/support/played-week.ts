import { type DurationMs, minutes } from "@labcanary/domain/basics";
import { createRandom, createSimulation, type Scenario } from "@labcanary/firmware-sim";
import { createSettableClock } from "./clock.ts";
import { createMemoryLink, type Handed } from "./memory-link.ts";

/** What a signal said, in order: hours since the beginning, and its value; null where it had none. */
export interface Trace {
  readonly hours: readonly number[];
  readonly values: readonly (number | string | null)[];
}

export interface Played {
  /** By `device/signal`. */
  readonly traces: ReadonlyMap<string, Trace>;
  /** Everything handed over, in order. */
  readonly messages: readonly Handed[];
}

/** Plays a scenario in virtual time, without any network. */
export async function playScenario(scenario: Scenario, span: DurationMs, seed: number | string = 1): Promise<Played> {
  const clock = createSettableClock();
  const begun = clock.now();
  const messages: Handed[] = [];
  const simulation = createSimulation(
    {
      url: "mqtt://nowhere.invalid",
      credentials: new Map(scenario.devices.map(({ id }) => [id, "token"])),
      scenarios: new Map([[scenario.name, scenario]]),
      first: scenario.name,
      markSimulated: false,
    },
    { clock, random: createRandom(seed), createLink: createMemoryLink((message) => void messages.push(message)) },
  );
  await simulation.start();
  for (let passed = 0; passed < span; passed += minutes(10)) clock.advance(minutes(10));
  await simulation.stop();
  return { messages, traces: tracesOf(messages, begun) };
}

function tracesOf(messages: readonly Handed[], begun: number): ReadonlyMap<string, Trace> {
  const traces = new Map<string, { hours: number[]; values: (number | string | null)[] }>();
  for (const { deviceId, topic, payload } of messages) {
    if (!topic.endsWith("/telemetry")) continue;
    const { at, samples } = JSON.parse(payload) as { at: string; samples: Record<string, unknown> };
    for (const [name, said] of Object.entries(samples)) {
      const key = `${deviceId}/${name}`;
      const trace = traces.get(key) ?? { hours: [], values: [] };
      traces.set(key, trace);
      trace.hours.push((Date.parse(at) - begun) / 3_600_000);
      trace.values.push(
        said !== null && typeof said === "object" ? ((said as { value: number | null }).value ?? null) : (said as number | string | null),
      );
    }
  }
  return traces;
}
