import type { Server as HttpServer, IncomingMessage } from "node:http";
import { type DurationMs, type EpochMs, elapsed, milliseconds, seconds } from "@labcanary/domain/basics";
import type { SignalKey } from "@labcanary/domain/telemetry";
import { Server, type Socket } from "socket.io";
import { Decoder } from "socket.io-parser";
import Type from "typebox";
import { Compile } from "typebox/compile";
import { mayDo } from "../accounts/roles.ts";
import { type Scope, scopeOf } from "../accounts/scope.ts";
import type { Session, SessionStore } from "../accounts/session-store.ts";
import { BEARER, SESSION_COOKIE } from "../http/access.ts";
import type { DashboardDeps } from "../ports.ts";
import type { ClientEvents, ServerEvents, Watched } from "./feed-messages.ts";
import { type Audience, createAudiences } from "./audiences.ts";
import { EncodeOnce } from "./encode-once.ts";
import { type Outlet, watchOutlet } from "./slow-client.ts";
import { createViews, type LiveViews, VIEW_NAMES, type ViewDeps, type ViewName } from "./views.ts";

/** Why a socket, or something it said, was refused: the `reason` of `labcanary_refused_total{where="socket"}`. */
export const SOCKET_REFUSALS = {
  ORIGIN_REFUSED: "the connection comes from a page that is not the dashboard's own",
  TOO_MANY_SOCKETS: "as many consoles as the platform serves are open",
  SESSION_REQUIRED: "nobody is signed in",
  NAMESPACE_UNKNOWN: "only /live is served",
  SESSION_ENDED: "the session was ended or has expired while the socket was open",
  EVENT_UNKNOWN: "the client sent an event the feed does not have",
  EVENT_INVALID: "the client sent an event with something else than it carries",
  EVENTS_TOO_MANY: "the client sent more events than a person can cause",
  LEFT_BEHIND: "the client read too slowly; its messages were dropped and it is given a snapshot when it reads again",
} as const;
type SocketRefusal = keyof typeof SOCKET_REFUSALS;

/** A request to watch as many signals as one may, each with the longest key there is, and its quotes. */
const MAXIMUM_MESSAGE_BYTES = 128 * 1024;
const CONNECT_TIMEOUT_MS = 5000;
/** A peer that answers nothing is gone after the sum of the two (chosen: bounds what a dead console can hold). */
const PING_INTERVAL_MS = 10_000;
const PING_TIMEOUT_MS = 10_000;
/** Consoles open at a time (chosen: many times what a site has). */
const MAXIMUM_SOCKETS = 1000;
/** Events of one client between two pulses (chosen: nobody changes pages faster). */
const EVENTS_PER_PULSE = 50;
const SNAPSHOT_INTERVAL = seconds(1);

/** A client calls the screen stale after 3 s; three pulses in that time survive a lost one and a late timer. */
const PULSE_INTERVAL: DurationMs = milliseconds(900);

/** Signals one client may watch (chosen: more than a plan of a floor, or the rows of a screen, has). */
const MAXIMUM_WATCHED = 500;
const WATCH = Compile(
  Type.Object(
    {
      signals: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: MAXIMUM_WATCHED })),
      views: Type.Optional(Type.Array(Type.Union(VIEW_NAMES.map((name) => Type.Literal(name))), { maxItems: VIEW_NAMES.length })),
    },
    { additionalProperties: false },
  ),
);

interface SocketState {
  session: Session;
  /** Whose feed it follows. It is in the room as long as it reads fast enough. */
  audience: Audience;
  readonly outlet: Outlet;
  /** As it was asked. */
  watched: Watched;
  /** Of the signals asked for, those that are within the scope. */
  signals: ReadonlySet<SignalKey>;
  /** The watched views, each as it was told last. */
  readonly views: Map<ViewName, string>;
  eventsSincePulse: number;
  snapshotAt: EpochMs | undefined;
  snapshotWanted: boolean;
}
type LiveSocket = Socket<ClientEvents, ServerEvents, Record<never, never>, { live: SocketState }>;

export interface LiveSocketDeps
  extends ViewDeps,
    Pick<
      DashboardDeps,
      "clock" | "desk" | "board" | "health" | "books" | "alarmBooks" | "metrics" | "logger" | "site" | "siteChanges" | "path"
    > {
  readonly sessions: SessionStore;
}

