import { fingerprint, milliseconds, minutes, type Text } from "../basics/index.ts";
import { PRIORITIES, type Priority, type Signal, type SilenceGroup, type SilenceGroupRule } from "../rules/index.ts";
import type { DeviceId } from "../telemetry/index.ts";
import type { Device, Zone, ZoneId } from "./site.ts";

/** Chosen: many sensors at once leave a place without protection; somebody goes there within a quarter of an hour. */
const RESPONSE = minutes(15);

/** Below this many signals there is nothing to put together; as the fold has it. */
const LEAST_MEMBERS = 3;

interface Group {
  readonly id: string;
  /** Of the device or zone, to people. */
  readonly name: Text;
  readonly over: SilenceGroup;
  readonly zoneId: ZoneId;
  readonly members: readonly Signal[];
}

/**
 * The signals with the rules that tell many silent ones as one: for each device, gateway and zone with enough signals, unless it holds the
 * very same ones as one inside it. Each belongs to the first of its members.
 */
export function withSilenceGroups(signals: readonly Signal[], devices: readonly Device[], zones: readonly Zone[]): readonly Signal[] {
  const added = new Map<Signal, SilenceGroupRule[]>();
  for (const group of groupsOf(signals, devices, zones)) {
    const [first] = group.members;
    if (first === undefined) continue;
    const rules = added.get(first);
    const rule = ruleOf(group, first);
    if (rules === undefined) added.set(first, [rule]);
    else rules.push(rule);
  }
  if (added.size === 0) return signals;
  return signals.map((signal) => {
    const rules = added.get(signal);
    return rules === undefined ? signal : { ...signal, rules: [...signal.rules, ...rules] };
  });
}

function groupsOf(signals: readonly Signal[], devices: readonly Device[], zones: readonly Zone[]): readonly Group[] {
  const byDevice = Map.groupBy(signals, ({ deviceId }) => deviceId);
  const deviceOf = new Map(devices.map((device) => [device.id, device]));
  const groups: Group[] = [];
  /** Sets of members already told apart, by their first member, their last and their number: groups here are nested or disjoint, or unlike in size. */
  const seen = new Set<string>();
  const add = (group: Group): void => {
    const { members } = group;
    if (members.length < LEAST_MEMBERS) return;
    const shape = `${members[0]?.key} ${members.at(-1)?.key} ${members.length}`;
    if (seen.has(shape)) return;
    seen.add(shape);
    groups.push(group);
  };
  for (const [deviceId, members] of byDevice) {
    const { name, zoneId } = deviceOf.get(deviceId) as Device;
    add({ id: `device:${deviceId}`, name, over: { kind: "device", deviceId }, zoneId, members });
  }
  for (const [deviceId, members] of byGateway(signals)) {
    const { name, zoneId } = deviceOf.get(deviceId) as Device;
    add({ id: `gateway:${deviceId}`, name, over: { kind: "gateway", deviceId }, zoneId, members });
  }
  // From the innermost outwards: of zones that hold the same signals the innermost tells best where it is.
  for (const { zone, inside, members } of zonesInwardsOut(signals, zones)) {
    add({ id: `zone:${zone.id}`, name: zone.name, over: { kind: "zone", zoneId: zone.id, zones: inside }, zoneId: zone.id, members });
  }
  return groups;
}

function byGateway(signals: readonly Signal[]): ReadonlyMap<DeviceId, readonly Signal[]> {
  const behind = signals.filter(({ gateway }) => gateway !== undefined);
  return Map.groupBy(behind, ({ gateway }) => gateway as DeviceId);
}

interface WholeZone {
  readonly zone: Zone;
  readonly inside: readonly ZoneId[];
  readonly members: readonly Signal[];
}

/** A zone's children stand after it in the list, so it is taken from its end. Members are in the order of the zones. */
function zonesInwardsOut(signals: readonly Signal[], zones: readonly Zone[]): readonly WholeZone[] {
  const own = Map.groupBy(signals, ({ zoneId }) => zoneId);
  const inside = new Map<ZoneId, ZoneId[]>(zones.map(({ id }) => [id, [id]]));
  for (const { id, parent } of zones.toReversed()) {
    if (parent !== undefined) inside.get(parent)?.splice(1, 0, ...(inside.get(id) ?? []));
  }
  return zones.toReversed().map((zone) => {
    const ids = inside.get(zone.id) ?? [];
    return { zone, inside: ids, members: ids.flatMap((id) => own.get(id) ?? []) };
  });
}

/** That nobody hears it is life safety: then so is the silence of many such, which stands for it. */
const isSilenceOfLifeSafety = ({ rules }: Signal): boolean =>
  rules.some(({ kind, lifeSafety }) => kind === "silence" && lifeSafety === true);

function ruleOf({ id, name, over, zoneId, members }: Group, first: Signal): SilenceGroupRule {
  const none = milliseconds(0);
  const rule: Omit<SilenceGroupRule, "version"> = {
    kind: "silence-group",
    id: `${id}/silent`,
    signal: first.key,
    zoneId,
    label: { en: `${name.en}: its sensors are silent`, zh: `${name.zh}的传感器无信号` },
    priority: gravestSilence(members),
    ...(members.some(isSilenceOfLifeSafety) ? { lifeSafety: true } : {}),
    onDelay: none,
    offDelay: none,
    latching: false,
    consequence: { en: "Nobody would notice a danger in any of these places", zh: "上述各处出现危险均无人察觉" },
    firstAction: FIRST_ACTIONS[over.kind],
    responseTime: RESPONSE,
    source: "chosen: three signals or more and four in five of all silent or overdue at once have one cause, not many",
    over,
  };
  return { ...rule, version: fingerprint(JSON.stringify(rule)) };
}

const FIRST_ACTIONS: Readonly<Record<SilenceGroup["kind"], Text>> = {
  device: { en: "Check power and network of the device; watch the place in person until then", zh: "检查设备电源和网络，恢复前派人值守" },
  gateway: {
    en: "Check power and network of the gateway; watch the places in person until then",
    zh: "检查网关电源和网络，恢复前派人值守",
  },
  zone: { en: "Check power and network of the zone; watch it in person until then", zh: "检查该区域电源和网络，恢复前派人值守" },
};

/** As grave as the gravest of what it stands for. */
function gravestSilence(members: readonly Signal[]): Priority {
  const places = members.flatMap(({ rules }) =>
    rules.flatMap((rule) => (rule.kind === "silence" ? [PRIORITIES.indexOf(rule.priority)] : [])),
  );
  return PRIORITIES[places.reduce((gravest, place) => Math.min(gravest, place), PRIORITIES.length - 1)] as Priority;
}
