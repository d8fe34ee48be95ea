import { type EpochMs, epochMs } from "../basics/index.ts";
import { FAULT_REASONS, type FaultReason, QUALITIES, type Quality, type Sample, type SignalKey } from "../telemetry/index.ts";
import type { EvidenceSample } from "./condition.ts";
import { IMPAIRMENT_OF_FAULT, IMPAIRMENTS, type Impairment } from "./impairments.ts";

/** Samples kept of each signal as evidence. Chosen: shows how a limit was crossed, and keeps 100,000 signals within 25 MB. */
export const EVIDENCE_SAMPLES = 8;
const COLUMNS = 3;

/** Beside the number of its quality: what else is to be known of a sample. */
const OVER_RANGE = 0x40;
const UNCALIBRATED = 0x20;
const QUALITY = 0x1f;
const GOOD = QUALITIES.indexOf("good");
const MAINTENANCE = QUALITIES.indexOf("maintenance");

/** What is remembered of every signal, as columns: plain numbers that can be copied and saved whatever their count. */
export interface SignalColumns {
  readonly keys: readonly SignalKey[];
  /** Event time of the newest sample that was evaluated; NaN before the first. */
  readonly evaluatedAt: Float64Array;
  /** Receive time of the newest fresh reading, or since when silence is counted. */
  readonly heardAt: Float64Array;
  /** After a fault one more than the place of its reason in FAULT_REASONS, until the next sample; else 0. */
  readonly faulty: Uint8Array;
  /** How many samples were ever remembered; the newest is at (count − 1) modulo EVIDENCE_SAMPLES. */
  readonly count: Float64Array;
  /** Rings of at, receivedAt, value. */
  readonly evidence: Float64Array;
  /** The number of the quality, with marks. */
  readonly quality: Uint8Array;
}

export class SignalMemory {
  readonly columns: SignalColumns;

  constructor(columns: SignalColumns) {
    this.columns = columns;
  }

  /** Nothing heard of any signal yet; silence is counted from `now`. */
  static empty(keys: readonly SignalKey[], now: EpochMs): SignalMemory {
    return new SignalMemory({
      keys,
      evaluatedAt: new Float64Array(keys.length).fill(Number.NaN),
      heardAt: new Float64Array(keys.length).fill(now),
      faulty: new Uint8Array(keys.length),
      count: new Float64Array(keys.length),
      evidence: new Float64Array(keys.length * EVIDENCE_SAMPLES * COLUMNS),
      quality: new Uint8Array(keys.length * EVIDENCE_SAMPLES),
    });
  }

  /**
   * The same memory for other signals: those that stay keep what is known of them. Of one whose device was `replaced` nothing is known, but
   * that it is as impaired as the one before until it speaks; a clock that was ahead is gone.
   */
  movedTo(keys: readonly SignalKey[], now: EpochMs, replaced: ReadonlySet<SignalKey> = new Set()): SignalMemory {
    const moved = SignalMemory.empty(keys, now);
    const old = this.columns;
    const places = new Map(old.keys.map((key, index) => [key, index]));
    for (const [to, key] of keys.entries()) {
      const from = places.get(key);
      if (from === undefined) continue;
      if (replaced.has(key)) {
        moved.columns.faulty[to] = old.faulty[from] as number;
        moved.columns.evaluatedAt[to] = Math.min(old.evaluatedAt[from] as number, now);
        continue;
      }
      for (const name of ["evaluatedAt", "heardAt", "faulty", "count"] as const) {
        moved.columns[name][to] = old[name][from] as number;
      }
      const width = EVIDENCE_SAMPLES * COLUMNS;
      moved.columns.evidence.set(old.evidence.subarray(from * width, (from + 1) * width), to * width);
      moved.columns.quality.set(old.quality.subarray(from * EVIDENCE_SAMPLES, (from + 1) * EVIDENCE_SAMPLES), to * EVIDENCE_SAMPLES);
    }
    return moved;
  }

