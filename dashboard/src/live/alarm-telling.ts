import type { Alarm } from "@labcanary/domain/alarm";
import { type Told, untoldBecause } from "@labcanary/domain/notification";
import type { Site } from "@labcanary/domain/site";
import type { Scope } from "../accounts/scope.ts";
import type { AlarmSummary } from "./alarm-summary.ts";

/** Who has been told of an alarm, or why nobody is: as a row of the list says it to whoever sees this part of the site. */
export function tellingOf(
  alarm: Alarm,
  told: Told | undefined,
  { scope, site }: { readonly scope: Scope; readonly site: Site },
): Pick<AlarmSummary, "told" | "untold"> {
  if (told !== undefined) return { told: toldWithin(told, scope) };
  const untold = untoldBecause(alarm, site);
  return untold === undefined ? {} : { untold };
}

/** Without the person, where whoever asks is not to know who they are. */
export function toldWithin(told: Told, scope: Scope): Told {
  if (told.personId === undefined || scope.duty.hasPerson(told.personId)) return told;
  const { personId: _, ...nameless } = told;
  return nameless;
}
