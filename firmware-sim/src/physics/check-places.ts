import type { DeviceDescription } from "../description.ts";
import type { Entry } from "../scenario/yaml-entry.ts";

/**
 * Reports rooms, doors and gateways that are named and do not exist; `devices` and `environment` are where they are described. A room with a
 * mistake in it is there all the same.
 */
export function checkPlaces(described: readonly DeviceDescription[], devices: Entry, environment: Entry | undefined): void {
  const roomEntries = environment?.fields()?.get("rooms")?.fields() ?? new Map<string, Entry>();
  const rooms = [...roomEntries.keys()];
  const ids = described.map(({ id }) => id);
  for (const [id, entry] of devices.fields() ?? []) {
    check(entry.fields()?.get("room"), rooms, "room", "describe it under rooms: of environment:");
    check(
      entry.fields()?.get("behind"),
      ids.filter((other) => other !== id),
      "device",
      "describe it under devices:",
    );
  }
  for (const room of roomEntries.values()) {
    for (const door of room.fields()?.get("doors")?.items() ?? []) {
      const fields = door.fields();
      check(fields?.get("device"), ids, "device", "describe it under devices:");
      const device = described.find(({ id }) => id === fields?.get("device")?.scalar);
      const doors =
        device?.signals.filter(({ kind, model }) => kind === "discrete" && "states" in model && model.states.includes("open")) ?? [];
      if (device !== undefined)
        check(
          fields?.get("signal"),
          doors.map(({ name }) => name),
          "door",
          "give the device a signal with states: [closed, open]",
        );
    }
  }
}

function check(entry: Entry | undefined, known: readonly string[], what: string, otherwise: string): void {
  if (entry === undefined || known.some((name) => name === entry.scalar)) return;
  const remedy = known.length === 0 ? otherwise : `use one of ${known.join(", ")}`;
  entry.fail("SCENARIO_REFERENCE", `there is no ${what} ${String(entry.scalar)}`, remedy);
}
