import type { ListedSession } from "../../../src/accounts/session-store.ts";
import type { ApiToken } from "../../../src/accounts/api-tokens.ts";
import type { Standing } from "../../../src/accounts/standing.ts";
import type { Account } from "../../../src/accounts/user-directory.ts";
import type { Role } from "../../../src/accounts/roles.ts";
import type { ToldDevice } from "../../../src/http/device-routes.ts";
import type { AdoptionProposal, ToldAdoptionProposal } from "../../../src/adoption/adoption-proposals.ts";
import type { ToldUnknown, UnknownAnswer } from "../../../src/http/unknown-routes.ts";
import { ask } from "../asking.ts";

export type { Account, ApiToken, ListedSession, Role, Standing, ToldAdoptionProposal, ToldDevice, ToldUnknown, UnknownAnswer };
/** What is proposed of a device that speaks. */
export type AdoptionWish = Pick<AdoptionProposal, "device" | "zone" | "name" | "deviceId" | "profiles">;
export { ROLES } from "../../../src/accounts/roles.ts";

interface Person {
  readonly id: string;
  readonly name: string;
}
export type ListedAccount = Account & { readonly person?: Person };
/** Somebody of the site who has no account, and what theirs would be called. */
export interface WithoutAccount {
  readonly account: string;
  readonly person: Person;
}
export interface SessionsAnswer {
  /** The one that asks. */
  readonly session: string;
  readonly sessions: readonly ListedSession[];
}
export type DeviceState = "all" | "not-enrolled" | "not-connected";
export interface DevicesAnswer {
  readonly total: number;
  readonly enrolled: number;
  readonly connected: number;
  readonly matching: number;
  readonly devices: readonly ToldDevice[];
}

const accountPath = (name: string, part = ""): string => `accounts/${encodeURIComponent(name)}${part}`;
const tokenPath = (deviceId: string): string => `devices/${encodeURIComponent(deviceId)}/token`;

export const adminApi = {
  accounts: () =>
    ask<{ readonly accounts: readonly ListedAccount[]; readonly withoutAccount: readonly WithoutAccount[] }>("GET", "accounts"),
  addAccount: (account: Standing & { readonly name: string; readonly password: string }) => ask<unknown>("POST", "accounts", account),
  setStanding: (name: string, standing: Standing) => ask<unknown>("PUT", accountPath(name, "/standing"), standing),
  setPassword: (name: string, password: string) => ask<unknown>("PUT", accountPath(name, "/password"), { password }),
  allowSingleSignOn: (name: string, allowed: boolean) => ask<unknown>("PUT", accountPath(name, "/single-sign-on"), { allowed }),
  resetSecondFactor: (name: string) => ask<unknown>("DELETE", accountPath(name, "/second-factor")),
  signOutUser: (name: string) => ask<unknown>("DELETE", accountPath(name, "/sessions")),
  removeAccount: (name: string) => ask<unknown>("DELETE", accountPath(name)),
  sessions: () => ask<SessionsAnswer>("GET", "sessions"),
  endSession: (id: string) => ask<unknown>("DELETE", `sessions/${id}`),
  tokens: () => ask<{ readonly tokens: readonly ApiToken[]; readonly roles: readonly Role[] }>("GET", "tokens"),
  issueToken: (token: Standing & { readonly name: string; readonly days: number; readonly password?: string; readonly code?: string }) =>
    ask<ApiToken & { readonly token: string }>("POST", "tokens", token),
  revokeToken: (id: string) => ask<unknown>("DELETE", `tokens/${id}`),
  devices: (query: { readonly q: string; readonly state: DeviceState }) =>
    ask<DevicesAnswer>("GET", `devices?${new URLSearchParams({ q: query.q, state: query.state })}`),
  unknown: () => ask<UnknownAnswer>("GET", "unknown"),
  adoptions: () => ask<{ readonly proposals: readonly ToldAdoptionProposal[] }>("GET", "unknown/proposals"),
  proposeAdoption: (wish: AdoptionWish) => ask<{ readonly proposal: ToldAdoptionProposal }>("POST", "unknown/proposals", wish),
  withdrawAdoption: (id: string) => ask<unknown>("DELETE", `unknown/proposals/${id}`),
  enrolDevice: (deviceId: string) => ask<{ readonly deviceId: string; readonly token: string }>("POST", tokenPath(deviceId)),
  /** The token it has goes on until the new one is used, and no longer than these days. */
  rotateDevice: (deviceId: string, overlapDays: number) =>
    ask<{ readonly deviceId: string; readonly token: string }>("POST", `${tokenPath(deviceId)}?overlapDays=${overlapDays}`),
  revokeDevice: (deviceId: string) => ask<unknown>("DELETE", tokenPath(deviceId)),
};
