import { randomBytes } from "node:crypto";
import { runLabcanary } from "../support/platform-process.ts";

/** A person who may sign in. */
export interface Operator {
  readonly username: string;
  readonly password: string;
}

/** Adds an operator by the command an administrator uses, to a platform that is not running yet. */
export function addOperator(data: string): Operator {
  const operator = { username: "bench", password: randomBytes(16).toString("base64url") };
  runLabcanary(["user", "add", operator.username, "--role", "operator", "--password-stdin", "--data", data], operator.password);
  return operator;
}

/** Signs in over HTTP; the token of the new session. */
export async function signIn(url: string, operator: Operator): Promise<string> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${url}/api/v1/session`, { method: "POST", headers, body: JSON.stringify(operator) });
  if (answer.status !== 201) throw new Error(`signing in was answered ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { token: string }).token;
}
