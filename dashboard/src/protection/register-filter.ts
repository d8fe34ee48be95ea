import type { Measures } from "@labcanary/domain/ports";
import type { Site } from "@labcanary/domain/site";
import { type Scope, zonesWithin } from "../accounts/scope.ts";
import { HttpError } from "../http/http-errors.ts";
import { indexOf } from "../http/site-index.ts";
import { entryOf, type RegisterLine } from "./register.ts";
import type { RegisterKind } from "./register-entry.ts";

/** What of the register is asked for; each narrows it. */
export interface RegisterFilter {
  readonly kind?: RegisterKind;
  /** The zone and all inside it. */
  readonly zone?: string;
  /** In the names of signal and place, the key, the code, the words of people, in either language. */
  readonly text?: string;
}

/** In the order they have. A zone that whoever asks does not see is refused with ZONE_UNKNOWN. */
export function matchingLines(
  lines: readonly RegisterLine[],
  filter: RegisterFilter,
  { site, scope, measures }: { readonly site: Site; readonly scope: Scope; readonly measures: Measures },
): readonly RegisterLine[] {
  const { kind, zone } = filter;
  const { zones } = indexOf(site);
  if (zone !== undefined && !scope.zones.some(({ id }) => id === zone)) throw new HttpError("ZONE_UNKNOWN");
  const within = zone === undefined ? undefined : zonesWithin([zone], site);
  const wanted = filter.text?.trim().toLowerCase() ?? "";
  if (kind === undefined && within === undefined && wanted === "") return lines;
  const says = (line: RegisterLine): boolean => {
    const {
      signal = "",
      label,
      zoneId = "",
      reason = "",
      measure = "",
      by = "",
      approvedBy = "",
      dealtBy = "",
      alarm,
    } = entryOf(line, measures);
    const path = zones.get(zoneId)?.path;
    return [signal, label.en, label.zh, path?.en, path?.zh, reason, measure, by, approvedBy, dealtBy, alarm?.code].some((text) =>
      text?.toLowerCase().includes(wanted),
    );
  };
  return lines.filter(
    (line) =>
      (kind === undefined || line.kind === kind) &&
      (within === undefined || (line.place !== undefined && within.has(line.place.zoneId))) &&
      (wanted === "" || says(line)),
  );
}
