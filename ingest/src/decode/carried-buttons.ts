import { type AccessEvent, type DecodeError, decodeEvent, type Entry, type EventContext } from "@labcanary/domain/telemetry";

/** What a device behind a gateway said, its buttons told apart from its values. */
export interface WithButtons {
  readonly entries: readonly Entry[];
  readonly events: readonly AccessEvent[];
  readonly refused: readonly DecodeError[];
}

const NO_SIGNALS: EventContext["signals"] = new Map();
const NO_HOLDERS: EventContext["holders"] = new Map();

/**
 * Conventions have no word for an event: a button is a value that comes when it is pressed (`action` is `single`). What the site names
 * under `callPoints` as `action:single` is taken for one. A message the broker had from before presses nothing. One that the codec takes for a
 * repeat does: somebody may wait for help, and the same press, told by its time, is the same event.
 */
export function takeButtons(
  entries: readonly Entry[],
  callPoints: readonly string[] | undefined,
  context: Pick<EventContext, "deviceId" | "receivedAt"> & { readonly retained: boolean },
): WithButtons {
  if (callPoints === undefined) return { entries, events: [], refused: [] };
  const [events, refused]: [AccessEvent[], DecodeError[]] = [[], []];
  const rest = entries.filter((entry) => {
    const object = `${entry.name}:${String(entry.value)}`;
    if (!callPoints.includes(object)) return true;
    if (context.retained) return false;
    const { deviceId, receivedAt } = context;
    const said = { kind: "button", object, ...(entry.at === undefined ? {} : { at: entry.at }) };
    const decoded = decodeEvent(said, { deviceId, receivedAt, replayed: false, signals: NO_SIGNALS, holders: NO_HOLDERS });
    if (decoded.ok) events.push(decoded.value.event);
    else refused.push(decoded.error);
    return false;
  });
  return { entries: rest, events, refused };
}
