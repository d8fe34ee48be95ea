import { untrack } from "svelte";
import { feed } from "../live/feed.svelte.ts";
import { desk } from "../shell/console-state.svelte.ts";
import { historyPath, type HistoryView, viewOf } from "./history-view.ts";
import { reachesNow, type Window } from "./zoom.ts";

/** Steps of a zoom that follow one another this quickly are one step back. */
const ONE_STEP_MS = 700;

const depthNow = (): number => (history.state as { readonly zoom?: number } | null)?.zoom ?? 0;

/** What the page shows, which its address says, and the way through what it has shown: the browser's own, back and forward. */
export function createWay() {
  let view = $state.raw<HistoryView>(viewOf(location.search));
  let depth = $state(depthNow());
  let deepest = $state(depthNow());
  let steppedAt = 0;
  $effect(() => {
    void desk.route;
    view = viewOf(location.search);
    depth = depthNow();
    deepest = Math.max(
      untrack(() => deepest),
      depth,
    );
  });
  const liveEnd = $derived(Math.floor(feed.now / 1000) * 1000);
  const window = $derived<Window>(view.fixed ?? { from: liveEnd - view.span, to: liveEnd });

  /** Shows something else, with an address of its own. A step can be gone back; the rest changes the address in place. */
  function show(next: Partial<HistoryView>, isStep = false): void {
    view = { ...view, ...next };
    const isNewStep = isStep && Date.now() - steppedAt > ONE_STEP_MS;
    if (isStep) steppedAt = Date.now();
    if (isNewStep) {
      depth += 1;
      deepest = depth;
      history.pushState({ zoom: depth }, "", historyPath(view));
    } else history.replaceState({ zoom: depth }, "", historyPath(view));
  }
  function showWindow(wanted: Window): void {
    // Nothing lies in the future: a window that reaches it is the live one.
    if (reachesNow(wanted, feed.now)) show({ fixed: undefined, span: wanted.to - wanted.from }, true);
    else show({ fixed: wanted }, true);
  }

  return {
    get view() {
      return view;
    },
    get window() {
      return window;
    },
    get isBack() {
      return depth > 0;
    },
    get isForward() {
      return depth < deepest;
    },
    show,
    showWindow,
    /** So much of time, around this moment where the window stands still. */
    showSpan(span: number, around: number | undefined): void {
      if (view.fixed === undefined) return show({ span }, true);
      const at = around ?? (view.fixed.from + view.fixed.to) / 2;
      showWindow({ from: at - span / 2, to: at + span / 2 });
    },
    removeSignal(key: string): void {
      show({ ...(view.focus === key ? { focus: undefined } : {}), signals: view.signals.filter((other) => other !== key) });
    },
    toggleFocus(key: string): void {
      show({ focus: view.focus === key ? undefined : key });
    },
  };
}

export type Way = ReturnType<typeof createWay>;
