import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { days, type DurationMs, type EpochMs, elapsed, err, milliseconds, minutes, ok, plus, type Result } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";
import { Secret, TOTP } from "otpauth";
import { inTransaction } from "./account-database.ts";
import { endTokensOf } from "./api-tokens.ts";
import { noteChange } from "./change-notes.ts";
import { hashToken } from "./secret-token.ts";
import { clearSecondFactor, endedTokens } from "./user-directory.ts";

/** RFC 6238, and what every authenticator app takes: SHA-1, six digits, 30 s. */
const FIGURES = { algorithm: "SHA1", digits: 6, period: 30 } as const;
const STEP_MS = FIGURES.period * 1000;
/** RFC 4226, 4: at least 128 bits, 160 recommended. */
const SECRET_BYTES = 20;
/** RFC 6238, 5.2: one step for the clock of the phone and the time of typing, each way. */
const SKEW_STEPS = 1;

const RECOVERY_CODES = 10;
/** 80 bits each: a plain hash may be kept, and none is ever guessed. */
const RECOVERY_BYTES = 10;

/** How long a secret waits for its first code (chosen: to find the phone, and an app for it). */
const SET_UP_TIME = minutes(10);
/**
 * After so many wrong codes in a row, from anywhere, none but recovery codes is looked at for a while; whoever tries them has the password. The pause doubles
 * each time up to a day, so that a year of guessing at three right codes in a million comes to one chance in two hundred (chosen).
 */
const WRONG_CODES = 5;
const FIRST_PAUSE: DurationMs = minutes(15);
const LONGEST_PAUSE: DurationMs = days(1);
const pauseAfter = (wrongCodes: number): DurationMs =>
  milliseconds(
    wrongCodes === 0 || wrongCodes % WRONG_CODES > 0 ? 0 : Math.min(FIRST_PAUSE * 2 ** (wrongCodes / WRONG_CODES - 1), LONGEST_PAUSE),
  );

export const SECOND_FACTOR_ERRORS = {
  SECOND_FACTOR_REFUSED: "the code is not right, or was used before; wait for the next one",
  SECOND_FACTOR_TOO_OFTEN:
    "too many wrong codes for this account; none but a recovery code is looked at for a quarter of an hour or longer",
  SECOND_FACTOR_NOT_BEGUN: "nothing is being set up, or it took longer than ten minutes; begin again",
  SECOND_FACTOR_SET: "this account has a second factor already; remove it first",
  SECOND_FACTOR_NOT_SET: "this account has no second factor",
  SECOND_FACTOR_COMPULSORY: "accounts.secondFactor requires a second factor of this account",
} as const;
export type SecondFactorErrorCode = keyof typeof SECOND_FACTOR_ERRORS;
export type SecondFactorKind = "totp" | "recovery-code";

/** Codes of an authenticator app, with recovery codes for whoever has lost it. */
export interface SecondFactors {
  isSet(userName: string): boolean;
  recoveryCodesLeft(userName: string): number;
  /** A new secret, told once, which counts when its first code was given. Code: SECOND_FACTOR_SET. */
  begin(userName: string): Result<{ readonly secret: string; readonly uri: string }, SecondFactorErrorCode>;
  /** The recovery codes, told once; tokens issued without it end. Codes: SECOND_FACTOR_NOT_BEGUN, SECOND_FACTOR_REFUSED, SECOND_FACTOR_SET. */
  confirm(userName: string, code: string): Result<readonly string[], SecondFactorErrorCode>;
  /** Takes a code, once, and says which kind it was. Codes: SECOND_FACTOR_REFUSED, SECOND_FACTOR_TOO_OFTEN. */
  take(userName: string, code: string): Result<SecondFactorKind, SecondFactorErrorCode>;
  /** New recovery codes instead of those before. Code: SECOND_FACTOR_NOT_SET. */
  renewRecoveryCodes(userName: string): Result<readonly string[], SecondFactorErrorCode>;
  /** Tokens of the account end with it. Code: SECOND_FACTOR_NOT_SET. */
  remove(userName: string): Result<void, SecondFactorErrorCode>;
}

export interface SecondFactorDeps {
  readonly clock: Clock;
  /** What the app lists the account under. */
  readonly siteName: () => string;
}

