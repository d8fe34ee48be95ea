import type { DurationMs, EpochMs } from "@labcanary/domain/basics";
import type { PreviewRecipient, PreviewStep, RecipientRole } from "@labcanary/domain/notification";
import type { Site, Zone } from "@labcanary/domain/site";
import { UsageError } from "../command-line.ts";
import { insteadOf } from "../nearest.ts";
import { timeOf } from "./question.ts";

/** What commands about who is told have in common: places, times, and people in words. Addresses are never among these. */

export function zoneOf(site: Site, id: string): Zone {
  const zone = site.zones.find((candidate) => candidate.id === id);
  if (zone !== undefined) return zone;
  const known = site.zones.map((candidate) => candidate.id);
  throw new UsageError(`there is no zone "${id}"; ${insteadOf(id, known)}`);
}

/** The time given as `--at`; without one, now. */
export const timeOrNow = (text: string | undefined, now: EpochMs): EpochMs => (text === undefined ? now : timeOf(text, "at"));

/** `Alex Smith (smith)`. */
export function nameOf(site: Site, personId: string): string {
  const person = site.people.find(({ id }) => id === personId);
  return person === undefined ? `${personId}, who is not in the site` : `${person.name} (${personId})`;
}

const ROLES: Readonly<Record<RecipientRole, string>> = {
  responsible: "responsible",
  deputy: "deputy",
  "security-centre": "security centre",
  "on-duty": "on duty",
  contact: "named by the route",
  "nobody-reached": "nobody was reached",
};

/** `deputy` or `on duty, for Wang Fang (wang)`. */
export const roleText = ({ as, insteadOf: absent }: PreviewRecipient, site: Site): string =>
  absent === undefined ? ROLES[as] : `${ROLES[as]}, for ${nameOf(site, absent)}`;

/** In the order in which they are tried. */
export const channelsText = ({ channels }: PreviewRecipient): string =>
  channels.length === 0 ? "CANNOT BE TOLD: no address" : channels.join(", then ");

export const recipientText = (recipient: PreviewRecipient, site: Site): string =>
  `${nameOf(site, recipient.personId)} by ${channelsText(recipient)}`;

/** `3 more times, every 2 min`; empty where it is told once. */
export const repeatText = ({ repeat }: PreviewStep): string =>
  repeat === undefined
    ? ""
    : `${repeat.times} more ${repeat.times === 1 ? "time" : "times"}, every ${spanText(repeat.every as DurationMs)}`;

/** `90 s`, `15 min`. */
function spanText(span: DurationMs): string {
  const seconds = span / 1000;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
