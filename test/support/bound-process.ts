import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";

/**
 * Starts a program that ends with this process, however that ends: a test run that is killed leaves nothing behind. (`setpriv` is part of
 * Debian's util-linux and becomes the program, process id and all.)
 */
export function spawnBound(
  program: string,
  parameters: readonly string[],
  stdio: StdioOptions,
  environment: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawn("setpriv", ["--pdeathsig", "KILL", program, ...parameters], { stdio, env: { ...process.env, ...environment } });
}
