import type { DurationMs } from "@labcanary/domain/basics";
import type { DeliveryOutcome } from "@labcanary/domain/notification";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import { A_MINUTE, BUSY, INVALID_ADDRESS, rateLimited, REJECTED, TIMED_OUT, UNAUTHORISED, UNREACHABLE } from "./failures.ts";
import { oneLine } from "@labcanary/domain/messages";

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** `tls`: from the first byte. `starttls`: required, before anything else is said. `none`: for a server on this machine. */
  readonly security: "tls" | "starttls" | "none";
  /** Authority of its certificate (PEM), where it is not a public one. */
  readonly ca?: string;
  readonly login?: { readonly username: string; readonly password: string };
  /** What we call ourselves in EHLO: a domain name. */
  readonly clientName: string;
  /** For each of connecting, the greeting, and any silence after it. */
  readonly timeout: DurationMs;
}

export interface Envelope {
  readonly from: string;
  readonly to: string;
  readonly message: Buffer;
}

/** What went wrong in a session: of nodemailer's errors what decides, and what the server said. */
export interface SmtpFailure {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

/** Hands one mail over. Resolves with what the server said; rejects with an {@link SmtpFailure}, or as soon as the signal is aborted. */
export const sendMail = (server: SmtpServer, { from, to, message }: Envelope, signal: AbortSignal): Promise<string> =>
  inSession(server, signal, async (connection) => {
    const { login } = server;
    if (login !== undefined) {
      await settled((done) => connection.login({ credentials: { user: login.username, pass: login.password } }, done));
    }
    return new Promise((resolve, reject) => {
      connection.send({ from, to }, message, (error, info) =>
        error === null || error === undefined ? resolve(info.response) : reject(error),
      );
    });
  });

/** Whether the server answers and speaks the security asked for. Nobody signs in. */
export const greetServer = (server: SmtpServer, signal: AbortSignal): Promise<void> => inSession(server, signal, async () => undefined);

async function inSession<T>(server: SmtpServer, signal: AbortSignal, work: (connection: SMTPConnection) => Promise<T>): Promise<T> {
  const { host, port, security, ca, clientName: name, timeout } = server;
  const connection = new SMTPConnection({
    host,
    port,
    name,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    dnsTimeout: timeout,
    ...(ca === undefined ? {} : { tls: { ca } }),
  });
  let abort = (): void => {};
  const broken = new Promise<never>((_, reject) => {
    abort = () => reject(Object.assign(new Error("aborted"), { code: "ETIMEDOUT" }));
    signal.addEventListener("abort", abort, { once: true });
    connection.on("error", reject);
    connection.on("end", () => reject(Object.assign(new Error("the connection ended"), { code: "ECONNECTION" })));
  });
  // After the work is done, what befalls the connection concerns nobody.
  broken.catch(() => undefined);
  const run = async (): Promise<T> => {
    signal.throwIfAborted();
    await settled((done) => connection.connect(done));
    return work(connection);
  };
  try {
    const result = await Promise.race([run(), broken]);
    connection.quit();
    return result;
  } catch (error) {
    connection.close();
    throw signal.aborted ? Object.assign(new Error("aborted"), { code: "ETIMEDOUT" }) : error;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

const settled = (start: (done: (error?: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => start((error) => (error === undefined || error === null ? resolve() : reject(error))));

/**
 * What a failed session means. Reply codes are those of RFC 5321, 4.2.3, the detail behind them of RFC 3463: 4xx will pass; 5xx is for
 * good where it is about this mailbox or this mail. Where it is about us, our password, our sender, or what we may send where, it can be
 * put right, and the mail is kept.
 */
export function outcomeOfFailure({ code, command = "", responseCode, response = "" }: SmtpFailure): DeliveryOutcome {
  if (responseCode === undefined) {
    if (code === "EENVELOPE") return INVALID_ADDRESS;
    if (code === "EMESSAGE") return REJECTED;
    if (code === "EAUTH") return UNAUTHORISED;
    return code === "ETIMEDOUT" ? TIMED_OUT : UNREACHABLE;
  }
  const [, subject] = /^\d{3}[ -]\d\.(\d{1,3})\.\d{1,3}/.exec(response) ?? [];
  if (responseCode < 500) {
    // X.7.x is about policy; of what passes by itself, that is how much we send.
    if (subject === POLICY) return rateLimited(A_MINUTE);
    return BUSY;
  }
  if (command === "DATA") return REJECTED;
  const isAboutUs = code === "EAUTH" || LOGIN_REPLIES.has(responseCode) || subject === POLICY || command === "MAIL FROM";
  if (isAboutUs) return UNAUTHORISED;
  if (command === "RCPT TO") return INVALID_ADDRESS;
  // A server that refuses our greeting, or the security asked for, is none for us, whatever the mail.
  return UNREACHABLE;
}
const POLICY = "7";
/** Authentication required, credentials invalid, encryption or a stronger mechanism needed (RFC 4954, 6). */
const LOGIN_REPLIES: ReadonlySet<number> = new Set([530, 534, 535, 538]);

/** Characters of what the server said that are kept (chosen: a sentence). */
const DETAIL_CHARACTERS = 160;

/** What was said, on one line, without what is `hidden`. */
export function detailOfSmtp(words: string, hidden: readonly string[]): string {
  let shown = oneLine(words);
  for (const secret of hidden.filter((each) => each !== "")) {
    for (const form of [secret, Buffer.from(secret).toString("base64")]) shown = shown.replaceAll(form, "***");
  }
  return shown.slice(0, DETAIL_CHARACTERS);
}
