import { untrack } from "svelte";
import { api } from "../api.ts";
import { ApiError } from "../asking.ts";
import { type AccessLine, linesOf, readersOf } from "../signals/access-list.ts";
import type { FoundSignal } from "./history-api.ts";
import type { Window } from "./zoom.ts";

/** Who was at the doors over a span; nothing where there is none to look at. */
export function createDoorEvents(doors: () => readonly FoundSignal[], span: () => Window | undefined) {
  let events = $state.raw<ReadonlyMap<string, readonly AccessLine[]>>(new Map());
  let failure = $state.raw<unknown>();

  // As text: what is read anew and is the same is not asked for again.
  const names = $derived(
    doors()
      .map(({ key }) => key)
      .join(),
  );
  const asked = $derived.by(() => {
    const { from, to } = span() ?? {};
    return names === "" || from === undefined || to === undefined ? undefined : `${names} ${Math.floor(from)} ${Math.ceil(to)}`;
  });
  $effect(() => {
    if (asked === undefined) {
      events = new Map();
      return;
    }
    const [from = 0, to = 0] = asked.split(" ").slice(-2).map(Number);
    let isCurrent = true;
    const ofDoor = async (signal: FoundSignal): Promise<[string, readonly AccessLine[]]> => {
      const readers = readersOf(signal);
      const devices = [...new Set(readers.map(({ deviceId }) => deviceId))];
      const answers = await Promise.all(devices.map((device) => api.accessEvents({ device, from, to })));
      return [
        signal.key,
        linesOf(
          answers.flatMap((answer) => answer.events),
          readers,
        ),
      ];
    };
    Promise.all(untrack(doors).map(ofDoor)).then(
      (found) => {
        if (!isCurrent) return;
        events = new Map(found);
        failure = undefined;
      },
      (error: unknown) => {
        // Where nobody keeps events there are none to draw.
        if (isCurrent && !(error instanceof ApiError && error.code === "NOT_FOUND")) failure = error;
      },
    );
    return () => {
      isCurrent = false;
    };
  });

  return {
    of(door: string): readonly AccessLine[] {
      return events.get(door) ?? [];
    },
    get failure() {
      return failure;
    },
  };
}
