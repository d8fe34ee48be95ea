import { createServer as createHttpServer, type Server as HttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, type Server, type Socket, createServer, isIPv4 } from "node:net";
import { type TLSSocket, type TlsOptions, createServer as createTlsServer } from "node:tls";
import { seconds } from "@labcanary/domain/basics";
import { WebSocketServer, createWebSocketStream } from "ws";
import type { ListenerName, Peer } from "./guarded-connection.ts";
import type { Address, BrokerLimits, BrokerListeners, TlsMaterial, WebSocketAddress } from "./options.ts";
import type { GuardRefusal } from "./refusals.ts";

export interface ListenerAddress {
  readonly name: ListenerName;
  readonly host: string;
  readonly port: number;
}

export interface ListenersDeps {
  readonly limits: BrokerLimits;
  readonly connected: (peer: Peer) => void;
  readonly refused: (reason: GuardRefusal, address: string) => void;
  /** A server that listens has failed; it goes on listening where it can. */
  readonly failed: (name: ListenerName, error: Error) => void;
}

export interface Listeners {
  open(): Promise<readonly ListenerAddress[]>;
  /** Stops listening and drops what has not become a connection of the broker yet. */
  close(): Promise<void>;
}

export const BROKER_START_ERRORS = {
  BROKER_NO_LISTENER: "no listener is configured",
  BROKER_PLAIN_NOT_LOOPBACK: "a listener without TLS must listen on a loopback address; configure tls or wss for others",
  BROKER_OPEN_NOT_LOOPBACK: "with broker.open every listener must listen on a loopback address",
} as const;
export type BrokerStartErrorCode = keyof typeof BROKER_START_ERRORS;

/** A mistake in the configuration, found at the start. */
export class BrokerStartError extends Error {
  readonly code: BrokerStartErrorCode;

