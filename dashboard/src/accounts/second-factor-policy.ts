import type { Role } from "./roles.ts";

/** Who needs a second factor to sign in with a password. Whoever has set one up is asked for it under each of them. */
export const SECOND_FACTOR_POLICIES = ["optional", "required-for-administrators", "required"] as const;
export type SecondFactorPolicy = (typeof SECOND_FACTOR_POLICIES)[number];

export const isSecondFactorRequired = (policy: SecondFactorPolicy, role: Role): boolean =>
  policy === "required" || (policy === "required-for-administrators" && role === "administrator");
