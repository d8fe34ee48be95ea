import type { AddressInfo, Socket } from "node:net";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer, type SMTPServerSession } from "smtp-server";
import type { Certificate } from "./mqtt-certificates.ts";

/** What a test has the server say at a step; absent: all is well. */
export interface SmtpRefusals {
  from?: { readonly code: number; readonly text: string };
  to?: { readonly code: number; readonly text: string };
  data?: { readonly code: number; readonly text: string };
}

export interface TestMail {
  readonly raw: string;
  readonly parsed: ParsedMail;
  readonly from: string;
  readonly to: readonly string[];
  readonly isEncrypted: boolean;
  /** Who signed in to send it. */
  readonly user: string | undefined;
}

/** A real SMTP server in this process. */
export interface TestSmtpServer {
  readonly host: "127.0.0.1";
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly mails: readonly TestMail[];
  readonly connections: number;
  refusals: SmtpRefusals;
  /** Takes the mail and never says so. */
  silent: boolean;
  stop(): Promise<void>;
}

export interface TestSmtpOptions {
  /** With it STARTTLS is offered, or, `implicit`, TLS from the first byte. */
  readonly certificate?: Certificate;
  readonly implicit?: boolean;
  /** Nobody need sign in. */
  readonly open?: boolean;
}

export async function startSmtpServer({ certificate, implicit = false, open = false }: TestSmtpOptions = {}): Promise<TestSmtpServer> {
  const [username, password] = ["labcanary", "not the real one"];
  const mails: TestMail[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const failure = (refusal: { readonly code: number; readonly text: string } | undefined): Error | null =>
    refusal === undefined ? null : Object.assign(new Error(refusal.text), { responseCode: refusal.code });
  const server = new SMTPServer({
    secure: implicit,
    ...(certificate === undefined ? {} : { key: certificate.key, cert: certificate.cert }),
    disabledCommands: certificate === undefined || implicit ? ["STARTTLS"] : [],
    authOptional: open,
    allowInsecureAuth: certificate === undefined,
    disableReverseLookup: true,
    closeTimeout: 100,
    onConnect(_session, done) {
      connections++;
      done();
    },
    onAuth(auth, _session, done) {
      const isKnown = auth.username === username && auth.password === password;
      done(isKnown ? null : Object.assign(new Error("5.7.8 Authentication credentials invalid"), { responseCode: 535 }), {
        user: username,
      });
    },
    onMailFrom: (_address, _session, done) => done(failure(state.refusals.from)),
    onRcptTo: (_address, _session, done) => done(failure(state.refusals.to)),
    onData: (stream, session, done) => void take(stream, session, done),
  });

  async function take(stream: Readable, session: SMTPServerSession, done: (error?: Error | null, message?: string) => void): Promise<void> {
    const raw = await buffer(stream);
    const refused = failure(state.refusals.data);
    if (refused !== null) return done(refused);
    const { mailFrom, rcptTo } = session.envelope;
    mails.push({
      raw: raw.toString("latin1"),
      parsed: await simpleParser(raw),
      from: mailFrom === false ? "" : mailFrom.address,
      to: rcptTo.map(({ address }) => address),
      isEncrypted: session.secure,
      user: session.user === undefined ? undefined : String(session.user),
    });
    if (!state.silent) done(null, "2.0.0 Ok: queued as 4F2A");
  }

  // A connection cut by the other side is part of the test.
  server.on("error", () => undefined);
  server.server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  const state: TestSmtpServer = {
    host: "127.0.0.1",
    port,
    username,
    password,
    mails,
    get connections() {
      return connections;
    },
    refusals: {},
    silent: false,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return state;
}
