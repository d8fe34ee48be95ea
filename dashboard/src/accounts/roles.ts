/** Who a person is to the platform. */
export const ROLES = ["operator", "responder", "responsible-person", "engineer", "inspector", "administrator"] as const;
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
  "issue-tokens",
  "manage-accounts",
] as const;
export type Right = (typeof RIGHTS)[number];

/**
 * Operators answer alarms. Responders and responsible persons take charge of one, go there and say how it is; what takes an alarm off
 * everybody's list is the security centre's. Engineers look for causes and may comment, but an alarm is not theirs to acknowledge
 * (ISA-18.2: the operator's response). Inspectors look. Administrators stand in for everyone. Who repairs proposes to take a signal out
 * of service; the security centre, which must know what does not protect, approves.
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
  ],
  responder: ["look", "take-charge", "comment"],
  "responsible-person": ["look", "take-charge", "comment", "propose-out-of-service"],
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
    "issue-tokens",
  ],
  inspector: ["look"],
  administrator: RIGHTS,
};

export const rightsOf = (role: Role): readonly Right[] => RIGHTS_OF_ROLE[role];
export const mayDo = (role: Role, right: Right): boolean => RIGHTS_OF_ROLE[role].includes(right);
