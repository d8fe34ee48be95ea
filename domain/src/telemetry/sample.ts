import type { EpochMs } from "../basics/index.ts";
import type { FaultReason } from "./device-state.ts";

export const QUALITIES = ["good", "uncertain", "bad", "simulated", "maintenance"] as const;
/** How far a sample can be trusted. `bad` is never evaluated as a value, `maintenance` never raises a process alarm. */
export type Quality = (typeof QUALITIES)[number];

/** `deviceId/signal`, unique in the site. */
export type SignalKey = string;

/** One decoded value of one signal. `value` is finite by construction, in the signal's own unit; booleans and states are their number. */
export interface Sample {
  readonly kind: "sample";
  readonly signal: SignalKey;
  /** Event time: the device's clock when it can be believed, else the time of receipt. */
  readonly at: EpochMs;
  readonly receivedAt: EpochMs;
  /** The device's own time, kept beside `at` when the clock was found wrong and `at` is the time of receipt. */
  readonly deviceAt?: EpochMs;
  readonly value: number;
  readonly quality: Quality;
  /**
   * The sensor was at or beyond the top of its range: there may be any amount more than `value`, which is what was said where that is at
   * or above the top, else the top. Never a low number, whatever a sensor shows in rich gas.
   */
  readonly overRange?: true;
  /** A duty of the sensor (calibration, bump test) was overdue: `uncertain` where it would have been `good`. */
  readonly uncalibrated?: true;
  /** Older than the signal's lateness limit, or than a sample already evaluated: kept in history, wakes nobody. */
  readonly historical: boolean;
  /** Sub-millisecond part of the stored time, 0–999,999 ns; derived from the content, so a retry stores the same point. */
  readonly tieBreak: number;
}

/** The device said that it could not measure, or that it is doing something else. It is not a value and does not count as being heard. */
export interface Fault {
  readonly kind: "fault";
  readonly signal: SignalKey;
  readonly at: EpochMs;
  readonly receivedAt: EpochMs;
  readonly deviceAt?: EpochMs;
  readonly reason: FaultReason;
  readonly historical: boolean;
  readonly tieBreak: number;
}

export type Reading = Sample | Fault;

/**
 * Why a frame, or one entry of it, was not taken as readings or events. Each is counted as `labcanary_refused_total{where="decode",reason}`
 * and kept among the last rejects.
 */
export const DECODE_ERRORS = {
  DECODE_NOT_UTF8: "the payload is not UTF-8 text",
  DECODE_NOT_JSON: "the payload is not JSON",
  DECODE_TOO_DEEP: "the JSON is nested deeper than the payload has levels",
  DECODE_SHAPE: "the JSON has not the shape of a native payload, of SenML or of events",
  DECODE_EMPTY: "the payload has no samples, or no events",
  DECODE_TOO_MANY: "the batch has more samples or events than the limit",
  DECODE_TIME: "a time is not ISO 8601 or epoch milliseconds",
  DECODE_TIME_RANGE: "a time lies outside the years the platform keeps",
  DECODE_VALUE: "a value is not a finite number, a boolean, or one of the signal's states",
  DECODE_RANGE: "a value is outside what its quantity can be at all",
  DECODE_UNIT: "the unit is not known",
  DECODE_UNIT_CONVERSION: "the unit cannot be converted to the signal's",
  DECODE_QUALITY: "the quality is none of the five",
  DECODE_EVENT_KIND: "the event is of no known kind",
  DECODE_EVENT_DOOR: "the door of an event is no signal with states of its device",
  DECODE_EVENT_FIELD: "a field of an event is not what it should be",
  DECODE_NOT_CBOR: "the payload is not CBOR, or has what SenML has not",
  DECODE_TOPIC: "the topic is no device's, of no gateway the site describes, or none that the gateway's convention has",
  DECODE_ADDRESS: "the message does not say which device it is of",
  DECODE_FAILED: "reading the message ended in an error of the platform",
  DECODE_STATE: "the state is none a device can say, or none of a signal that has states of its own",
  DECODE_NOT_DECODED: "the network server did not decode what the device sent: it has no codec for it, or its codec failed",
  DECODE_PROTOBUF: "the payload is not Protocol Buffers of the convention",
  DECODE_ALIAS: "a number stands for a name that no birth has given it",
  DECODE_SEQUENCE: "messages are missing before this one, so what its numbers stand for is not known until the next birth",
  DECODE_TYPE: "the value is of a type that is no reading: bytes, a table, a file",
} as const;
export type DecodeErrorCode = keyof typeof DECODE_ERRORS;

export interface DecodeError {
  readonly code: DecodeErrorCode;
  /** What was found where, bounded to 200 characters; never the whole payload. */
  readonly detail: string;
}

/** A sample of a known device whose signal the site does not describe. Kept, not dropped; adopted later. */
export interface Quarantined {
  readonly deviceId: string;
  /** Of what came through a gateway, `deviceId`: what its convention calls the device; absent: the gateway itself. */
  readonly address?: string;
  readonly signal: string;
  readonly receivedAt: EpochMs;
  /** Value, unit and time as it said them, at most 200 characters. */
  readonly said: string;
  /** What it said, where that is a finite number, a word (at most 200 characters) or yes and no. */
  readonly value?: number | string | boolean;
  /** At most 200 characters. */
  readonly unit?: string;
}
