import type { Scope } from "../accounts/scope.ts";
import { beginLiveFeed, type FeedListener, type LiveFeed, type LiveFeedDeps } from "./live-feed.ts";

/** Those who see the same part of the site: one numbered feed, and one room of sockets. */
export interface Audience {
  readonly key: string;
  readonly room: string;
  readonly feed: LiveFeed;
}

export interface Audiences {
  /** The audience of a scope, made when somebody needs it. */
  of(scope: Scope): Audience;
  all(): Iterable<Audience>;
  /** Ends those nobody is in; whoever comes next begins at a snapshot anyhow. That of the whole site stays. */
  endAllBut(used: ReadonlySet<Audience>): void;
  end(): void;
}

/** `listenerFor` says who hears what the feed of a room says. */
export function createAudiences(deps: LiveFeedDeps, listenerFor: (room: string) => FeedListener): Audiences {
  const audiences = new Map<string, Audience>();
  let made = 0;
  return {
    of(scope) {
      const known = audiences.get(scope.key);
      if (known !== undefined) return known;
      made += 1;
      // Not by its key: a room made again must not have those in it who were left in the one before.
      const room = `current-${made}`;
      const audience = { key: scope.key, room, feed: beginLiveFeed(scope, listenerFor(room), deps) };
      audiences.set(scope.key, audience);
      return audience;
    },
    all: () => audiences.values(),
    endAllBut(used) {
      for (const audience of audiences.values()) {
        if (audience.key === "" || used.has(audience)) continue;
        audience.feed.end();
        audiences.delete(audience.key);
      }
    },
    end() {
      for (const { feed } of audiences.values()) feed.end();
      audiences.clear();
    },
  };
}
