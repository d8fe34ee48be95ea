import { seconds } from "@labcanary/domain/basics";
import type { Clock, Logger, Metrics } from "@labcanary/domain/ports";

/** Chosen: as long as one attempt at a gateway may take. Nobody waits for it. */
const PING_LIMIT = seconds(3);

/** Tells a watchdog outside that the whole chain works. What it says in return does not matter, as long as it says 2xx. */
export interface Ping {
  /** Never rejects: a watchdog that hears nothing raises its own alarm. */
  send(): Promise<void>;
  /** Of the pings so far, those that failed since the last that did not, and why the last of them did; the address is not told. */
  trouble(): { readonly failures: number; readonly reason: string } | undefined;
}

export function createPing(url: string, { clock, logger, metrics }: { clock: Clock; logger: Logger; metrics: Metrics }): Ping {
  let failures = 0;
  let reason = "";

  async function attempt(): Promise<string | undefined> {
    const abort = new AbortController();
    const cancel = clock.after(PING_LIMIT, () => abort.abort());
    try {
      // Not followed elsewhere: the address is to be the watchdog's own.
      const response = await fetch(url, { signal: abort.signal, redirect: "manual" });
      await response.body?.cancel();
      return response.ok ? undefined : `HTTP ${response.status}`;
    } catch (error) {
      return abort.signal.aborted ? "timeout" : codeOf(error);
    } finally {
      cancel();
    }
  }

  return {
    async send() {
      const failure = await attempt();
      metrics.counter("labcanary_heartbeat_pings_total", failure === undefined ? "answered" : "failed").inc();
      failures = failure === undefined ? 0 : failures + 1;
      reason = failure ?? "";
      if (failure !== undefined) logger.warn({ reason, failures }, "The watchdog outside could not be told that the chain works");
    },
    trouble: () => (failures === 0 ? undefined : { failures, reason }),
  };
}

/** fetch tells why in the cause, and the address in the message. */
function codeOf(error: unknown): string {
  const { cause, name } = error as Error & { readonly cause?: { readonly code?: unknown } };
  return typeof cause?.code === "string" ? cause.code : name;
}
