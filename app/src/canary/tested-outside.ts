import { days, seconds } from "@labcanary/domain/basics";
import type { Site } from "@labcanary/domain/site";
import type { Settings } from "../settings/table.ts";

/**
 * Whether something shows each day that a message leaves this machine and arrives: the canary's text to a real telephone, or tests of all
 * contacts. Without both the daily test ends within the platform, and a proof of delivery is up to 30 days old.
 */
export function isTestedOutside(
  settings: Pick<Settings, "canary.phone" | "canary.everySeconds">,
  { contactTests }: Pick<Site, "contactTests">,
): boolean {
  const every = settings["canary.everySeconds"];
  const byCanary = settings["canary.phone"] !== undefined && every > 0 && seconds(every) <= days(1);
  return byCanary || (contactTests !== undefined && contactTests.every <= days(1));
}

/** As a warning of a command. */
export const UNTESTED_OUTSIDE =
  "no path is tested daily beyond this machine: set canary.phone, or have the site test its contacts each day (contactTests: { every: 1d })";
