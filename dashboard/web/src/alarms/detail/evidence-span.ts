/** How long before the raising the chart begins, in ms (chosen: the way there is seen, and a fridge's door before it). */
const BEFORE = 10 * 60_000;
/** And how long after the end it goes on, in ms (chosen: that it stayed away is seen). */
const AFTER = 2 * 60_000;

/** From ten minutes before the raising to now, or a little after the end. */
export function evidenceSpan(
  { raisedAt, clearedAt, endedAt }: { readonly raisedAt: number; readonly clearedAt?: number; readonly endedAt?: number },
  now: number,
): { readonly from: number; readonly to: number; readonly isLive: boolean } {
  const over = clearedAt !== undefined && endedAt !== undefined ? Math.max(clearedAt, endedAt) + AFTER : undefined;
  const isLive = over === undefined || over > now;
  return { from: raisedAt - BEFORE, to: isLive ? Math.ceil(now / 1000) * 1000 : over, isLive };
}
