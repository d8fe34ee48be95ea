import { isScalar, type Pair } from "yaml";

/** Where the key of a pair begins in its text. */
export const startOf = (pair: Pair | undefined): number | undefined => (isScalar(pair?.key) ? pair.key.range?.[0] : undefined);

/** Behind the value of a pair, before what follows that. */
export function endOf(pair: Pair | undefined): number | undefined {
  const value = pair?.value;
  const node = value as { readonly range?: readonly [number, number, number] | null } | null | undefined;
  return node?.range?.[1] ?? (isScalar(pair?.key) ? pair.key.range?.[1] : undefined);
}
