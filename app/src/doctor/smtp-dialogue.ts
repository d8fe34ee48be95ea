import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

export interface AskedServer {
  readonly host: string;
  readonly port: number;
  readonly security: "tls" | "starttls" | "none";
  readonly ca?: string;
  readonly login?: { readonly username: string; readonly password: string };
}

export type SenderOutcome =
  | { readonly kind: "accepted" }
  | { readonly kind: "unreachable"; readonly detail: string }
  /** The server's own words. */
  | { readonly kind: "refused"; readonly step: "AUTH" | "MAIL FROM"; readonly detail: string };

class RefusedStep extends Error {}

/**
 * Goes as far as `MAIL FROM`, then `RSET` and `QUIT` (RFC 5321, 4.1.1), so that no mail comes of it: the client the platform sends with
 * cannot stop there. Aborting the signal ends it.
 */
export async function askSender(server: AskedServer, from: string, signal: AbortSignal): Promise<SenderOutcome> {
  const { host, port, security, login } = server;
  const tls = { host, port, servername: host, ...(server.ca === undefined ? {} : { ca: server.ca }) };
  let socket: Socket = security === "tls" ? connectTls(tls) : connect({ host, port });
  const end = (): void => void socket.destroy(new Error("no answer in time"));
  signal.addEventListener("abort", end, { once: true });
  let step: "AUTH" | "MAIL FROM" | undefined;
  try {
    await once(socket, security === "tls" ? "secureConnect" : "connect");
    await replyOf(socket, "2");
    let extensions = await say(socket, "EHLO labcanary.invalid", "2");
    if (security === "starttls") {
      await say(socket, "STARTTLS", "2");
      socket = connectTls({ ...tls, socket });
      await once(socket, "secureConnect");
      extensions = await say(socket, "EHLO labcanary.invalid", "2");
    }
    if (login !== undefined) {
      step = "AUTH";
      await signIn(socket, extensions, login);
    }
    step = "MAIL FROM";
    await say(socket, `MAIL FROM:<${from}>`, "2");
    await say(socket, "RSET", "2");
    socket.write("QUIT\r\n");
    return { kind: "accepted" };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return error instanceof RefusedStep && step !== undefined ? { kind: "refused", step, detail } : { kind: "unreachable", detail };
  } finally {
    signal.removeEventListener("abort", end);
    socket.on("error", () => undefined); // it is over; what is still said of it concerns nobody
    socket.destroySoon();
  }
}

/** PLAIN (RFC 4616) where it is offered, else LOGIN, which older servers know. */
async function signIn(socket: Socket, extensions: string, { username, password }: NonNullable<AskedServer["login"]>): Promise<void> {
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  if (/^250[ -]AUTH\b.*\bPLAIN\b/im.test(extensions)) {
    await say(socket, `AUTH PLAIN ${base64(`\0${username}\0${password}`)}`, "2");
    return;
  }
  await say(socket, "AUTH LOGIN", "3");
  await say(socket, base64(username), "3");
  await say(socket, base64(password), "2");
}

function say(socket: Socket, line: string, expected: string): Promise<string> {
  socket.write(`${line}\r\n`);
  return replyOf(socket, expected);
}

/** A whole reply: its last line has a space behind the code (RFC 5321, 4.2.1). Rejects for another class of code than is expected. */
function replyOf(socket: Socket, expected: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let reply = "";
    const take = (chunk: Buffer): void => {
      reply += chunk.toString("utf8");
      if (!/^\d{3} .*\r?\n$/m.test(reply) || !reply.endsWith("\n")) return;
      finish();
      if (reply.startsWith(expected)) resolve(reply);
      else reject(new RefusedStep(reply.trim().replaceAll(/\s*\r?\n\s*/g, " ")));
    };
    const fail = (error?: Error): void => {
      finish();
      reject(error instanceof Error ? error : new Error("the server hung up"));
    };
    const finish = (): void => {
      socket.off("data", take);
      socket.off("error", fail);
      socket.off("close", fail);
    };
    socket.on("data", take);
    socket.on("error", fail);
    socket.on("close", fail);
  });
}
