import type { DashboardDeps } from "../ports.ts";
import { type Ledger, openLedger } from "./ledger.ts";
import { openPathMeter, type PathStanding } from "./path-meter.ts";
import { openRegister, type Register } from "./register.ts";

/** What is known of how far protection works: the register, what was kept of it, and the way of a reading. */
export interface Protection {
  readonly register: Register;
  readonly ledger: Ledger;
  readonly pathStanding: () => PathStanding | null;
  close(): Promise<void>;
}

export function openProtection(options: { readonly dataFolder: string }, deps: DashboardDeps): Protection {
  const register = openRegister(deps);
  const ledger = openLedger(options, { ...deps, register });
  const meter = openPathMeter(deps);
  return {
    register,
    ledger,
    pathStanding: meter.standing,
    async close() {
      register.end();
      meter.end();
      await ledger.close();
    },
  };
}
