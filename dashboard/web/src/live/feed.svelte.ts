import { io, type Socket } from "socket.io-client";
import type { SignalStatus } from "@labcanary/domain/ports";
import type { SignalKey } from "@labcanary/domain/telemetry";
import type { ClientEvents, ServerEvents } from "../../../src/live/feed-messages.ts";
import type { LiveViews, ViewName } from "../../../src/live/views.ts";
import { createListingKeeper } from "../alarms/listing-keeper.ts";
import { type Change, type FeedState, isStale, loseConnection, NOTHING_KNOWN, takeChanges, takePulse, takeSnapshot } from "./feed-state.ts";
import { partsOf } from "./feed-parts.svelte.ts";
import { createFrameTurn } from "./frame-turn.ts";

/** How often the page looks at the clock: a stale screen is noticed this late at most. */
const LOOK_INTERVAL_MS = 200;
const RECONNECT_FIRST_MS = 250;
const RECONNECT_LAST_MS = 2000;

interface SignalWatch {
  readonly signals: ReadonlySet<SignalKey>;
  readonly listener: (statuses: readonly SignalStatus[]) => void;
}

/** The live feed of this page: what is known, whether it is proven, and what parts of the page watch besides. */
function createFeed() {
  let state = $state.raw<FeedState>(NOTHING_KNOWN);
  let now = $state(Date.now());
  /** The platform's clock minus this computer's, as of `now`: each message tells it anew, and a millisecond more or less moves nothing. */
  let clockOffset = $state(0);
  let signedOut = $state(false);
  const signalWatches = new Set<SignalWatch>();
  const viewWatches = new Map<ViewName, Set<(content: LiveViews[ViewName]) => void>>();
  let isAsking = false;
  let socket: Socket<ServerEvents, ClientEvents> | undefined;
  let disconnect: (() => void) | undefined;
  const list = createListingKeeper();
  // Of both at once, and the same again where no alarm has moved: a pulse, which comes all the time, moves none.
  const listing = $derived(list(state));
  const second = $derived(Math.floor((now + clockOffset) / 1000) * 1000);
  const stale = $derived(isStale(state, now));

  function take(next: FeedState): void {
    const missed = next.gap !== undefined;
    state = next;
    if (missed) socket?.emit("snapshot");
  }

  /** Changes of one frame are taken together: in a flood there are many, and nobody sees what is between two frames. */
  let changes: { readonly change: Change; readonly now: number }[] = [];
  const frame = createFrameTurn(settle);
  function settle(): void {
    if (changes.length === 0) return;
    const came = changes;
    changes = [];
    take(takeChanges(state, came));
  }

  /** Once for all that begins and ends to be watched in one turn. */
  function askForWatched(): void {
    if (isAsking) return;
    isAsking = true;
    queueMicrotask(() => {
      isAsking = false;
      const signals = new Set([...signalWatches].flatMap((watch) => [...watch.signals]));
      socket?.emit("watch", { signals: [...signals], views: [...viewWatches.keys()] });
    });
  }

  const parts = partsOf(() => state);

  return {
    get state(): FeedState {
      return parts;
    },
    /** What stands on the list by itself, in its order: what is counted, sounded and named at the top of every page. */
    get alarms() {
      return listing.top;
    },
    /** All alarms, each where it is shown. */
    get listing() {
      return listing;
    },
    get stale() {
      return stale;
    },
    get signedOut() {
      return signedOut;
    },
    /** The platform's time, as near as this computer can know it. */
    get now() {
      return now + clockOffset;
    },
    /** This computer's own time, as of the last look. */
    get ownNow() {
      return now;
    },
    /** As `now`, to the second: an age in each of many rows need not be made anew more often. */
    get second() {
      return second;
    },
    /** Opens the link, unless it is open; returns what ends it. */
    connect(): () => void {
      if (disconnect !== undefined) return disconnect;
      const opened: Socket<ServerEvents, ClientEvents> = io("/live", {
        transports: ["websocket"],
        reconnectionDelay: RECONNECT_FIRST_MS,
        reconnectionDelayMax: RECONNECT_LAST_MS,
        timeout: 5000,
      });
      socket = opened;
      opened.on("snapshot", (snapshot) => {
        settle();
        take(takeSnapshot(state, snapshot, Date.now()));
        ({ clockOffset } = state);
      });
      opened.on("change", (change) => {
        changes.push({ change, now: Date.now() });
        frame.ask();
      });
      opened.on("pulse", (pulse) => {
        settle();
        take(takePulse(state, pulse, Date.now()));
      });
      opened.on("readings", (statuses) => {
        for (const { signals, listener } of signalWatches) {
          const watched = statuses.filter(({ signal }) => signals.has(signal));
          if (watched.length > 0) listener(watched);
        }
      });
      opened.on("view", (name: ViewName, content: LiveViews[ViewName]) => {
        for (const listener of viewWatches.get(name) ?? []) listener(content);
      });
      opened.on("connect", () => {
        signedOut = false;
        if (signalWatches.size > 0 || viewWatches.size > 0) askForWatched();
      });
      opened.on("disconnect", (reason) => {
        settle();
        state = loseConnection(state);
        // The platform itself cut us off: a restart, or the end of the session. Asking again tells which.
        if (reason === "io server disconnect") opened.connect();
      });
      opened.on("connect_error", (error) => {
        signedOut = error.message === "SESSION_REQUIRED";
        // A refused namespace is not tried again by the library itself; a link that was lost is.
        if (!opened.active) setTimeout(() => opened.connect(), RECONNECT_LAST_MS);
      });
      const looking = setInterval(() => {
        now = Date.now();
        ({ clockOffset } = state);
      }, LOOK_INTERVAL_MS);
      disconnect = () => {
        disconnect = undefined;
        clearInterval(looking);
        frame.callOff();
        opened.close();
      };
      return disconnect;
    },
    /** Tells the listener the newest readings of the signals, and those that change. Returns what ends it. */
    watch(signals: Iterable<SignalKey>, listener: (statuses: readonly SignalStatus[]) => void): () => void {
      const watch = { signals: new Set(signals), listener };
      signalWatches.add(watch);
      askForWatched();
      return () => {
        signalWatches.delete(watch);
        askForWatched();
      };
    },
    /** Tells the listener what a view shows, now and whenever that changes. Returns what ends it. */
    watchView<Name extends ViewName>(name: Name, listener: (content: LiveViews[Name]) => void): () => void {
      const listeners = viewWatches.get(name) ?? new Set();
      viewWatches.set(name, listeners.add(listener as (content: LiveViews[ViewName]) => void));
      askForWatched();
      return () => {
        listeners.delete(listener as (content: LiveViews[ViewName]) => void);
        if (listeners.size === 0) viewWatches.delete(name);
        askForWatched();
      };
    },
  };
}
export const feed = createFeed();
