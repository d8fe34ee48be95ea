import type { ListedSession } from "../../../src/accounts/session-store.ts";
import type { Account } from "../../../src/accounts/user-directory.ts";
import { ask } from "../asking.ts";

export interface OwnAccount {
  readonly account: Account;
  readonly secondFactor: { readonly set: boolean; readonly required: boolean; readonly recoveryCodesLeft: number };
  readonly session: string;
  readonly sessions: readonly ListedSession[];
}

export const accountApi = {
  own: () => ask<OwnAccount>("GET", "account"),
  changePassword: (password: string, newPassword: string) => ask<unknown>("POST", "account/password", { password, newPassword }),
  beginSecondFactor: (password: string) =>
    ask<{ readonly secret: string; readonly uri: string }>("POST", "account/second-factor/begin", { password }),
  finishSecondFactor: (code: string) => ask<{ readonly recoveryCodes: readonly string[] }>("POST", "account/second-factor", { code }),
  renewRecoveryCodes: (password: string) =>
    ask<{ readonly recoveryCodes: readonly string[] }>("POST", "account/second-factor/recovery-codes", { password }),
  removeSecondFactor: (password: string) => ask<unknown>("POST", "account/second-factor/remove", { password }),
  endSession: (id: string) => ask<unknown>("DELETE", `account/sessions/${id}`),
  endOtherSessions: () => ask<unknown>("DELETE", "account/sessions"),
};
