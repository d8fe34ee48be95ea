import type { DatabaseSync } from "node:sqlite";
import type { EpochMs } from "@labcanary/domain/basics";
import { type Account, accountIn } from "../accounts/user-directory.ts";

/** What the file of accounts holds of somebody; without hashes and secrets, which are nobody's to read. */
export interface AccountData {
  readonly account?: Account;
  readonly sessions: readonly { readonly from?: string; readonly agent?: string; readonly createdAt: EpochMs; readonly usedAt: EpochMs }[];
  readonly tokens: readonly { readonly name: string; readonly createdAt: EpochMs; readonly expiresAt: EpochMs }[];
}

export function accountDataIn(database: DatabaseSync, name: string): AccountData {
  const account = accountIn(database, name);
  const sessions = database
    .prepare("SELECT from_address, agent, created_at, used_at FROM session WHERE user_name = ? ORDER BY created_at")
    .all(name);
  const tokens = database.prepare("SELECT name, created_at, expires_at FROM api_token WHERE issued_by = ? ORDER BY created_at").all(name);
  return {
    ...(account === undefined ? {} : { account }),
    sessions: sessions.map((row) => ({
      ...(row["from_address"] === null ? {} : { from: String(row["from_address"]) }),
      ...(row["agent"] === null ? {} : { agent: String(row["agent"]) }),
      createdAt: Number(row["created_at"]) as EpochMs,
      usedAt: Number(row["used_at"]) as EpochMs,
    })),
    tokens: tokens.map((row) => ({
      name: String(row["name"]),
      createdAt: Number(row["created_at"]) as EpochMs,
      expiresAt: Number(row["expires_at"]) as EpochMs,
    })),
  };
}