/** Serves the live feed on the namespace `/live` of an HTTP server; returns what ends it and cuts every console off. */
export function serveLive(
  server: HttpServer,
  options: { readonly isOwnOrigin: (origin: string) => boolean },
  deps: LiveSocketDeps,
): () => void {
  const { clock, board, metrics, logger, sessions } = deps;
  const refused = (reason: SocketRefusal): void => metrics.counter("labcanary_refused_total", "socket", reason).inc();
  const views = createViews(deps);
  const scopeFor = ({ session }: Pick<SocketState, "session">): Scope => scopeOf(session.zones, deps.site());

  const io = new Server<ClientEvents, ServerEvents, Record<never, never>, { live: SocketState }>(server, {
    parser: { Encoder: EncodeOnce, Decoder },
    serveClient: false,
    maxHttpBufferSize: MAXIMUM_MESSAGE_BYTES,
    connectTimeout: CONNECT_TIMEOUT_MS,
    pingInterval: PING_INTERVAL_MS,
    pingTimeout: PING_TIMEOUT_MS,
    allowRequest(request, decide) {
      const refusal = admissionRefusal(request);
      if (refusal !== undefined) refused(refusal);
      decide(refusal, refusal === undefined);
    },
  });
  const live = io.of("/live");
  const audiences = createAudiences(deps, (room) => ({
    change(change) {
      if (deps.site() !== followedSite) checkSockets();
      leaveSlowBehind();
      live.to(room).emit("change", change);
    },
    pulse(pulse) {
      live.to(room).emit("pulse", pulse);
    },
  }));
  let followedSite = deps.site();
  // Numbered from the start, as most consoles follow it.
  audiences.of(scopeOf(undefined, followedSite));

  function admissionRefusal(request: IncomingMessage): SocketRefusal | undefined {
    const { origin } = request.headers;
    if (origin !== undefined && !options.isOwnOrigin(origin)) return "ORIGIN_REFUSED";
    return io.engine.clientsCount >= MAXIMUM_SOCKETS ? "TOO_MANY_SOCKETS" : undefined;
  }

  io.of("/").use((_socket, next) => {
    refused("NAMESPACE_UNKNOWN");
    next(new Error("NAMESPACE_UNKNOWN"));
  });
  live.use((socket: LiveSocket, next) => {
    const token = tokenOfHandshake(socket.handshake);
    const session = token === undefined ? undefined : sessions.find(token);
    if (session === undefined || !mayDo(session, "look")) {
      refused("SESSION_REQUIRED");
      next(new Error("SESSION_REQUIRED"));
      return;
    }
    const outlet = watchOutlet(socket.conn, () => {
      if (socket.data.live.snapshotWanted) sendSnapshot(socket);
    });
    socket.data.live = {
      session,
      audience: audiences.of(scopeFor({ session })),
      outlet,
      watched: {},
      signals: new Set(),
      views: new Map(),
      eventsSincePulse: 0,
      snapshotAt: undefined,
      snapshotWanted: false,
    };
    next();
  });

  /** Sends the whole state, unless that was just done or the socket is still behind: then the next pulse looks again. */
  function sendSnapshot(socket: LiveSocket): void {
    const state = socket.data.live;
    if (state.snapshotAt !== undefined) {
      const tooSoon = elapsed(state.snapshotAt, clock.now()) < SNAPSHOT_INTERVAL;
      state.snapshotWanted = tooSoon || !state.outlet.hasCaughtUp;
      if (state.snapshotWanted) return;
    }
    state.snapshotAt = clock.now();
    const { feed, room } = state.audience;
    socket.emit("snapshot", feed.snapshot());
    void socket.join(room);
  }

  function watch(socket: LiveSocket, request: Watched): void {
    const state = socket.data.live;
    const { signals = [], views: names = [] } = request;
    state.watched = request;
    const scope = scopeFor(state);
    state.signals = new Set(signals.filter((signal) => scope.hasSignal(signal)));
    const statuses = [...state.signals].flatMap((signal) => board.status(signal) ?? []);
    if (statuses.length > 0) socket.emit("readings", statuses);
    state.views.clear();
    for (const name of names) if (mayDo(state.session, views[name].needs)) state.views.set(name, "");
    sendViews(socket, new Map());
  }

  /** Sends the views this console watches that it does not have as they are. `contents`: those already made for others. */
  function sendViews(socket: LiveSocket, contents: Map<string, { readonly content: LiveViews[ViewName]; readonly text: string }>): void {
    const state = socket.data.live;
    if (state.views.size === 0 || state.outlet.isBehind) return;
    const scope = scopeFor(state);
    for (const [name, told] of state.views) {
      const key = `${name} ${scope.key}`;
      let now = contents.get(key);
      if (now === undefined) {
        // A pulse is of all consoles: what one page shows must not keep it from them.
        try {
          const content = views[name].content(scope);
          now = { content, text: JSON.stringify(content) };
        } catch (error) {
          logger.error({ error, view: name }, "a view could not be made; it is tried again with the next pulse");
          continue;
        }
        contents.set(key, now);
      }
      if (now.text === told) continue;
      state.views.set(name, now.text);
      socket.emit("view", name, now.content);
    }
  }

  live.on("connection", (socket: LiveSocket) => {
    // An exception in a handler would end the process: what arrives is checked before any handler sees it.
    socket.use(([event, ...said], next) => {
      const refusal = eventRefusal(socket.data.live, String(event), said);
      if (refusal === undefined) {
        next();
        return;
      }
      refused(refusal);
      if (refusal === "EVENTS_TOO_MANY") socket.disconnect(true);
    });
    socket.on("snapshot", () => sendSnapshot(socket));
    socket.on("watch", (request) => watch(socket, request));
    // A client that leaves and joins again over the same connection would be counted twice.
    socket.on("disconnect", () => socket.conn.close());
    socket.on("error", (error) => logger.warn({ error }, "a console's socket failed"));
    sendSnapshot(socket);
  });

  function leaveSlowBehind(): void {
    for (const socket of live.sockets.values()) {
      const { outlet, audience } = socket.data.live;
      if (!outlet.isBehind || !socket.rooms.has(audience.room)) continue;
      refused("LEFT_BEHIND");
      void socket.leave(audience.room);
      socket.data.live.snapshotWanted = true;
    }
  }

  /** Cuts off whoever is signed out, and moves to their part of the site whom it has changed for. */
  function checkSockets(): void {
    followedSite = deps.site();
    for (const socket of live.sockets.values()) {
      const state = socket.data.live;
      const session = sessions.check(state.session.id);
      if (session === undefined) {
        refused("SESSION_ENDED");
        socket.disconnect(true);
      } else follow(socket, session);
    }
  }

  /** What the session may see now: where that is not what it was, the console begins anew. */
  function follow(socket: LiveSocket, session: Session): void {
    const state = socket.data.live;
    const audience = audiences.of(scopeFor({ session }));
    const isSame = audience === state.audience && session.role === state.session.role;
    void (audience === state.audience || socket.leave(state.audience.room));
    [state.session, state.audience] = [session, audience];
    if (isSame) return;
    state.snapshotAt = undefined;
    sendSnapshot(socket);
    watch(socket, state.watched);
  }

  const endPulses = clock.every(PULSE_INTERVAL, () => {
    checkSockets();
    for (const socket of live.sockets.values()) {
      socket.data.live.eventsSincePulse = 0;
      if (socket.data.live.snapshotWanted) sendSnapshot(socket);
    }
    leaveSlowBehind();
    audiences.endAllBut(new Set([...live.sockets.values()].map((socket) => socket.data.live.audience)));
    for (const { feed } of audiences.all()) feed.pulse();
    const contents = new Map();
    for (const socket of live.sockets.values()) sendViews(socket, contents);
  });
  const endSessions = sessions.onChange(checkSockets);
  const endReadings = board.onReadings((statuses) => {
    const byKey = new Map(statuses.map((status) => [status.signal, status]));
    for (const socket of live.sockets.values()) {
      const watched = [...socket.data.live.signals].flatMap((signal) => byKey.get(signal) ?? []);
      if (watched.length > 0) socket.volatile.emit("readings", watched);
    }
  });
  metrics.gauge("labcanary_live_sessions", () => [{ labels: [], value: live.sockets.size }]);

  return () => {
    endPulses();
    endSessions();
    endReadings();
    audiences.end();
    // Not io.close(): it closes the HTTP server, which is not ours, and waits for connections that nobody ends.
    io.disconnectSockets(true);
    io.engine.close();
  };
}

/** Why something a client said is not listened to. Nothing but the two events, with what they carry, ever reaches a handler. */
function eventRefusal(state: SocketState, event: string, said: readonly unknown[]): SocketRefusal | undefined {
  state.eventsSincePulse += 1;
  if (state.eventsSincePulse > EVENTS_PER_PULSE) return "EVENTS_TOO_MANY";
  if (event === "snapshot") return said.length === 0 ? undefined : "EVENT_INVALID";
  if (event === "watch") return said.length === 1 && WATCH.Check(said[0]) ? undefined : "EVENT_INVALID";
  return "EVENT_UNKNOWN";
}

const COOKIE = new RegExp(`(?:^|;\\s*)${SESSION_COOKIE}=([A-Za-z0-9_-]{43})(?:;|$)`);

/** The token a program gives as `auth: {token}` or as a bearer, or that of a browser's cookie. */
function tokenOfHandshake({ auth, headers }: Socket["handshake"]): string | undefined {
  const given: unknown = auth["token"];
  if (typeof given === "string") return given;
  return BEARER.exec(headers.authorization ?? "")?.[1] ?? COOKIE.exec(headers.cookie ?? "")?.[1];
}
