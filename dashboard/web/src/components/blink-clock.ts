/** Half of the shorter period. Two a second, and one in two for what has gone by itself: see PriorityMark. */
const STEP_MS = 250;
/** Steps of half of the longer period. */
const SLOW = 4;

/**
 * One clock for all that blinks, so that all blinks together; it costs a look at the marks four times a second, where an animation of
 * each would cost one with every frame. Says by `data-dark` of the page what is dark now: "fast", "slow", both or nothing. Returns what
 * ends it.
 */
export function startBlinkClock(root: Pick<HTMLElement, "dataset"> = document.documentElement): () => void {
  let step = 0;
  const clock = setInterval(() => {
    step += 1;
    root.dataset["dark"] = [step % 2 === 1 ? "fast" : "", Math.floor(step / SLOW) % 2 === 1 ? "slow" : ""].join(" ").trim();
  }, STEP_MS);
  return () => clearInterval(clock);
}
