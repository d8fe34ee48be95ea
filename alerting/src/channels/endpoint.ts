import type { EndpointKind } from "@labcanary/domain/site";

/** Where a robot, a topic or a program is reached, with the secret it is reached by. A site names it; it never holds it. */
export type Endpoint = DingTalkEndpoint | WeComEndpoint | FeishuEndpoint | NtfyEndpoint | WebhookEndpoint;
/** By the names a site gives them. */
export type Endpoints = ReadonlyMap<string, Endpoint>;
export type EndpointOf<K extends EndpointKind> = Extract<Endpoint, { readonly kind: K }>;

export interface DingTalkEndpoint {
  readonly kind: "dingtalk";
  /** With its access_token. */
  readonly url: string;
  /** Of the security setting "sign" (加签); absent where the robot goes by a list of addresses. */
  readonly secret?: string;
}

export interface WeComEndpoint {
  readonly kind: "wecom";
  /** With its key, which is all that protects it. */
  readonly url: string;
}

export interface FeishuEndpoint {
  readonly kind: "feishu";
  readonly url: string;
  /** Of the security setting "signature verification" (签名校验); absent where the robot goes by a list of addresses. */
  readonly secret?: string;
}

export interface NtfyEndpoint {
  readonly kind: "ntfy";
  /** Of the server, without the topic. */
  readonly url: string;
  readonly topic: string;
  /** Access token (`tk_…`); absent where anybody may publish. */
  readonly token?: string;
}

export interface WebhookEndpoint {
  readonly kind: "webhook";
  readonly url: string;
  /** `whsec_` and base64 of 24 to 64 bytes (Standard Webhooks 1.0.0). */
  readonly secret: string;
}

/** What of an endpoint must not be told: its secrets, and every part of its address that could be one. */
export function secretsOf(endpoint: Endpoint): readonly string[] {
  const { origin, pathname, searchParams } = new URL(endpoint.url);
  const { kind: _kind, url, ...others } = endpoint;
  const afterOrigin = url.startsWith(origin) ? url.slice(origin.length) : "";
  return [
    afterOrigin,
    ...searchParams.values(),
    ...pathname.split("/").filter((part) => part.length >= SECRET_CHARACTERS),
    ...Object.values(others),
  ]
    .filter((text): text is string => typeof text === "string" && text.length > 1)
    .toSorted((one, other) => other.length - one.length);
}

/** Shortest part of a path taken for a secret (chosen: "webhook" and "robot" are none, the shortest key of a provider has 36). */
const SECRET_CHARACTERS = 12;
