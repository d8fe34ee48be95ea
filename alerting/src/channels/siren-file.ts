import { existsSync, readFileSync } from "node:fs";
import { err, ok, type Result } from "@labcanary/domain/basics";
import { replaceFile } from "../store/replace-file.ts";
import type { SirenState } from "./siren-calls.ts";

/** Keeps what sirens were told, so that one left on by a crash is told to be quiet, or goes on. */
export interface SirenFile {
  /** An empty list when there is none; `unreadable` when it holds something else. */
  read(): Result<readonly SirenState[], "unreadable">;
  /** Resolves when it is durable, or with what stood in the way. Of several at once the last is kept. */
  write(sirens: readonly SirenState[]): Promise<Result<void, string>>;
}

export function createSirenFile(file: string): SirenFile {
  let wanted: readonly SirenState[] | undefined;
  let writing: Promise<Result<void, string>> | undefined;

  async function writeAll(): Promise<Result<void, string>> {
    let outcome: Result<void, string> = ok(undefined);
    for (let sirens = wanted; sirens !== undefined; sirens = wanted) {
      wanted = undefined;
      try {
        await replaceFile(file, `${JSON.stringify(sirens)}\n`);
        outcome = ok(undefined);
      } catch (error) {
        outcome = err(String(error));
      }
    }
    writing = undefined;
    return outcome;
  }

  return {
    read() {
      if (!existsSync(file)) return ok([]);
      try {
        const sirens: unknown = JSON.parse(readFileSync(file, "utf8"));
        if (Array.isArray(sirens) && sirens.every(isSirenState)) return ok(sirens);
      } catch {
        // Not JSON: the same answer as JSON of another shape.
      }
      return err("unreadable");
    },
    write(sirens) {
      wanted = sirens;
      writing ??= writeAll();
      return writing;
    },
  };
}

function isSirenState(value: unknown): value is SirenState {
  const { deviceId, calls, soundsUntil } = (value ?? {}) as Partial<SirenState>;
  return typeof deviceId === "string" && typeof soundsUntil === "number" && Array.isArray(calls) && calls.every(isCall);
}

function isCall(value: unknown): boolean {
  const { command, notificationId, alarmIds, toldAt } = (value ?? {}) as Partial<SirenState["calls"][number]>;
  return typeof command === "string" && typeof notificationId === "string" && Array.isArray(alarmIds) && typeof toldAt === "number";
}
