import type { Page } from "./substance-api.ts";

/** Pages of a ledger, in the order they are asked for in, as far as somebody has asked for them. To be made while a component is. */
export interface PagesRead<Item> {
  readonly items: readonly Item[];
  readonly hasOlder: boolean;
  /** Reads the newest anew; forgets older ones. */
  readAgain(): Promise<void>;
  /** Begins anew with a page that came otherwise. */
  beginWith(page: Page<Item>): void;
  readOlder(): Promise<void>;
}

export function createPagesRead<Item extends { readonly number: number }>(
  read: (before?: number) => Promise<Page<Item>>,
  failed: (error: unknown) => void,
): PagesRead<Item> {
  let items = $state.raw<readonly Item[]>([]);
  let older = $state(0);
  let asked = 0;
  async function take(before: readonly Item[]): Promise<void> {
    const mine = ++asked;
    try {
      const page = await read(before.at(-1)?.number);
      // A slower answer to an older question says nothing any more.
      if (mine === asked) [items, older] = [[...before, ...page.items], page.older];
    } catch (error) {
      if (mine === asked) failed(error);
    }
  }
  return {
    get items() {
      return items;
    },
    get hasOlder() {
      return older > 0;
    },
    readAgain: () => take([]),
    beginWith(page) {
      asked += 1;
      [items, older] = [page.items, page.older];
    },
    readOlder: () => take(items),
  };
}
