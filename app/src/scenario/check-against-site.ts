import { isDeepStrictEqual } from "node:util";
import { SYSTEM_CONDITIONS } from "@labcanary/domain/alarm";
import type { Site } from "@labcanary/domain/site";
import type { DeviceDescription, ScenarioError, Story, StoryLine, Who } from "@labcanary/firmware-sim";
import { insteadOf } from "../nearest.ts";
import { near } from "../commands/question.ts";

interface Mistake {
  readonly problem: string;
  readonly remedy: string;
}

/** Console users whose names a recording left out. */
const OPERATOR = /^operator-\d+$/;

/**
 * Holds what a story names to its site. `isOwn`: it is the site the story was written for; with another one in its place a rule that is
 * gone is no mistake but what is being tried.
 */
export function checkAgainstSite(story: Story, site: Site, isOwn: boolean): readonly ScenarioError[] {
  const { file } = story;
  const errorAt = (line: number, key: string, { problem, remedy }: Mistake): ScenarioError => ({
    code: "SCENARIO_REFERENCE",
    file,
    line,
    key,
    problem,
    remedy,
  });
  return [
    ...deviceMistakes(story, site).map(({ place, key, ...mistake }) => ({ ...errorAt(1, key, mistake), ...place })),
    ...story.lines.flatMap((line) => lineMistakes(line, story, site, isOwn).map((mistake) => errorAt(line.line, "story", mistake))),
  ];
}

/** In the file and line the device is described in; what the story lacks is told of its beginning. */
interface DeviceMistake extends Mistake {
  readonly key: string;
  readonly place?: DeviceDescription["place"];
}

function deviceMistakes({ devices, recording }: Story, site: Site): readonly DeviceMistake[] {
  const signals = new Map(site.signals.map((signal) => [signal.key, signal]));
  const known = site.devices.map(({ id }) => id);
  const unknown = devices.filter(({ id }) => !known.includes(id));
  const watched = new Set(site.signals.map(({ deviceId }) => deviceId));
  const unplayed = recording === undefined ? known.filter((id) => watched.has(id) && devices.every((device) => device.id !== id)) : [];
  return [
    ...unknown.flatMap((device) => of(device, [{ problem: `the site has no device ${device.id}`, remedy: insteadOf(device.id, known) }])),
    ...unplayed.map((id) => ({
      key: "devices",
      problem: `nobody plays ${id}, which would be silent`,
      remedy: `describe ${id} under devices, or take another site`,
    })),
    ...devices.flatMap((device) => of(device, gatewayMistakes(device, site))),
    ...devices.flatMap((device) => of(device, modbusMistakes(device, site))),
    ...devices
      .filter(({ id }) => known.includes(id))
      .flatMap((device) =>
        of(
          device,
          device.signals.flatMap((signal) => signalMistakes(device, signal, signals)),
        ),
      ),
  ];
}

const of = ({ id, place }: DeviceDescription, mistakes: readonly Mistake[]): readonly DeviceMistake[] =>
  mistakes.map((mistake) => ({ ...mistake, key: `devices.${id}`, ...(place === undefined ? {} : { place }) }));

/** A device that speaks otherwise than its site listens is put aside, and would be taken for silent. */
function gatewayMistakes({ id, spokenFor, address: said }: DeviceDescription, { devices }: Site): readonly Mistake[] {
  const own = devices.find((device) => device.id === id);
  if (own === undefined) return [];
  // A device that signs in for itself is its own gateway.
  const gateway = devices.find((device) => device.id === (own.gateway ?? id));
  const listens = gateway?.speaks;
  if (spokenFor === undefined) {
    if (listens === undefined) return [];
    const remedy = `write speaks: ${listens.convention} and gateway: ${gateway?.id}`;
    return [{ problem: `the site hears ${id} in ${listens.convention}, through ${gateway?.id}`, remedy }];
  }
  if (listens === undefined || gateway?.id !== spokenFor.gateway)
    return [{ problem: `the site does not hear ${id} through ${spokenFor.gateway}`, remedy: "write the gateway it has in the site" }];
  if (listens.convention !== spokenFor.speaks)
    return [{ problem: `the site hears ${spokenFor.gateway} in ${listens.convention}`, remedy: `write speaks: ${listens.convention}` }];
  const known = own.address ?? own.id;
  const called = calledBy(spokenFor, said ?? id);
  return known === called
    ? []
    : [{ problem: `${id} would be called ${called}, and is ${known} in the site`, remedy: "write the address: it has there" }];
}

