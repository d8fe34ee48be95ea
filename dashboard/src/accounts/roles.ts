/** Who a person is to the platform. */
export const ROLES = ["operator", "engineer", "administrator"] as const;
export type Role = (typeof ROLES)[number];

/** What a request may need. */
export const RIGHTS = [
  "look",
  "handle-alarms",
  "comment",
  "read-rejects",
  "try-rules",
  "propose-out-of-service",
  "approve-out-of-service",
  "decide-site-changes",
  "test-contacts",
] as const;
export type Right = (typeof RIGHTS)[number];

/**
 * Operators answer alarms; engineers look for causes and may comment, but an alarm is not theirs to acknowledge
 * (ISA-18.2: the operator's response); administrators stand in for both. Who repairs proposes to take a signal out of service; the
 * security centre, which must know what does not protect, approves.
 */
const RIGHTS_OF_ROLE: Readonly<Record<Role, readonly Right[]>> = {
  operator: ["look", "handle-alarms", "comment", "try-rules", "propose-out-of-service", "approve-out-of-service"],
  engineer: ["look", "comment", "read-rejects", "try-rules", "propose-out-of-service", "decide-site-changes", "test-contacts"],
  administrator: RIGHTS,
};

export const rightsOf = (role: Role): readonly Right[] => RIGHTS_OF_ROLE[role];
export const mayDo = (role: Role, right: Right): boolean => RIGHTS_OF_ROLE[role].includes(right);
