import type { DeliveryOutcome, MessageBudget, Notification } from "@labcanary/domain/notification";
import type { Clock, Logger } from "@labcanary/domain/ports";
import type { EndpointKind } from "@labcanary/domain/site";
import { INVALID_ADDRESS } from "./failures.ts";
import type { Channel } from "../ports.ts";
import { type EndpointOf, type Endpoints, secretsOf } from "./endpoint.ts";
import { createHttpAsker, failureOfNoAnswer, type HttpAnswer, type HttpAskerOptions, type HttpRequest } from "./http-request.ts";
import { detailOfReply } from "./kannel-reply.ts";
import { ANSWERS } from "./probed.ts";

/** How providers of one kind are spoken to. */
export interface EndpointForm<K extends EndpointKind> {
  readonly kind: K;
  readonly budgets: readonly MessageBudget[];
  /** Signed for this time, epoch milliseconds. */
  request(notification: Notification, endpoint: EndpointOf<K>, now: number): HttpRequest;
  outcome(answer: HttpAnswer): DeliveryOutcome;
}

export interface EndpointChannelOptions extends HttpAskerOptions {
  readonly endpoints: Endpoints;
}

export interface EndpointChannelDeps {
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Notifications by one signed POST to a named endpoint. What the provider answers proves that it has the message and no more; nobody
 * can answer by it.
 */
export function createEndpointChannel<K extends EndpointKind>(
  form: EndpointForm<K>,
  { endpoints, ...asking }: EndpointChannelOptions,
  { clock, logger }: EndpointChannelDeps,
): Channel {
  const asker = createHttpAsker(asking, clock);
  const isOurs = (endpoint: { readonly kind: string }): endpoint is EndpointOf<K> => endpoint.kind === form.kind;
  const ours = new Map([...endpoints].flatMap(([name, endpoint]) => (isOurs(endpoint) ? [[name, endpoint] as const] : [])));

  return {
    kind: form.kind,
    proves: "accepted",
    takesReplies: false,
    budgets: form.budgets,
    async start() {
      asker.start();
    },
    stop: () => asker.stop(),

    async deliver(notification, signal) {
      const endpoint = ours.get(notification.address);
      if (endpoint === undefined) {
        return { ...INVALID_ADDRESS, detail: `the endpoints file has no ${form.kind} endpoint of this name` };
      }
      const reply = await asker.ask(form.request(notification, endpoint, clock.now()), signal);
      if (reply.kind !== "answered") {
        logger.debug({ notificationId: notification.id, endpoint: notification.address, reply }, "An endpoint could not be reached");
        return failureOfNoAnswer(reply);
      }
      const outcome = form.outcome(reply);
      if (outcome.kind === "accepted") return outcome;
      return { ...outcome, detail: detailOfReply(reply.status, reply.body, [...secretsOf(endpoint), notification.text]) };
    },

    // Nothing comes in by it.
    onReport() {},
    onReply() {},
    onRefused() {},

    /** Any answer of each host will do: a message is not sent to find out. */
    async probe() {
      const silent: string[] = [];
      await Promise.all(
        [...ours].map(async ([name, { url }]) => {
          const reply = await asker.ask({ url: new URL("/", url), method: "GET", headers: {} });
          if (reply.kind !== "answered") silent.push(`${name} (${reply.kind})`);
        }),
      );
      if (silent.length === 0) return ANSWERS;
      const names = silent.toSorted().join(", ");
      return { healthy: false, detail: `no answer from ${names}`, says: { code: "endpoints-silent", values: { names } } };
    },
  };
}
