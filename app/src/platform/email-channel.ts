import { readFileSync } from "node:fs";
import { type Channel, createEmailChannel, type EmailDeps, type EmailOptions, isLoopback } from "@labcanary/alerting";
import { secret } from "../settings/load.ts";
import type { Settings } from "../settings/table.ts";

/** Ports of mail submission, RFC 8314, 3.3 and RFC 6409, 3.1. */
const SUBMISSION_PORTS = { "smtps:": 465, "smtp:": 587 } as const;

/** The mail server of the settings; undefined where they name none. */
export function smtpServer(
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
): EmailOptions["server"] | undefined {
  const url = settings["email.smtp.url"];
  if (url === undefined) return undefined;
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  const isImplicit = protocol === "smtps:";
  const caFile = settings["email.smtp.caFile"];
  const username = settings["email.smtp.username"];
  const password = secret("email.smtp.passwordFile", settings, environment) ?? "";
  return {
    host,
    port: port === "" ? SUBMISSION_PORTS[isImplicit ? "smtps:" : "smtp:"] : Number(port),
    // A server on this machine seldom has a certificate for its name; whoever gives its authority wants TLS all the same.
    security: isImplicit ? "tls" : isLoopback(host) && caFile === undefined ? "none" : "starttls",
    ...(caFile === undefined ? {} : { ca: readFileSync(caFile, "utf8") }),
    ...(username === undefined ? {} : { login: { username, password } }),
  };
}

/** E-mail; undefined where the settings name no server. */
export function emailChannel(
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
  { clock, logger, evidence }: EmailDeps,
): Channel | undefined {
  const server = smtpServer(settings, environment);
  const from = settings["email.from"];
  if (server === undefined || from === undefined) return undefined;
  return createEmailChannel({ server, from }, { clock, logger, evidence });
}
