/** Work that reads much, and is asked for again and again. */
export interface OneAtATime {
  /** Begins it; while it is under way, that is the answer. Never rejects. */
  ask(): Promise<void>;
  /** Resolves once it is not under way. */
  settled(): Promise<void>;
}

export function oneAtATime(work: () => Promise<void>, failed: (error: unknown) => void): OneAtATime {
  let underWay: Promise<void> | undefined;
  return {
    ask() {
      underWay ??= work()
        .catch(failed)
        .finally(() => {
          underWay = undefined;
        });
      return underWay;
    },
    settled: async () => underWay,
  };
}
