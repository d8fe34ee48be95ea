/** The native payload (DESIGN 3.2) once its shape has been checked: one message, or a batch of them. */
export interface NativeMessage {
  /** ISO 8601 with a zone, or epoch milliseconds; absent means on receipt. */
  readonly at?: string | number;
  /** Counts the device's messages; the same again with the same `at` is a repeat. */
  readonly seq?: number;
  /** By signal name. */
  readonly samples: Readonly<Record<string, NativeValue>>;
}

/** `null`: the device could not measure. */
export type NativeValue = number | boolean | string | null | NativeObject;

export interface NativeObject {
  readonly value: number | boolean | string | null;
  readonly unit?: string;
  readonly quality?: string;
}

/** One value of one signal as a device said it, whatever the format it came in. */
export interface Entry {
  readonly name: string;
  readonly at: string | number | undefined;
  readonly seq: number | undefined;
  readonly value: number | boolean | string | null;
  readonly unit: string | undefined;
  readonly quality: string | undefined;
}

export function entriesOfNative(payload: NativeMessage | readonly NativeMessage[]): readonly Entry[] {
  const entries: Entry[] = [];
  for (const { at, seq, samples } of Array.isArray(payload) ? (payload as readonly NativeMessage[]) : [payload as NativeMessage]) {
    for (const name of Object.keys(samples)) {
      const said = samples[name] as NativeValue;
      entries.push(
        typeof said === "object" && said !== null
          ? { name, at, seq, value: said.value, unit: said.unit, quality: said.quality }
          : { name, at, seq, value: said, unit: undefined, quality: undefined },
      );
    }
  }
  return entries;
}
