import type { ChannelHealth } from "../ports.ts";
import type { HttpReply } from "./http-request.ts";

export const ANSWERS: ChannelHealth = { healthy: true, detail: "answers", says: { code: "answers", values: {} } };

/** How a provider does by its answer to a question of no consequence: any answer will do. */
export function healthOfReply({ kind }: Pick<HttpReply, "kind">): ChannelHealth {
  return kind === "answered" ? ANSWERS : { healthy: false, detail: kind, says: { code: kind, values: {} } };
}

/** It says itself, in its own words, why it does not take anything. */
export const refuses = (detail: string): ChannelHealth => ({ healthy: false, detail, says: { code: "refuses", values: {} } });