/** A controller that is asked otherwise than it answers is taken for silent, or read for what it never measured. */
function modbusMistakes({ id, modbus, signals }: DeviceDescription, { devices }: Site): readonly Mistake[] {
  const asked = devices.find((device) => device.id === id)?.modbus;
  if (asked === undefined)
    return modbus === undefined ? [] : [{ problem: `the site does not ask ${id} by Modbus`, remedy: "leave modbus: and register: out" }];
  if (modbus === undefined)
    return [{ problem: `the site asks ${id} by Modbus`, remedy: `write modbus: { port: ${asked.port} } and the register: of each signal` }];
  const port =
    asked.port === modbus.port
      ? []
      : [{ problem: `the site asks ${id} at port ${asked.port}`, remedy: `write modbus: { port: ${asked.port} }` }];
  const registers = signals.flatMap(({ name, register }): readonly Mistake[] => {
    const known = asked.registers.find(({ signal }) => signal === name);
    if (known === undefined || register === undefined) return [];
    const { signal: _signal, unit: _unit, ...place } = known;
    if (isDeepStrictEqual(place, register)) return [];
    return [{ problem: `the site reads ${id}/${name} otherwise`, remedy: `write register: ${JSON.stringify(place)}` }];
  });
  return [...port, ...registers];
}

/** In Sparkplug B a device is named with its group and node. */
const calledBy = ({ speaks, gateway }: NonNullable<DeviceDescription["spokenFor"]>, address: string): string =>
  speaks === "sparkplug" ? `sim/${gateway}/${address}` : address;

function signalMistakes(
  { id }: DeviceDescription,
  signal: DeviceDescription["signals"][number],
  known: ReadonlyMap<
    string,
    { readonly key: string; readonly deviceId: string; readonly name: string; readonly states?: readonly string[] }
  >,
): readonly Mistake[] {
  const described = known.get(`${id}/${signal.name}`);
  if (described === undefined) {
    const names = [...known.values()].filter(({ deviceId }) => deviceId === id).map(({ name }) => name);
    return [{ problem: `the site has no signal ${id}/${signal.name}`, remedy: insteadOf(signal.name, names) }];
  }
  const isDiscrete = signal.kind === "discrete";
  if (isDiscrete !== (described.states !== undefined)) {
    return [
      {
        problem: `${described.key} is ${isDiscrete ? "measured" : "one of several states"} in the site`,
        remedy: isDiscrete ? "write around: with a value" : "write states:",
      },
    ];
  }
  const strange = isDiscrete ? signal.model.states.filter((state) => described.states?.includes(state) !== true) : [];
  return strange.map((state) => ({
    problem: `${described.key} has no state ${state} in the site`,
    remedy: insteadOf(state, described.states ?? []),
  }));
}

function lineMistakes(line: StoryLine, story: Story, site: Site, isOwn: boolean): readonly Mistake[] {
  switch (line.kind) {
    case "device":
      return [];
    case "person":
      return [...whoMistakes(line.who, story, site), ...ruleMistakes("rule" in line.deed ? line.deed.rule : undefined, site, isOwn)];
    case "texts":
      return line.personId === undefined ? [] : whoMistakes({ kind: "person", id: line.personId }, story, site);
    case "expect": {
      const { expected } = line;
      switch (expected.kind) {
        case "alarm":
        case "no-alarm":
          return ruleMistakes(expected.rule, site, isOwn);
        case "text":
          return [...whoMistakes(expected.to, story, site), ...ruleMistakes(expected.about, site, isOwn)];
        case "impaired": {
          const keys = site.signals.map(({ key }) => key);
          if (keys.includes(expected.signal)) return [];
          return [
            { problem: `the site has no signal ${expected.signal}`, remedy: insteadOf(expected.signal, near(expected.signal, keys)) },
          ];
        }
        case "count":
        case "quiet":
        case "books":
        case "nothing-else":
          return [];
      }
    }
  }
}

function ruleMistakes(rule: string | undefined, site: Site, isOwn: boolean): readonly Mistake[] {
  if (rule === undefined || !isOwn || Object.hasOwn(SYSTEM_CONDITIONS, rule)) return [];
  const known = site.signals.flatMap(({ rules }) => rules.map(({ id }) => id));
  return known.includes(rule) ? [] : [{ problem: `the site has no rule ${rule}`, remedy: insteadOf(rule, near(rule, known)) }];
}

function whoMistakes(who: Who, { people }: Story, site: Site): readonly Mistake[] {
  switch (who.kind) {
    case "person": {
      const known = [
        ...site.people.flatMap(({ id, account }) => [id, ...(account === undefined ? [] : [account])]),
        ...people.map(({ id }) => id),
      ];
      if (known.includes(who.id) || OPERATOR.test(who.id)) return [];
      return [{ problem: `the site has nobody called ${who.id}`, remedy: insteadOf(who.id, known) }];
    }
    case "role": {
      const roles = [...new Set(site.people.flatMap((person) => person.roles ?? []))];
      return roles.includes(who.role)
        ? []
        : [{ problem: `nobody of the site has the role ${who.role}`, remedy: insteadOf(who.role, roles) }];
    }
    case "number":
      return site.people.some(({ phone }) => phone === who.number)
        ? []
        : [{ problem: `nobody of the site has the number ${who.number}`, remedy: "name the person instead" }];
    case "responsible":
    case "deputy":
    case "security-centre":
    case "anybody":
      return [];
  }
}
