import { type DurationMs, elapsed, type EpochMs, minutes, times } from "@labcanary/domain/basics";
import type { Clock } from "@labcanary/domain/ports";
import { concentrationAt, type Gas, type Inflow, type Pool, type RoomModel, type RoomState, stepRoom } from "./gas.ts";

/** What devices share: rooms with their air, the outdoors and the mains. */
export interface EnvironmentDescription {
  readonly rooms: readonly RoomDescription[];
  /** °C in the building: the mean of a day and how far it swings to either side, warmest at 15:00 UTC. */
  readonly ambient: { readonly mean: number; readonly swing: number };
}

export interface RoomDescription {
  readonly name: string;
  readonly model: RoomModel;
  /** Doors by which it is aired: changes of air an hour while one is open. */
  readonly doors: readonly { readonly deviceId: string; readonly signal: string; readonly adds: number }[];
  /** L/min that always come in, such as a dewar's boil-off. */
  readonly sources: Readonly<Partial<Record<Gas, number>>>;
}

export const EMPTY_ENVIRONMENT: EnvironmentDescription = { rooms: [], ambient: { mean: 22, swing: 0 } };

/** What a scenario does to what devices share. Flows in L/min, a spill in litres of liquid, ventilation as a share of its usual. */
export type EnvironmentAct =
  | { readonly kind: "leak"; readonly gas: Gas; readonly flow: number }
  | { readonly kind: "spill"; readonly litres: number; readonly boilOff: DurationMs }
  | { readonly kind: "ventilation"; readonly share: number }
  | { readonly kind: "mains"; readonly isOn: boolean };

/** A device of the environment, as it is told of what happens around it. */
export interface Inhabitant {
  readonly deviceId: string;
  /** The state of one of its signals. */
  stateOf(signal: string): string | undefined;
  /** Brings it to the present, before something around it changes. */
  advance(): void;
  /** The mains went or came back. */
  onMains(isOn: boolean): void;
  /** The gateway it talks through died, or came back. */
  onGateway(deviceId: string, isAlive: boolean): void;
}

export interface Environment {
  readonly hasMains: boolean;
  /** °C around devices at a time of the story. */
  ambientAt(at: EpochMs): number;
  /** ppm of a gas in a room at a height in m. Throws for a room there is not; a scenario has been checked for that. */
  concentration(room: string, gas: Gas, height: number): number;
  /** Brings every room to the present; what was done before then has its full effect. The same moment twice is one. */
  advance(): void;
  act(room: string | undefined, act: EnvironmentAct): void;
  /** What happens in a room goes so many times as fast. */
  setPace(room: string | undefined, factor: number): void;
  join(inhabitant: Inhabitant): void;
  gateway(deviceId: string, isAlive: boolean): void;
  /** A room has the air it began with and its own pace again; without one all have, and the mains are on. Inhabitants are not told. */
  reset(room?: string): void;
}

interface Room {
  readonly description: RoomDescription;
  state: RoomState;
  leaks: Readonly<Partial<Record<Gas, number>>>;
  ventilation: number;
  pace: number;
  advancedAt: EpochMs;
}

export function createEnvironment(description: EnvironmentDescription, { clock }: { readonly clock: Clock }): Environment {
  const inhabitants = new Map<string, Inhabitant>();
  const rooms = new Map(description.rooms.map((room): [string, Room] => [room.name, furnished(room)]));
  let hasMains = true;

  function furnished(room: RoomDescription): Room {
    return { description: room, state: { air: settled(room) }, leaks: {}, ventilation: 1, pace: 1, advancedAt: clock.now() };
  }

  const roomNamed = (name: string | undefined): Room => {
    const room = name === undefined ? undefined : rooms.get(name);
    if (room === undefined) throw new RangeError(`there is no room ${name ?? "of this device"}; there are ${[...rooms.keys()].join(", ")}`);
    return room;
  };
  const doorsOf = ({ doors }: RoomDescription): number =>
    doors.reduce((sum, door) => sum + (inhabitants.get(door.deviceId)?.stateOf(door.signal) === "open" ? door.adds : 0), 0);
  const inflowOf = ({ description: room, leaks, ventilation }: Room): Inflow => ({
    sources: added(room.sources, leaks),
    extraAirChanges: doorsOf(room),
    // Fans stand still without mains.
    ventilation: hasMains ? ventilation : 0,
  });

  const advance = (): void => {
    const now = clock.now();
    for (const room of rooms.values()) {
      if (room.advancedAt === now) continue;
      room.state = stepRoom(room.description.model, room.state, inflowOf(room), times(elapsed(room.advancedAt, now), room.pace));
      room.advancedAt = now;
    }
  };

  return {
    get hasMains() {
      return hasMains;
    },
    ambientAt: (at) => ambientAt(description.ambient, at),
    concentration(name, gas, height) {
      const room = roomNamed(name);
      const { extraAirChanges, ventilation } = inflowOf(room);
      const { model } = room.description;
      return concentrationAt(model, room.state.air, gas, height, model.airChanges * ventilation + extraAirChanges);
    },
    advance,
    act(name, act) {
      advance();
      switch (act.kind) {
        case "mains":
          if (act.isOn === hasMains) return;
          for (const inhabitant of inhabitants.values()) inhabitant.advance();
          hasMains = act.isOn;
          for (const inhabitant of inhabitants.values()) inhabitant.onMains(act.isOn);
          return;
        case "leak": {
          const room = roomNamed(name);
          room.leaks = { ...room.leaks, [act.gas]: act.flow };
          return;
        }
        case "spill": {
          const room = roomNamed(name);
          room.state = { ...room.state, pool: poured(room.state.pool, act.litres, act.boilOff) };
          return;
        }
        case "ventilation":
          roomNamed(name).ventilation = act.share;
      }
    },
    setPace(name, factor) {
      advance();
      const room = name === undefined ? undefined : rooms.get(name);
      if (room !== undefined) room.pace = factor;
    },
    join: (inhabitant) => void inhabitants.set(inhabitant.deviceId, inhabitant),
    gateway(deviceId, isAlive) {
      for (const inhabitant of inhabitants.values()) inhabitant.onGateway(deviceId, isAlive);
    },
    reset(only) {
      if (only === undefined) hasMains = true;
      for (const [name, { description: room }] of rooms) if (only === undefined || only === name) rooms.set(name, furnished(room));
    },
  };
}

/** What a room's own sources have long come to: a store of liquid nitrogen does not begin its day with outdoor air. */
function settled({ model, sources }: RoomDescription): RoomState["air"] {
  if (Object.keys(sources).length === 0) return {};
  const forever = minutes(60 * 24 * 365);
  return stepRoom(model, { air: {} }, { sources, extraAirChanges: 0, ventilation: 1 }, forever).air;
}

function added(one: Inflow["sources"], other: Inflow["sources"]): Inflow["sources"] {
  const sum = { ...one };
  for (const [gas, flow] of Object.entries(other) as [Gas, number][]) sum[gas] = (sum[gas] ?? 0) + flow;
  return sum;
}

const poured = (pool: Pool | undefined, litres: number, boilOff: DurationMs): Pool => ({ litres: (pool?.litres ?? 0) + litres, boilOff });

/** When the day is warmest, hours (UTC). */
const WARMEST = 15;

function ambientAt({ mean, swing }: EnvironmentDescription["ambient"], at: EpochMs): number {
  return mean + swing * Math.cos((2 * Math.PI * (at / 3_600_000 - WARMEST)) / 24);
}
