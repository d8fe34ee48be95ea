/** Lets so many do their work at once, has so many wait, and refuses the rest: what is asked for faster than it is done would pile up. */
export interface Turnstile {
  /** Does the work when its turn comes. Undefined, at once, when too many wait already. */
  pass<T>(work: () => Promise<T>): Promise<T> | undefined;
}

export function createTurnstile({ atOnce, waiting: mostWaiting }: { readonly atOnce: number; readonly waiting: number }): Turnstile {
  const waiting: (() => void)[] = [];
  let inside = 0;
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) inside -= 1;
    else next();
  };
  const enter = (): Promise<void> | undefined => {
    if (inside < atOnce) {
      inside += 1;
      return Promise.resolve();
    }
    return waiting.length < mostWaiting ? new Promise((resolve) => waiting.push(resolve)) : undefined;
  };
  return {
    pass: (work) => enter()?.then(work).finally(leave),
  };
}
