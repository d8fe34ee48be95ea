import { readFile } from "node:fs/promises";
import { deserialize, serialize } from "node:v8";
import { replaceFile } from "./log/index.ts";

/** What a reader of the log knows at a position, so that a restart need not fold everything again. Plain data (structured clone). */
export class SnapshotFile<T> {
  readonly #path: string;
  /** Goes up when the form of `T` changes; an older snapshot is then not read, and the log is folded from where it begins. */
  readonly #form: number;

  constructor(path: string, form: number) {
    this.#path = path;
    this.#form = form;
  }

  /** Undefined when there is none, or one that cannot be used; the accepted log then has to tell all of it again. */
  async load(): Promise<T | undefined> {
    let bytes: Buffer;
    try {
      bytes = await readFile(this.#path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
    const saved = deserialize(bytes) as { form: number; content: T };
    return saved.form === this.#form ? saved.content : undefined;
  }

  /** Durable on return. */
  save(content: T): Promise<void> {
    return replaceFile(this.#path, serialize({ form: this.#form, content }));
  }
}
