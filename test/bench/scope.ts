/** Something that was started and must be stopped. */
export interface Stoppable {
  stop(): Promise<void>;
}

/** Owns what a section starts, so that it is stopped whatever happens. */
export interface Scope {
  /** Hands it back. When the scope has ended meanwhile, stops it and throws. */
  own<T extends Stoppable>(started: T | Promise<T>): Promise<T>;
  /** Stops everything, the newest first. */
  end(): Promise<void>;
}

export function createScope(): Scope {
  const owned: Stoppable[] = [];
  let ended = false;
  return {
    async own(started) {
      const it = await started;
      if (!ended) {
        owned.push(it);
        return it;
      }
      await it.stop();
      throw new Error("the bench is ending");
    },
    async end() {
      ended = true;
      for (let next = owned.pop(); next !== undefined; next = owned.pop()) await next.stop();
    },
  };
}
