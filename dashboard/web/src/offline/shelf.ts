/** Where what a person did waits until the platform has it, over the end of the page, too. Its ways reject where the browser keeps nothing. */
export interface Shelf<T extends { readonly id: string }> {
  put(thing: T): Promise<void>;
  remove(id: string): Promise<void>;
  all(): Promise<readonly T[]>;
}

const STORE = "waiting";

/** The shelf of that name in this browser. */
export function createShelf<T extends { readonly id: string }>(name: string): Shelf<T> {
  let opened: Promise<IDBDatabase> | undefined;
  const database = (): Promise<IDBDatabase> =>
    (opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error("no shelf"));
    }));

  async function using<R>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<R>): Promise<R> {
    const transaction = (await database()).transaction(STORE, mode);
    const request = work(transaction.objectStore(STORE));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? new Error("not kept"));
    });
  }

  return {
    put: async (thing) => void (await using("readwrite", (store) => store.put(thing))),
    remove: async (id) => await using("readwrite", (store) => store.delete(id)),
    all: () => using("readonly", (store) => store.getAll() as IDBRequest<T[]>),
  };
}