export function createSecondFactors(database: DatabaseSync, { clock, siteName }: SecondFactorDeps): SecondFactors {
  const select = database.prepare("SELECT totp_secret AS secret, totp_step AS step FROM user WHERE name = ?");
  /** Of a code: never the same step twice, also when two requests carry it at once. */
  const takeStep = database.prepare("UPDATE user SET totp_step = ? WHERE name = ? AND totp_secret = ? AND coalesce(totp_step, -1) < ?");
  const takeRecovery = database.prepare("DELETE FROM recovery_code WHERE user_name = ? AND code_hash = ?");
  const addRecovery = database.prepare("INSERT INTO recovery_code (user_name, code_hash) VALUES (?, ?)");
  const wrongCodes = database.prepare("SELECT count, at FROM wrong_code WHERE user_name = ?");
  const addWrongCode = database.prepare(
    "INSERT INTO wrong_code (user_name, count, at) VALUES (?, 1, ?) ON CONFLICT DO UPDATE SET count = count + 1, at = excluded.at",
  );
  const forgetWrongCodes = database.prepare("DELETE FROM wrong_code WHERE user_name = ?");
  /** Lost with a restart: nothing was set up yet. */
  const pending = new Map<string, { readonly secret: Secret; readonly until: EpochMs }>();

  const secretOf = (userName: string): { readonly secret: string | null } =>
    (select.get(userName) as { readonly secret: string | null } | undefined) ?? { secret: null };
  const totpOf = (secret: Secret, label = ""): TOTP =>
    new TOTP({ issuer: `LabCanary ${siteName()}`.replaceAll(":", " "), label, secret, ...FIGURES });

  /** The step a code is of; undefined of a wrong one. The library compares in constant time. */
  function stepOf(secret: Secret, code: string): number | undefined {
    const now = clock.now();
    const delta = totpOf(secret).validate({ token: code, timestamp: now, window: SKEW_STEPS });
    return delta === null ? undefined : Math.floor(now / STEP_MS) + delta;
  }

  /** Also after a restart. A clock that was set back meanwhile lengthens the pause by no more than itself. */
  function isPaused(userName: string): boolean {
    const kept = wrongCodes.get(userName) as { readonly count: number; readonly at: EpochMs } | undefined;
    if (kept === undefined) return false;
    const gone = elapsed(kept.at, clock.now());
    return Math.abs(gone) < pauseAfter(kept.count);
  }

  function replaceRecoveryCodes(userName: string): readonly string[] {
    database.prepare("DELETE FROM recovery_code WHERE user_name = ?").run(userName);
    const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
    for (const code of codes) addRecovery.run(userName, hashToken(code));
    return codes;
  }

  const noteOf = (userName: string, change: string, names: readonly string[] = []): void =>
    noteChange(database, {
      kind: "user-changed",
      actor: `user:${userName}`,
      detail: { user: userName, change, ...endedTokens(names) },
    });

  return {
    isSet: (userName) => secretOf(userName).secret !== null,
    recoveryCodesLeft(userName) {
      const row = database.prepare("SELECT count(*) AS count FROM recovery_code WHERE user_name = ?").get(userName);
      return (row as { readonly count: number }).count;
    },
    begin(userName) {
      if (secretOf(userName).secret !== null) return err("SECOND_FACTOR_SET");
      const secret = new Secret({ buffer: new Uint8Array(randomBytes(SECRET_BYTES)).buffer });
      pending.set(userName, { secret, until: plus(clock.now(), SET_UP_TIME) });
      return ok({ secret: secret.base32, uri: totpOf(secret, userName).toString() });
    },
    confirm(userName, code) {
      const begun = pending.get(userName);
      if (begun === undefined || clock.now() >= begun.until) return err("SECOND_FACTOR_NOT_BEGUN");
      const step = stepOf(begun.secret, code);
      if (step === undefined) return err("SECOND_FACTOR_REFUSED");
      const codes = inTransaction(database, () => {
        const set = database
          .prepare("UPDATE user SET totp_secret = ?, totp_step = ? WHERE name = ? AND totp_secret IS NULL")
          .run(begun.secret.base32, step, userName);
        if (set.changes !== 1) return undefined;
        noteOf(userName, "second-factor-set", endTokensOf(database, userName).names);
        return replaceRecoveryCodes(userName);
      });
      pending.delete(userName);
      return codes === undefined ? err("SECOND_FACTOR_SET") : ok(codes);
    },
    take(userName, code) {
      const { secret } = secretOf(userName);
      if (secret === null) return err("SECOND_FACTOR_REFUSED");
      const typed = code.replaceAll(/[\s-]/g, "").toUpperCase();
      if (!/^\d{6}$/.test(typed)) {
        // Never guessed, so never kept waiting: it lets in whom somebody else's guessing shuts out.
        return takeRecovery.run(userName, hashToken(spelled(typed))).changes === 1 ? ok("recovery-code") : err("SECOND_FACTOR_REFUSED");
      }
      if (isPaused(userName)) return err("SECOND_FACTOR_TOO_OFTEN");
      const step = stepOf(Secret.fromBase32(secret), typed);
      if (step === undefined || takeStep.run(step, userName, secret, step).changes !== 1) {
        addWrongCode.run(userName, clock.now());
        return err("SECOND_FACTOR_REFUSED");
      }
      forgetWrongCodes.run(userName);
      return ok("totp");
    },
    renewRecoveryCodes(userName) {
      if (secretOf(userName).secret === null) return err("SECOND_FACTOR_NOT_SET");
      return ok(
        inTransaction(database, () => {
          noteOf(userName, "recovery-codes-renewed");
          return replaceRecoveryCodes(userName);
        }),
      );
    },
    remove(userName) {
      if (secretOf(userName).secret === null) return err("SECOND_FACTOR_NOT_SET");
      inTransaction(database, () => {
        clearSecondFactor(database, userName);
        noteOf(userName, "second-factor-removed", endTokensOf(database, userName).names);
      });
      return ok(undefined);
    },
  };
}

/** Sixteen letters and digits in fours. Base 32 has no 0, 1 and 8, which are taken for letters. */
const newRecoveryCode = (): string => spelled(new Secret({ buffer: new Uint8Array(randomBytes(RECOVERY_BYTES)).buffer }).base32);
const spelled = (letters: string): string => letters.match(/.{1,4}/g)?.join("-") ?? "";