  /** A copy that later samples do not change. */
  save(): SignalColumns {
    const { keys, evaluatedAt, heardAt, faulty, count, evidence, quality } = this.columns;
    return {
      keys,
      evaluatedAt: evaluatedAt.slice(),
      heardAt: heardAt.slice(),
      faulty: faulty.slice(),
      count: count.slice(),
      evidence: evidence.slice(),
      quality: quality.slice(),
    };
  }

  noteFault(signal: number, reason: FaultReason): void {
    this.columns.faulty[signal] = FAULT_REASONS.indexOf(reason) + 1;
  }

  /** Why there was no value last; undefined where there was one. */
  faultOf(signal: number): FaultReason | undefined {
    const code = this.columns.faulty[signal] as number;
    // Looked at first: a list is slow to say that it has nothing at -1.
    return code === 0 ? undefined : FAULT_REASONS[code - 1];
  }

  remember(signal: number, { at, receivedAt, value, quality, overRange, uncalibrated }: Sample): void {
    const { count, evidence, quality: qualities } = this.columns;
    const slot = signal * EVIDENCE_SAMPLES + ((count[signal] as number) % EVIDENCE_SAMPLES);
    evidence[slot * COLUMNS] = at;
    evidence[slot * COLUMNS + 1] = receivedAt;
    evidence[slot * COLUMNS + 2] = value;
    qualities[slot] = QUALITIES.indexOf(quality) | (overRange === true ? OVER_RANGE : 0) | (uncalibrated === true ? UNCALIBRATED : 0);
    (count[signal] as number)++;
  }

  /** The newest sample turned out not to be believed: a good one becomes uncertain. */
  doubtNewest(signal: number): void {
    const slot = this.#slot(signal, (this.columns.count[signal] as number) - 1);
    if (this.columns.quality[slot] === GOOD) this.columns.quality[slot] = QUALITIES.indexOf("uncertain");
  }

  /** The remembered samples, oldest first. */
  samples(signal: number): readonly EvidenceSample[] {
    const count = this.columns.count[signal] as number;
    const first = Math.max(0, count - EVIDENCE_SAMPLES);
    return Array.from({ length: count - first }, (_, offset) => this.#sample(signal, first + offset));
  }

  newest(signal: number): EvidenceSample | undefined {
    const count = this.columns.count[signal] as number;
    return count === 0 ? undefined : this.#sample(signal, count - 1);
  }

  /** What the newest reading says against the signal. */
  impairmentOf(signal: number): Impairment | undefined {
    const fault = this.faultOf(signal);
    if (fault !== undefined) return IMPAIRMENT_OF_FAULT[fault];
    const count = this.columns.count[signal] as number;
    const marked = count === 0 ? GOOD : (this.columns.quality[this.#slot(signal, count - 1)] as number);
    if (marked === GOOD) return undefined;
    // Somebody works at the sensor, whatever it reads meanwhile.
    if ((marked & QUALITY) === MAINTENANCE) return "maintenance";
    if ((marked & OVER_RANGE) !== 0) return "over-range";
    if ((marked & UNCALIBRATED) !== 0) return "uncalibrated";
    const quality = QUALITIES[marked & QUALITY];
    return IMPAIRMENTS.find((impairment) => impairment === quality);
  }

  #sample(signal: number, ordinal: number): EvidenceSample {
    const { evidence, quality } = this.columns;
    const slot = this.#slot(signal, ordinal);
    const marked = quality[slot] as number;
    return {
      at: epochMs(evidence[slot * COLUMNS] as number),
      receivedAt: epochMs(evidence[slot * COLUMNS + 1] as number),
      value: evidence[slot * COLUMNS + 2] as number,
      quality: QUALITIES[marked & QUALITY] as Quality,
      ...((marked & OVER_RANGE) === 0 ? {} : { overRange: true as const }),
    };
  }

  #slot(signal: number, ordinal: number): number {
    return signal * EVIDENCE_SAMPLES + (ordinal % EVIDENCE_SAMPLES);
  }
}
