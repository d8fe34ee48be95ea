import { ApiError } from "../asking.ts";

/** Who signs shows again that it is they. Without a password: the account has none here, and it was shown at its provider. */
export interface Confirmation {
  readonly password?: string;
  /** Of the second factor, where one is set. */
  readonly code?: string;
}

export interface Signing {
  password: string;
  code: string;
  /** The account has a second factor, and the password was right: its code is asked for. */
  readonly needsCode: boolean;
  /** What was typed is forgotten when it is signed. True: it is; false: only the code is missing. Rejects with what the platform refused. */
  send(sign: (confirmation: Confirmation) => Promise<unknown>): Promise<boolean>;
}

/** What is typed by whoever signs something, for SigningFields. */
export function createSigning(): Signing {
  let password = $state("");
  let code = $state("");
  let needsCode = $state(false);
  return {
    get password() {
      return password;
    },
    set password(typed) {
      password = typed;
    },
    get code() {
      return code;
    },
    set code(typed) {
      code = typed;
    },
    get needsCode() {
      return needsCode;
    },
    async send(sign) {
      try {
        await sign({ ...(password === "" ? {} : { password }), ...(needsCode ? { code } : {}) });
        [password, needsCode] = ["", false];
        return true;
      } catch (error) {
        if (!(error instanceof ApiError && error.code === "SECOND_FACTOR_REQUIRED")) throw error;
        needsCode = true;
        return false;
      } finally {
        code = "";
      }
    },
  };
}
