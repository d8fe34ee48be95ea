import { seconds } from "@labcanary/domain/basics";
import type { DeliveryReport } from "@labcanary/domain/notification";
import type { Clock, Logger } from "@labcanary/domain/ports";
import type { Channel } from "../ports.ts";

/** Chosen: as soon as a provider would say again what nobody has kept. */
const REPORT_AGAIN_AFTER = seconds(1);

/** To the dispatcher a channel like any other; not one of those people are reached by. */
export interface Loopback extends Pick<Channel, "deliver"> {
  readonly kind: "loopback";
  start(listener: (report: DeliveryReport) => void): void;
  stop(): void;
}

/**
 * A gateway within the platform, with a recipient behind it that gets everything: the end of the chain for a canary that is to leave
 * nothing behind.
 */
export function createLoopback({ clock, logger }: { readonly clock: Clock; readonly logger: Logger }): Loopback {
  let listener: ((report: DeliveryReport) => void) | undefined;
  const cancels = new Set<() => void>();

  function report(said: DeliveryReport): void {
    try {
      listener?.(said);
    } catch (error) {
      logger.warn({ error: String(error) }, "The report of the canary's delivery could not be kept; said again in a second");
      const cancel = clock.after(REPORT_AGAIN_AFTER, () => {
        cancels.delete(cancel);
        report(said);
      });
      cancels.add(cancel);
    }
  }

  return {
    kind: "loopback",
    start(listen) {
      listener = listen;
    },
    stop() {
      listener = undefined;
      for (const cancel of cancels) cancel();
      cancels.clear();
    },
    async deliver({ id }) {
      // After the answer, as a network does.
      setImmediate(() => report({ notificationId: id, status: "delivered", at: clock.now() }));
      return { kind: "accepted", providerRef: "loopback" };
    },
  };
}
