import type { Logger } from "@labcanary/domain/ports";
import { destination, pino } from "pino";

/** One JSON line for each thing worth an engineer's reading, to standard error. `level` is debug, info, warn, error or silent. */
export function createLogger(level: string): Logger {
  return pino({ level, serializers: { error: pino.stdSerializers.err } }, destination(2));
}
