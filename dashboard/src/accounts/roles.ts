import type { ZoneId } from "@labcanary/domain/site";

/** Who a person is to the platform. */
export const ROLES = ["operator", "responder", "responsible-person", "engineer", "safety-officer", "inspector", "administrator"] as const;
export type Role = (typeof ROLES)[number];

/** What a request may need. */
export const RIGHTS = [
  "look",
  "take-charge",
  "handle-alarms",
  "comment",
  "hand-over",
  "read-rejects",
  "try-rules",
  "propose-out-of-service",
  "approve-out-of-service",
  "decide-site-changes",
  "propose-plans",
  "test-contacts",
  "manage-devices",
  "commission",
  "issue-tokens",
  "manage-accounts",
  "read-figures",
  "file-hazards",
  "settle-hazards",
  "verify-hazards",
  "answer-reports",
  "do-checks",
  "read-substances",
  "handle-substances",
  "run-drills",
  "sign-reports",
  "remove-photos",
] as const;
export type Right = (typeof RIGHTS)[number];

/**
 * Operators answer alarms. Responders and responsible persons take charge of one, go there and say how it is; what takes an alarm off
 * everybody's list is the security centre's. Engineers look for causes and may comment, but an alarm is not theirs to acknowledge
 * (ISA-18.2: the operator's response). Safety officers keep the ledgers and see that what is in them is dealt with; alarms are not theirs
 * either. Inspectors look. Administrators stand in for everyone. Who repairs proposes to take a signal out of service; the security
 * centre, which must know what does not protect, approves.
 */
const RIGHTS_OF_ROLE: Readonly<Record<Role, readonly Right[]>> = {
  operator: [
    "look",
    "take-charge",
    "handle-alarms",
    "comment",
    "hand-over",
    "try-rules",
    "propose-out-of-service",
    "approve-out-of-service",
    "read-figures",
    "file-hazards",
    "answer-reports",
    "do-checks",
  ],
  responder: ["look", "take-charge", "comment", "read-figures", "file-hazards", "do-checks"],
  "responsible-person": [
    "look",
    "take-charge",
    "comment",
    "propose-out-of-service",
    "read-figures",
    "file-hazards",
    "settle-hazards",
    "verify-hazards",
    "answer-reports",
    "do-checks",
    "read-substances",
    "handle-substances",
    "sign-reports",
  ],
  engineer: [
    "look",
    "comment",
    "read-rejects",
    "try-rules",
    "propose-out-of-service",
    "decide-site-changes",
    "propose-plans",
    "test-contacts",
    "manage-devices",
    "commission",
    "read-figures",
    "issue-tokens",
    "file-hazards",
    "do-checks",
    "run-drills",
    // The site files they keep name every substance and cabinet.
    "read-substances",
  ],
  "safety-officer": [
    "look",
    "comment",
    "read-figures",
    "file-hazards",
    "settle-hazards",
    "verify-hazards",
    "do-checks",
    "read-substances",
    "handle-substances",
    "answer-reports",
    "run-drills",
    "sign-reports",
    "remove-photos",
  ],
  inspector: ["look", "read-figures", "read-substances"],
  administrator: RIGHTS,
};

/**
 * What is about the whole site, or about the platform, and so not for people who are limited to zones. `hand-over` is being the desk: who
 * has it answers whether anybody is there. A signal out of service is approved by those who know all that does not protect; a test may
 * reach people who have nothing to do with a zone; figures are of the one operator position, and not of a zone.
 */
const WHOLE_SITE_RIGHTS: ReadonlySet<Right> = new Set([
  "hand-over",
  "read-rejects",
  "approve-out-of-service",
  "decide-site-changes",
  "test-contacts",
  "manage-accounts",
  "read-figures",
]);

/** Who acts: in which role, and what they are limited to. */
export interface Actor {
  readonly role: Role;
  readonly zones?: readonly ZoneId[];
}

export const rightsOf = ({ role, zones }: Actor): readonly Right[] =>
  zones === undefined ? RIGHTS_OF_ROLE[role] : RIGHTS_OF_ROLE[role].filter((right) => !WHOLE_SITE_RIGHTS.has(right));
export const mayDo = (actor: Actor, right: Right): boolean => rightsOf(actor).includes(right);
/** Whether the role would allow it, and only the zones do not. */
export const isForWholeSite = ({ role, zones }: Actor, right: Right): boolean =>
  zones !== undefined && WHOLE_SITE_RIGHTS.has(right) && RIGHTS_OF_ROLE[role].includes(right);
