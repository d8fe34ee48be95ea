/** Who a person is to the platform. */
export const ROLES = ["operator", "engineer", "administrator"] as const;
export type Role = (typeof ROLES)[number];

/** What a request may need. */
export const RIGHTS = ["look", "handle-alarms", "comment", "read-rejects"] as const;
export type Right = (typeof RIGHTS)[number];

/**
 * Operators answer alarms; engineers look for causes and may comment, but an alarm is not theirs to acknowledge
 * (ISA-18.2: the operator's response); administrators stand in for both.
 */
const RIGHTS_OF_ROLE: Readonly<Record<Role, readonly Right[]>> = {
  operator: ["look", "handle-alarms", "comment"],
  engineer: ["look", "comment", "read-rejects"],
  administrator: ["look", "handle-alarms", "comment", "read-rejects"],
};

export const rightsOf = (role: Role): readonly Right[] => RIGHTS_OF_ROLE[role];
export const mayDo = (role: Role, right: Right): boolean => RIGHTS_OF_ROLE[role].includes(right);
