import { ACCESS_EVENT_KINDS } from "@labcanary/domain/telemetry";
import type { Action, DeedKind, DeviceDescription } from "../description.ts";
import { readChoice, readFields, readText } from "./values.ts";
import type { Entry } from "./yaml-entry.ts";

type EventAction = Extract<Action, { kind: "event" }>;

/** What somebody can do at a device; that its sounder sounds it says of itself. */
export const DEED_KINDS: readonly DeedKind[] = ACCESS_EVENT_KINDS.filter((kind) => kind !== "sounder");
export const isEvent = (deed: string): deed is DeedKind => DEED_KINDS.some((kind) => kind === deed);

/** What somebody does at a device; `door` is where, when the step names a signal, which must then have states. */
export function readEvent(event: DeedKind, told: Entry, door: Entry | undefined, device: DeviceDescription): Action | undefined {
  const doors = device.signals.filter(({ kind }) => kind === "discrete").map(({ name }) => name);
  const at = door && readChoice(door, doors, "SCENARIO_REFERENCE");
  const said = readSaid(event, told);
  if (said === undefined || (door !== undefined && at === undefined)) return undefined;
  return { kind: "event", event, ...(at === undefined ? {} : { door: at }), ...said };
}

function readSaid(event: DeedKind, told: Entry): Pick<EventAction, "who" | "granted" | "object"> | undefined {
  switch (event) {
    case "badge": {
      const fields = readFields(told, { who: "required", granted: "optional" });
      const who = fields?.who && readText(fields.who);
      const granted = fields?.granted && readTruth(fields.granted);
      if (who === undefined || (fields?.granted !== undefined && granted === undefined)) return undefined;
      return { who, ...(granted === undefined ? {} : { granted }) };
    }
    case "unlock":
    case "lock":
      return told.scalar === true ? {} : told.fail("SCENARIO_VALUE", `${event} is either there or not`, `write ${event}: true`);
    case "tag":
    case "button": {
      const object = readText(told);
      return object === undefined ? undefined : { object };
    }
  }
}

function readTruth(entry: Entry): boolean | undefined {
  return typeof entry.scalar === "boolean" ? entry.scalar : entry.fail("SCENARIO_VALUE", "it is let in or not", "write true or false");
}
