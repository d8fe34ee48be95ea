import { join } from "node:path";
import { err, ok, type Result } from "@labcanary/domain/basics";
import { createPhotoStore } from "../../../photos/photo-store.ts";

/** Bytes that decisions were made on, by their SHA-256, in a folder of the data folder. They are kept for good: no person is named in them. */
export interface KeptBodies {
  /** Durable before the work that names it begins; where that refuses, a body that was not there before goes again. */
  keep<T extends { readonly ok: boolean }>(bytes: Uint8Array, work: (sha256: string) => T): Promise<Result<T, "DOSSIER_STORE_FULL">>;
  /** Undefined where the bytes are others, or gone. */
  read(sha256: string): Promise<Uint8Array | undefined>;
  /** Resolves once nothing is written any more; what is asked for afterwards is refused. */
  stop(): Promise<void>;
}

export interface KeptBodiesOptions {
  readonly dataFolder: string;
  /** Most bytes all of them may take. */
  readonly budgetBytes: number;
}

/** Kept as photos are, and apart from them: a day of photos takes no room from decisions. */
export function createKeptBodies({ dataFolder, budgetBytes }: KeptBodiesOptions): KeptBodies {
  const store = createPhotoStore({ folder: join(dataFolder, "dossiers"), budgetBytes });
  return {
    async keep(bytes, work) {
      const kept = await store.keep(bytes, work);
      return kept.ok ? ok(kept.value) : err("DOSSIER_STORE_FULL");
    },
    stop: store.stop,
    async read(sha256) {
      const found = await store.read(sha256);
      return found.ok ? found.value : undefined;
    },
  };
}