  constructor(code: BrokerStartErrorCode) {
    super(BROKER_START_ERRORS[code]);
    this.code = code;
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}

/** Throws BrokerStartError when something would be told to, or taken from, more of the world than it may. */
export function checkListeners(listeners: BrokerListeners, isOpen: boolean): void {
  const { tcp, tls, ws, wss } = listeners;
  const beyond = (addresses: readonly (Address | undefined)[]): boolean =>
    addresses.some((each) => each !== undefined && !isLoopback(each.host));
  if ([tcp, tls, ws, wss].every((each) => each === undefined)) throw new BrokerStartError("BROKER_NO_LISTENER");
  if (beyond([tcp, ws])) throw new BrokerStartError("BROKER_PLAIN_NOT_LOOPBACK");
  if (isOpen && beyond([tls, wss])) throw new BrokerStartError("BROKER_OPEN_NOT_LOOPBACK");
}

export function createListeners(options: BrokerListeners, deps: ListenersDeps): Listeners {
  const servers: { readonly name: ListenerName; readonly server: Server; readonly address: Address; readonly sockets: Set<Socket> }[] = [];

  function add(name: ListenerName, server: Server, address: Address): void {
    const sockets = new Set<Socket>();
    server.maxConnections = deps.limits.maxConnections; // counted over all listeners when a peer gets further than this
    server.on("drop", (dropped) => deps.refused("too-many-connections", dropped?.remoteAddress ?? ""));
    server.on("connection", (socket: Socket) => {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("close", () => sockets.delete(socket));
      socket.on("error", () => socket.destroy());
    });
    servers.push({ name, server, address, sockets });
  }

  if (options.tcp !== undefined) {
    add(
      "tcp",
      createServer((stream) => deps.connected({ stream, listener: "tcp", address: stream.remoteAddress ?? "" })),
      options.tcp,
    );
  }
  if (options.tls !== undefined) {
    const server = createTlsServer(tlsOptions(options.tls, deps.limits), (stream) => {
      stream.on("error", () => stream.destroy());
      deps.connected({ stream, listener: "tls", address: stream.remoteAddress ?? "", certificate: certificateOf(stream) });
    });
    server.on("tlsClientError", (_error, socket) => deps.refused("tls-handshake", socket.remoteAddress ?? ""));
    add("tls", server, options.tls);
  }
  if (options.ws !== undefined) add("ws", withWebSocket(createHttpServer(HTTP_OPTIONS), "ws", options.ws, deps), options.ws);
  if (options.wss !== undefined) {
    const server = createHttpsServer({ ...HTTP_OPTIONS, ...tlsOptions(options.wss, deps.limits) });
    server.on("tlsClientError", (_error, socket) => deps.refused("tls-handshake", socket.remoteAddress ?? ""));
    add("wss", withWebSocket(server, "wss", options.wss, deps), options.wss);
  }

  return {
    async open() {
      const opened: ListenerAddress[] = [];
      for (const { name, server, address } of servers) {
        await listen(server, address);
        server.on("error", (error) => deps.failed(name, error));
        opened.push({ name, host: address.host, port: (server.address() as AddressInfo).port });
      }
      return opened;
    },
    async close() {
      const closing = servers.map(({ server }) => new Promise<void>((resolve) => void server.close(() => resolve())));
      for (const { sockets } of servers) for (const socket of sockets) socket.destroy();
      await Promise.all(closing);
    },
  };
}

function listen(server: Server, address: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(address.port, address.host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function tlsOptions(material: TlsMaterial, limits: BrokerLimits): TlsOptions {
  return {
    cert: material.cert,
    key: material.key,
    ...(material.ca === undefined ? {} : { ca: material.ca }),
    requestCert: material.requestClientCertificate === true,
    rejectUnauthorized: false, // a token may stand in for a certificate; whether this one is trusted is asked at the sign-in
    minVersion: "TLSv1.2",
    handshakeTimeout: limits.connectTimeout,
  };
}

function certificateOf(socket: TLSSocket): Peer["certificate"] {
  const commonName: unknown = socket.getPeerCertificate().subject?.CN; // a name that is there twice comes as an array
  return typeof commonName === "string" ? { commonName, isTrusted: socket.authorized } : undefined;
}

/** How often requests that do not come to an end are looked for. Chosen: the default of 30 s would let them stay four times their limit. */
const HTTP_OPTIONS = { connectionsCheckingInterval: seconds(2) };
/** Longest MQTT fixed header: type and four bytes of length. */
const FIXED_HEADER_BYTES = 5;

/** Serves MQTT over WebSocket (MQTT 3.1.1, 6) on an HTTP server that serves nothing else. */
function withWebSocket(server: HttpServer, name: "ws" | "wss", address: WebSocketAddress, deps: ListenersDeps): HttpServer {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: deps.limits.maxPacketBytes + FIXED_HEADER_BYTES,
    perMessageDeflate: false, // a small frame could stand for a large message
    handleProtocols: () => "mqtt",
  });
  server.headersTimeout = deps.limits.connectTimeout;
  server.requestTimeout = deps.limits.connectTimeout;
  server.on("request", (request, response) => {
    deps.refused("websocket-request", request.socket.remoteAddress ?? "");
    response.writeHead(426, { connection: "close", upgrade: "websocket" }).end();
  });
  server.on("clientError", (_error, socket) => {
    deps.refused("websocket-request", "");
    socket.destroy();
  });
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    const remote = request.socket.remoteAddress ?? "";
    const protocols = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((each) => each.trim());
    if ((request.url ?? "").split("?", 1)[0] !== address.path || !protocols.includes("mqtt")) {
      deps.refused("websocket-request", remote);
      socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code?.startsWith("WS_ERR_") === true) deps.refused("websocket-frame", remote);
      });
      const stream = createWebSocketStream(webSocket);
      const certificate = name === "wss" ? certificateOf(request.socket as TLSSocket) : undefined;
      deps.connected({ stream, listener: name, address: remote, certificate });
    });
  });
  return server;
}
