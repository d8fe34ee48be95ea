import { createHmac } from "node:crypto";
import { json, type ProviderServer, startProvider } from "./server.ts";

export interface TwilioServer extends ProviderServer {
  /** State of each message, by SID, in the order they were created. */
  readonly states: Map<string, string>;
  /** Calls an address as Twilio does: form fields, and its signature of both. Resolves to the status it got. */
  call(
    url: string,
    fields: Readonly<Record<string, string>>,
    over?: { readonly signature?: string; readonly to?: string },
  ): Promise<number>;
}

/** Twilio's Messages resource for one account: credentials, then the fields of a message, its state, and its signed calls. */
export async function startTwilio(accountSid: string, authToken: string): Promise<TwilioServer> {
  const states = new Map<string, string>();
  const messages = `/2010-04-01/Accounts/${accountSid}/Messages`;
  const server = await startProvider(({ method, url, headers, body }) => {
    const credentials = Buffer.from((headers.authorization ?? "").replace(/^Basic /, ""), "base64").toString();
    if (credentials !== `${accountSid}:${authToken}`) return json(401, { code: 20003, message: "Authenticate", status: 401 });
    if (method === "GET") {
      const sid = new RegExp(`^${messages}/(SM\\d+)\\.json$`).exec(url.pathname)?.[1] ?? "";
      const status = states.get(sid);
      return status === undefined ? json(404, { code: 20404, message: "not found", status: 404 }) : json(200, { sid, status });
    }
    if (method !== "POST" || url.pathname !== `${messages}.json`) return json(404, { code: 20404, message: "not found", status: 404 });
    const { To = "", Body = "", From, MessagingServiceSid } = Object.fromEntries(new URLSearchParams(body));
    if (!/^\+[1-9]\d{6,14}$/.test(To)) return json(400, { code: 21211, message: `Invalid 'To' Phone Number: ${To}`, status: 400 });
    if (Body === "") return json(400, { code: 21602, message: "Message body is required.", status: 400 });
    if (From === undefined && MessagingServiceSid === undefined)
      return json(400, { code: 21603, message: "A 'From' is required", status: 400 });
    const sid = `SM${String(states.size + 1).padStart(32, "0")}`;
    states.set(sid, "queued");
    return json(201, { sid, status: "queued", to: To, body: Body, error_code: null }, Body);
  });
  return Object.assign(server, {
    states,
    async call(url: string, fields: Readonly<Record<string, string>>, over: { readonly signature?: string; readonly to?: string } = {}) {
      const names = Object.keys(fields);
      names.sort();
      let data = url;
      for (const name of names) data += `${name}${fields[name]}`;
      const signature = over.signature ?? createHmac("sha1", Buffer.from(authToken)).update(Buffer.from(data)).digest("base64");
      const answer = await fetch(over.to ?? url, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signature },
        body: new URLSearchParams(fields).toString(),
      });
      return answer.status;
    },
  });
}
