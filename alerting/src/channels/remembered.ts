/** What is remembered of the last so many, by id; the oldest is forgotten first. Setting one again makes it the newest. */
export interface Remembered<V> {
  get(id: string): V | undefined;
  set(id: string, value: V): void;
  delete(id: string): void;
}

export function createRemembered<V>(most: number): Remembered<V> {
  const kept = new Map<string, V>();
  return {
    get: (id) => kept.get(id),
    set(id, value) {
      kept.delete(id);
      kept.set(id, value);
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    },
    delete: (id) => void kept.delete(id),
  };
}
