import type { PostOutcome, WriteFailure } from "./write-endpoint.ts";

/** Places of the lines the server refuses one by one; all the others are stored. */
export type DeliveryOutcome =
  | { readonly kind: "stored"; readonly refused: readonly { readonly place: number; readonly detail: string }[] }
  | WriteFailure;

/**
 * Delivers lines so that a bad one costs its neighbours nothing. A refused body (400) is halved until each bad line is alone, whatever
 * the text says was dropped: `dropped=0` has been seen with nothing stored, so only a 204 for a body counts its lines as stored.
 * A body that is too large (413) is halved too, and later bodies stay below the size that was too large.
 */
export function createDelivery(): (lines: readonly string[], post: (body: string) => Promise<PostOutcome>) => Promise<DeliveryOutcome> {
  let mostLines = Number.POSITIVE_INFINITY;

  return async (lines, post) => {
    const refused: { place: number; detail: string }[] = [];
    // A stack of ranges still to be delivered, the earliest on top.
    const waiting: { from: number; to: number }[] = [{ from: 0, to: lines.length }];
    const halve = (from: number, to: number): void => {
      const middle = Math.ceil((from + to) / 2);
      waiting.push({ from: middle, to }, { from, to: middle });
    };
    for (let range = waiting.pop(); range !== undefined; range = waiting.pop()) {
      const { from, to } = range;
      if (to === from) continue;
      if (to - from > mostLines) {
        halve(from, to);
        continue;
      }
      const outcome = await post(lines.slice(from, to).join("\n"));
      if (outcome.kind === "failed") return outcome;
      if (outcome.kind === "stored") continue;
      if (outcome.kind === "too-large") mostLines = Math.max(1, Math.floor((to - from) / 2));
      if (to - from > 1) halve(from, to);
      else refused.push({ place: from, detail: outcome.kind === "refused" ? outcome.detail : "413 the line alone is too large" });
    }
    return { kind: "stored", refused };
  };
}
