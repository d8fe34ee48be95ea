import { io, type Socket } from "socket.io-client";
import type { SignalStatus } from "@labcanary/domain/ports";
import type { ClientEvents, ServerEvents } from "../../../src/live/feed-messages.ts";
import { listingOf } from "../alarms/listing.ts";
import { type FeedState, isStale, loseConnection, NOTHING_KNOWN, takeChange, takePulse, takeSnapshot } from "./feed-state.ts";

/** How often the page looks at the clock: a stale screen is noticed this late at most. */
const LOOK_INTERVAL_MS = 200;
const RECONNECT_FIRST_MS = 250;
const RECONNECT_LAST_MS = 2000;

/** The live feed of this page: what is known, whether it is proven, and the readings of one watched signal. */
function createFeed() {
  let state = $state.raw<FeedState>(NOTHING_KNOWN);
  let now = $state(Date.now());
  let signedOut = $state(false);
  let watching: { readonly signal: string; readonly listener: (status: SignalStatus) => void } | undefined;
  let socket: Socket<ServerEvents, ClientEvents> | undefined;
  const listing = $derived(listingOf(state.alarms));
  const stale = $derived(isStale(state, now));

  function take(next: FeedState): void {
    const missed = next.gap !== undefined;
    state = next;
    if (missed) socket?.emit("snapshot");
  }

  return {
    get state() {
      return state;
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
      return now + state.clockOffset;
    },
    connect(): () => void {
      const opened: Socket<ServerEvents, ClientEvents> = io("/live", {
        transports: ["websocket"],
        reconnectionDelay: RECONNECT_FIRST_MS,
        reconnectionDelayMax: RECONNECT_LAST_MS,
        timeout: 5000,
      });
      socket = opened;
      opened.on("snapshot", (snapshot) => take(takeSnapshot(state, snapshot, Date.now())));
      opened.on("change", (change) => take(takeChange(state, change, Date.now())));
      opened.on("pulse", (pulse) => take(takePulse(state, pulse, Date.now())));
      opened.on("readings", (status) => {
        if (status.signal === watching?.signal) watching.listener(status);
      });
      opened.on("connect", () => {
        signedOut = false;
        if (watching !== undefined) opened.emit("watch", { signal: watching.signal });
      });
      opened.on("disconnect", (reason) => {
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
      }, LOOK_INTERVAL_MS);
      return () => {
        clearInterval(looking);
        opened.close();
      };
    },
    /** Tells the listener each new reading of the signal; one signal at a time. */
    watch(signal: string, listener: (status: SignalStatus) => void): () => void {
      watching = { signal, listener };
      socket?.emit("watch", { signal });
      return () => {
        watching = undefined;
        socket?.emit("watch", {});
      };
    },
  };
}
export const feed = createFeed();
