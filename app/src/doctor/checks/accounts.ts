import { existsSync } from "node:fs";
import { join } from "node:path";
import { days } from "@labcanary/domain/basics";
import { type Check, type Finding, found, type FindingKind, some } from "../check.ts";
import { readDatabase } from "../read-database.ts";

const NO_ACCOUNT: FindingKind = {
  code: "NO_ACCOUNT",
  urgency: "now",
  remedy: {
    en: "labcanary user add NAME --role operator: nobody can sign in to acknowledge an alarm.",
    zh: "运行 labcanary user add NAME --role operator：目前没有人能登录确认报警。",
  },
};
const SECOND_FACTOR: FindingKind = {
  code: "ACCOUNTS_WITHOUT_SECOND_FACTOR",
  urgency: "soon",
  remedy: {
    en: "They set up an authenticator app on the page Account; accounts.secondFactor can require it.",
    zh: "请本人在“账户”页面绑定验证器；也可用 accounts.secondFactor 强制要求。",
  },
};
const TOKENS_UNUSED: FindingKind = {
  code: "API_TOKENS_UNUSED",
  urgency: "advice",
  remedy: {
    en: "Revoke them on the page Tokens: a token nobody uses is missed by nobody when it leaks.",
    zh: "请在“令牌”页面吊销：无人使用的令牌泄露时也无人察觉。",
  },
};

/** Chosen: whoever asks for a token sets it up within a week. */
const UNUSED_AFTER = days(7);
/** Who can change who may do what, and what is watched: what a stolen password of theirs does is not seen on the wall. */
const NEED_SECOND_FACTOR = ["administrator", "engineer"] as const;

/** People and programs that may sign in. Nothing is written. */
export const accounts: Check = {
  name: "accounts",
  kinds: [NO_ACCOUNT, SECOND_FACTOR, TOKENS_UNUSED],
  look({ settings, now }) {
    const nobody = [found(NO_ACCOUNT, "there is no account", "没有任何账户")];
    const file = join(settings.data, "accounts.sqlite");
    if (!existsSync(file)) return nobody;
    return readDatabase(file, (database) => {
      const users = database
        .prepare("SELECT name, role, totp_secret, password_hash FROM user ORDER BY name")
        .all() as unknown as readonly UserRow[];
      if (users.length === 0 && settings["accounts.oidc.issuer"] === undefined) return nobody;
      const findings: Finding[] = [];
      const isNeeded = (role: string): boolean =>
        settings["accounts.secondFactor"] === "required" || NEED_SECOND_FACTOR.some((each) => each === role);
      // Whoever signs in at the provider alone has a second factor there, or not: it is not ours to know.
      const without = users.filter(
        ({ role, totp_secret, password_hash }) => password_hash !== "" && totp_secret === null && isNeeded(role),
      );
      if (without.length > 0) {
        const names = some(without.map(({ name, role }) => `${name} (${role})`));
        findings.push(found(SECOND_FACTOR, `a password alone lets in ${names.en}`, `仅凭密码即可登录：${names.zh}`));
      }
      const unused = database
        .prepare("SELECT name FROM api_token WHERE used_at IS NULL AND created_at < ? AND expires_at > ? ORDER BY name")
        .all(now - UNUSED_AFTER, now) as unknown as readonly { readonly name: string }[];
      if (unused.length > 0) {
        const names = some(unused.map(({ name }) => name));
        findings.push(found(TOKENS_UNUSED, `tokens of programs that were never used: ${names.en}`, `从未使用的程序令牌：${names.zh}`));
      }
      return findings;
    });
  },
};

interface UserRow {
  readonly name: string;
  readonly role: string;
  readonly totp_secret: string | null;
  readonly password_hash: string;
}
