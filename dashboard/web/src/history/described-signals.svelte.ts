import { untrack } from "svelte";
import { ApiError } from "../asking.ts";
import { type FoundSignal, historyApi } from "./history-api.ts";

/** What the chosen signals are, and the doors drawn with them, as the platform describes them. `gone`: what the site no longer has. */
export function createDescribedSignals(chosen: () => readonly string[], doors: () => readonly string[], gone: (key: string) => void) {
  let described = $state.raw<ReadonlyMap<string, FoundSignal>>(new Map());
  let failure = $state.raw<unknown>();

  async function describe(keys: readonly string[]): Promise<void> {
    const { signals } = await historyApi.signals(keys);
    described = new Map([...described, ...signals.map((signal): [string, FoundSignal] => [signal.key, signal])]);
    failure = undefined;
  }

  const chosenText = $derived(chosen().join());
  $effect(() => {
    const wanted = chosenText === "" ? [] : chosenText.split(",");
    if (wanted.every((key) => untrack(() => described).get(key)?.doors !== undefined)) return;
    describe(wanted).catch((error: unknown) => {
      // An old address may name what the site no longer has: the rest is shown.
      const unknown = error instanceof ApiError && error.code === "SIGNAL_UNKNOWN" ? error.detail : undefined;
      if (unknown !== undefined && chosen().includes(unknown)) gone(unknown);
      else failure = error;
    });
  });
  const doorsText = $derived(doors().join());
  $effect(() => {
    const missing = (doorsText === "" ? [] : doorsText.split(",")).filter((key) => !untrack(() => described).has(key));
    if (missing.length > 0) describe(missing).catch((error: unknown) => (failure = error));
  });

  return {
    get(key: string): FoundSignal | undefined {
      return described.get(key);
    },
    get failure() {
      return failure;
    },
  };
}
