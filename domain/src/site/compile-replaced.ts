import type { EpochMs } from "../basics/index.ts";
import { parseTime } from "../telemetry/index.ts";
import type { DeviceFile } from "./file.ts";
import type { Problems } from "./problem.ts";

/** Which hardware a device is now. */
export interface Hardware {
  readonly replacedAt?: EpochMs;
  readonly serial?: string;
}

export function compileHardware({ replaced, serial }: DeviceFile, path: readonly (string | number)[], problems: Problems): Hardware {
  const replacedAt = replaced === undefined ? undefined : parseTime(replaced);
  if (replaced !== undefined && replacedAt === undefined)
    problems.add("SITE_DATE", [...path, "replaced"], `"${replaced}" is no time with its zone; write for example 2026-11-26T08:20:00+08:00`);
  return { ...(replacedAt === undefined ? {} : { replacedAt }), ...(serial === undefined ? {} : { serial }) };
}
