/** A photo that the platform does not have yet. */
export interface WaitingPhoto {
  /** Made here, and sent with every attempt: the platform takes it once. */
  readonly id: string;
  readonly alarmId: string;
  readonly code: string;
  /** Who took it; nobody else's name is put to it. */
  readonly by: string;
  /** By this device's clock. */
  readonly takenAt: number;
  readonly picture: Blob;
  /** Its longer edge at most, made smaller for a link that is too slow. */
  readonly edge: number;
  /** Code of the platform's refusal; then it waits for a person. */
  readonly refusal?: string;
}

/** Where photos wait, over the end of the page, too. */
export interface PhotoShelf {
  put(photo: WaitingPhoto): Promise<void>;
  remove(id: string): Promise<void>;
  all(): Promise<readonly WaitingPhoto[]>;
}

const NAME = "labcanary-photos";
const STORE = "waiting";

/** The shelf of this browser. Its ways reject where the browser keeps nothing. */
export function createPhotoShelf(): PhotoShelf {
  let opened: Promise<IDBDatabase> | undefined;
  const database = (): Promise<IDBDatabase> =>
    (opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error("no shelf"));
    }));

  async function using<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const transaction = (await database()).transaction(STORE, mode);
    const request = work(transaction.objectStore(STORE));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? new Error("not kept"));
    });
  }

  return {
    put: async (photo) => void (await using("readwrite", (store) => store.put(photo))),
    remove: async (id) => await using("readwrite", (store) => store.delete(id)),
    all: () => using("readonly", (store) => store.getAll() as IDBRequest<WaitingPhoto[]>),
  };
}
