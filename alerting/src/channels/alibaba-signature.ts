import { createHash, createHmac } from "node:crypto";
import type { HttpRequest } from "./http-request.ts";

/** A call of an Alibaba Cloud API whose parameters stand in the query. */
export interface AlibabaCall {
  readonly endpoint: URL;
  readonly action: string;
  readonly version: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Whole seconds count. */
  readonly at: number;
  /** Never the same twice: the provider refuses a repeat. */
  readonly nonce: string;
}

export interface AlibabaKey {
  readonly id: string;
  readonly secret: string;
}

const ALGORITHM = "ACS3-HMAC-SHA256";

/**
 * The call as a signed request: signature method V3 (help.aliyun.com, "V3 request body and signature"). Signed is `ACS3-HMAC-SHA256`, a
 * line feed, and the SHA-256 of method, path, sorted query, sorted headers, their names and the SHA-256 of the body, a line each.
 */
export function signedAlibabaCall({ endpoint, action, version, parameters, at, nonce }: AlibabaCall, key: AlibabaKey): HttpRequest {
  const query = Object.entries(parameters)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .toSorted()
    .join("&");
  const headers: Readonly<Record<string, string>> = {
    host: endpoint.host,
    "x-acs-action": action,
    "x-acs-content-sha256": sha256(""),
    "x-acs-date": `${new Date(at).toISOString().slice(0, 19)}Z`,
    "x-acs-signature-nonce": nonce,
    "x-acs-version": version,
  };
  const names = Object.keys(headers).toSorted();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join("");
  const canonical = ["POST", "/", query, lines, names.join(";"), sha256("")].join("\n");
  const signature = createHmac("sha256", key.secret)
    .update(`${ALGORITHM}\n${sha256(canonical)}`)
    .digest("hex");
  const authorization = `${ALGORITHM} Credential=${key.id},SignedHeaders=${names.join(";")},Signature=${signature}`;
  const url = new URL("/", endpoint);
  url.search = query;
  return { url, method: "POST", headers: { ...headers, authorization } };
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** RFC 3986: `encodeURIComponent` leaves five signs that are not unreserved there. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
