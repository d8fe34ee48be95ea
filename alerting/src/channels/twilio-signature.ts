import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * `X-Twilio-Signature` (twilio.com/docs/usage/security): base64 of HMAC-SHA1, keyed with the account's auth token, over the address
 * Twilio was given, with its query, and every field of the form in the order of its name, name and value written one behind the other.
 */
export function twilioSignature(authToken: string, url: string, fields: URLSearchParams): string {
  const sorted = [...fields].toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  const data = sorted.reduce((text, [name, value]) => text + name + value, url);
  return createHmac("sha1", authToken).update(data).digest("base64");
}

/** Constant-time. Twilio signs some addresses with their port, some without; its own libraries take both. */
export function isTwilioSignature(signature: string, authToken: string, url: string, fields: URLSearchParams): boolean {
  const given = Buffer.from(signature);
  return formsOf(url).some((form) => {
    const expected = Buffer.from(twilioSignature(authToken, form, fields));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

/** The address as it is, with its scheme's port written out, and without any. */
function formsOf(url: string): readonly string[] {
  const { protocol, hostname, port, pathname, search } = new URL(url);
  const written = port === "" ? (protocol === "https:" ? "443" : "80") : port;
  return [url, `${protocol}//${hostname}:${written}${pathname}${search}`, `${protocol}//${hostname}${pathname}${search}`];
}
