import type { EpochMs } from "@labcanary/domain/basics";
import type { FrameAcceptor } from "@labcanary/domain/ports";
import type { Signal, Site } from "@labcanary/domain/site";
import { DEVICE_STATES, type Frame } from "@labcanary/domain/telemetry";
import type { RecordedLine } from "./recorded-file.ts";

/** Hands the lines of a recording to ingest, as the devices would have said them in the platform's own payload. */
export function createRecordedFrames(frames: FrameAcceptor, site: Site, start: EpochMs): (line: RecordedLine) => void {
  const signals = new Map(site.signals.map((signal) => [signal.key, signal]));
  return (line) => {
    const frame = frameOf(line, signals, start);
    // Of a signal the site does not have any more nothing is to be said.
    if (frame !== undefined) frames.accept(frame, refused);
  };
}

/** There is room in a rehearsal's log; a refusal would show in the books and in what does not come. */
const refused = (refusal?: string): void => {
  if (refusal !== undefined) throw new Error(`the accepted log of a rehearsal refused a frame: ${refusal}`);
};

function frameOf(line: RecordedLine, signals: ReadonlyMap<string, Signal>, start: EpochMs): Frame | undefined {
  const at = start + (line.at ?? line.t);
  if ("d" in line) {
    const { d, k, door, badge, granted, object } = line;
    const said = { at, kind: k, door, who: badge, granted, object };
    return made(d, "events", said);
  }
  const signal = signals.get(line.s);
  if (signal === undefined) return undefined;
  const { v, q = "good", x, h = false } = line;
  const value = v === undefined ? null : (signal.states?.[v] ?? v);
  const state = DEVICE_STATES.find((known) => known === x);
  const sample = { value, quality: q, ...(state === undefined ? {} : { state }) };
  return made(signal.deviceId, "telemetry", { at, samples: { [signal.name]: sample } }, h);
}

/** `retain`: it was said before, and is delivered again. */
const made = (deviceId: string, leaf: string, said: object, retain = false): Frame => ({
  deviceId,
  topic: `v1/devices/${deviceId}/${leaf}`,
  payload: Buffer.from(JSON.stringify(said)),
  qos: 1,
  retain,
  duplicate: false,
});
