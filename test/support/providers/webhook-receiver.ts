import { timingSafeEqual, createHmac } from "node:crypto";
import type { Clock } from "@labcanary/domain/ports";
import { json, type ProviderServer, startProvider } from "./server.ts";

/** A program that takes our webhooks as Standard Webhooks 1.0.0 tells it to: signature, five minutes, and each id once. */
export function startWebhookReceiver(secret: string, clock: Pick<Clock, "now">): Promise<ProviderServer> {
  const taken = new Set<string>();
  return startProvider(({ method, url, headers, body }) => {
    if (method !== "POST" || url.pathname !== "/labcanary") return json(404, {});
    const id = String(headers["webhook-id"]);
    const timestamp = String(headers["webhook-timestamp"]);
    if (Math.abs(Number(timestamp) - clock.now() / 1000) > 300) return json(401, { error: "timestamp" });
    const key = Buffer.from(secret.slice("whsec_".length), "base64");
    const expected = createHmac("sha256", key)
      .update(Buffer.from(`${id}.${timestamp}.${body}`))
      .digest();
    const isSigned = String(headers["webhook-signature"])
      .split(" ")
      .some((part) => {
        const [version, signature = ""] = part.split(",");
        const given = Buffer.from(signature, "base64");
        return version === "v1" && given.length === expected.length && timingSafeEqual(given, expected);
      });
    if (!isSigned) return json(401, { error: "signature" });
    // A repeat is thanked for and not carried out again.
    if (taken.has(id)) return json(200, {});
    taken.add(id);
    const { data } = JSON.parse(body) as { readonly data: { readonly text: string } };
    return json(200, {}, data.text);
  });
}
