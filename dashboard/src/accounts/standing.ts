import type { ZoneId } from "@labcanary/domain/site";
import type { Role } from "./roles.ts";

/** What somebody may do, and where. */
export interface Standing {
  readonly role: Role;
  /** What the person is limited to, with what is inside; absent: nothing. */
  readonly zones?: readonly ZoneId[];
}

/** What names of accounts look like, and of API tokens. */
export const USER_NAME = /^[a-z0-9][a-z0-9._-]{0,31}$/;
/** How whoever came by a one-time link is named in the journal. */
export const VISITOR_NAME = "visitor";

/** Zones as the tables keep them: a JSON list, or null of whoever is limited to none. */
export const zonesOf = (kept: string | null): { readonly zones?: readonly ZoneId[] } =>
  kept === null ? {} : { zones: JSON.parse(kept) as readonly ZoneId[] };
export const keptZones = (zones: readonly ZoneId[] | undefined): string | null => (zones === undefined ? null : JSON.stringify(zones));
