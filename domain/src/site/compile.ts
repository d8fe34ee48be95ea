import { err, ok, type Result, type Text } from "../basics/index.ts";
import type { Signal } from "../rules/index.ts";
import { isTimeZone } from "../schedule/index.ts";
import { DEVICE_ID, type ModbusPoll } from "../telemetry/index.ts";
import { compileChecklists, compilePatrols } from "./checks/index.ts";
import { compileContacts, type Contacts } from "./compile-contacts.ts";
import { DeviceDuties } from "./compile-duties.ts";
import { withExplanations } from "./compile-explanations.ts";
import { withExpressions } from "./compile-expression.ts";
import { Gateways } from "./compile-gateway.ts";
import { compileModbus } from "./compile-modbus.ts";
import { compileHardware } from "./compile-replaced.ts";
import { compileNotices } from "./compile-notices.ts";
import { compileSchedules, type NamedSchedules } from "./compile-schedules.ts";
import { CANARY_DEVICE } from "./canary.ts";
import { compileDrills } from "./drills/compile-drills.ts";
import { DRILL_DEVICE } from "./drills/twins.ts";
import { compileSignal } from "./compile-signal.ts";
import { withSilenceGroups } from "./compile-silence-groups.ts";
import { createConditionScope } from "./condition-scope.ts";
import type { DeviceFile, SiteFile, ZoneFile } from "./file.ts";
import { compileKeyPeriods } from "./key-period/index.ts";
import { checkPhone } from "./landline.ts";
import { compilePlans, type Drawings } from "./plan/compile-plans.ts";
import { Problems, type SiteProblem } from "./problem.ts";
import type { Device, Site, Zone } from "./site.ts";
import { compileStock } from "./stock/compile-stock.ts";

/**
 * The site a file describes, everything in it referring to something that exists; or all that is wrong with it, in file order.
 * `drawings`: those of its plans.
 */
export function compileSite(file: SiteFile, version: string, drawings: Drawings = new Map()): Result<Site, readonly SiteProblem[]> {
  const problems = new Problems();
  const contacts = compileContacts(file, problems);
  const zones = compileZones(file, contacts, problems);
  const schedules = compileSchedules(file, problems);
  const { devices, signals: described } = compileDevices(file, new Set(zones.map(({ id }) => id)), schedules, problems);
  const scope = createConditionScope(file, described, problems);
  const evaluated = withExpressions({ file, signals: described, scope, schedules }, problems);
  const explained = withExplanations(file, evaluated, scope, problems);
  const { keyPeriods, signals } = compileKeyPeriods({ file, contacts, schedules, zones, signals: explained }, problems);
  if (!isTimeZone(file.timeZone))
    problems.add("SITE_TIME_ZONE", ["timeZone"], `"${file.timeZone}" is no IANA time zone; write for example Europe/Berlin`);
  checkPhone(file.securityCentrePhone, ["securityCentrePhone"], problems);
  const notices = compileNotices({ file, contacts, schedules, zones }, problems);
  const plans = compilePlans(file, { zones, signals, drawings }, problems);
  const checklists = compileChecklists(file, problems);
  const patrols = compilePatrols({ file, contacts, schedules, zones }, problems);
  const drills = compileDrills({ file, zones, signals }, problems);
  const stock = compileStock({ file, zones, signals, schedules }, problems);
  if (problems.list.length > 0) return err(problems.list);
  const { site: id, name, timeZone, changedBy, securityCentre, securityCentrePhone } = file;
  const said = {
    ...(changedBy === undefined ? {} : { changedBy }),
    ...(securityCentrePhone === undefined ? {} : { securityCentrePhone }),
  };
  const grouped = withSilenceGroups(signals, devices, zones);
  const drawn = plans.length === 0 ? {} : { plans };
  return ok({
    id,
    name,
    timeZone,
    version,
    ...said,
    zones,
    ...drawn,
    people: contacts.all,
    devices,
    signals: grouped,
    securityCentre,
    ...notices,
    ...(checklists.length === 0 ? {} : { checklists }),
    ...(patrols.length === 0 ? {} : { patrols }),
    ...(keyPeriods.length === 0 ? {} : { keyPeriods }),
    ...(drills.length === 0 ? {} : { drills }),
    ...(stock === undefined ? {} : { stock }),
  });
}

/** Flattens the tree; responsible person, deputy, department and the least availability come from the parent where a zone names none. */
function compileZones(file: SiteFile, contacts: Contacts, problems: Problems): Zone[] {
  const zones: Zone[] = [];
  const seen = new Set<string>();
  const visit = (zone: ZoneFile, path: readonly (string | number)[], parent?: Zone): void => {
    if (seen.has(zone.id))
      problems.add("SITE_DUPLICATE", [...path, "id"], `there is another zone "${zone.id}"; ids are unique in the whole site`);
    seen.add(zone.id);
    for (const role of ["responsible", "deputy"] as const) {
      contacts.expectPerson(zone[role], [...path, role], problems);
    }
    checkPhone(zone.phone, [...path, "phone"], problems);
    const { responsible = parent?.responsible, deputy = parent?.deputy, department = parent?.department } = zone;
    const minimumAvailability = zone.minimumAvailability === undefined ? parent?.minimumAvailability : zone.minimumAvailability / 100;
    const compiled: Zone = {
      id: zone.id,
      kind: zone.kind,
      name: zone.name,
      path: parent === undefined ? zone.name : joinNames(parent.path, zone.name),
      ...(parent === undefined ? {} : { parent: parent.id }),
      ...(responsible === undefined ? {} : { responsible }),
      ...(deputy === undefined ? {} : { deputy }),
      ...(department === undefined ? {} : { department }),
      ...(zone.phone === undefined ? {} : { phone: zone.phone }),
      ...(zone.gasRoom === true ? { gasRoom: true } : {}),
      ...(minimumAvailability === undefined ? {} : { minimumAvailability }),
    };
    zones.push(compiled);
    for (const [index, child] of (zone.zones ?? []).entries()) visit(child, [...path, "zones", index], compiled);
  };
  for (const [index, zone] of file.zones.entries()) visit(zone, ["zones", index]);
  return zones;
}

const joinNames = (outer: Text, inner: Text): Text => ({ en: `${outer.en} › ${inner.en}`, zh: `${outer.zh} › ${inner.zh}` });

function compileDevices(
  file: SiteFile,
  zones: ReadonlySet<string>,
  schedules: NamedSchedules,
  problems: Problems,
): { devices: Device[]; signals: Signal[] } {
  const devices: Device[] = [];
  const signals: Signal[] = [];
  const seen = new Set<string>();
  const known = new Set(file.devices.map(({ id }) => id));
  const gateways = new Gateways(file);
  for (const [index, device] of file.devices.entries()) {
    const path = ["devices", index];
    checkDevice(device, path, zones, seen, problems);
    checkGateway(device, [...path, "gateway"], known, problems);
    seen.add(device.id);
    const carriage = gateways.describe(device, path, problems);
    const hardware = compileHardware(device, path, problems);
    const { replacedAt } = hardware;
    const duties = new DeviceDuties({ device, timeZone: file.timeZone, replacedAt, path }, problems);
    const isCarried = gateways.isCarried(device);
    const own = Object.entries(device.signals).flatMap(([name, signal]) => {
      const source = { name, signal, device, isCarried, replacedAt, file, schedules, duties, path: [...path, "signals", name] };
      const compiled = compileSignal(source, problems);
      return compiled === undefined ? [] : [compiled];
    });
    checkWireNames(own, path, problems);
    const modbus = compileModbus(device, own, path, problems);
    duties.finish(path);
    signals.push(...own.map((signal) => withRegister(signal, modbus)));
    devices.push({
      id: device.id,
      name: device.name ?? { en: device.id, zh: device.id },
      zoneId: device.zone,
      signals: own.map(({ key }) => key),
      ...carriage,
      ...(modbus === undefined ? {} : { modbus }),
      ...(device.callPoints === undefined ? {} : { callPoints: device.callPoints }),
      ...hardware,
    });
  }
  return { devices, signals };
}

/** So that a change of how it is read is one of the signal, and looked at as such. */
function withRegister(signal: Signal, modbus: ModbusPoll | undefined): Signal {
  const register = modbus?.registers.find((one) => one.signal === signal.name);
  return register === undefined ? signal : { ...signal, register };
}

/** What was said belongs to one signal. */
function checkWireNames(signals: readonly Signal[], path: readonly (string | number)[], problems: Problems): void {
  const taken = new Map<string, string>();
  for (const { name, wire } of signals) {
    if (wire === undefined) continue;
    const other = taken.get(wire.name);
    if (other !== undefined)
      problems.add("SITE_WIRE", [...path, "signals", name, "from"], `"${wire.name}" is read as ${other} already; keep one of them`);
    taken.set(wire.name, name);
  }
}

function checkDevice(
  device: DeviceFile,
  path: readonly (string | number)[],
  zones: ReadonlySet<string>,
  seen: ReadonlySet<string>,
  problems: Problems,
): void {
  if (!DEVICE_ID.test(device.id)) problems.add("SITE_NAME", [...path, "id"], "a device id is 1 to 64 of A-Z a-z 0-9 . _ -");
  if (seen.has(device.id)) problems.add("SITE_DUPLICATE", [...path, "id"], `there is another device "${device.id}"`);
  if (device.id === CANARY_DEVICE)
    problems.add("SITE_RESERVED", [...path, "id"], `"${CANARY_DEVICE}" is the platform's own test device; choose another id`);
  if (device.id === DRILL_DEVICE)
    problems.add("SITE_RESERVED", [...path, "id"], `"${DRILL_DEVICE}" is the device by which drills speak; choose another id`);
  if (!zones.has(device.zone))
    problems.add("SITE_UNKNOWN_ZONE", [...path, "zone"], `"${device.zone}" is not under zones; add it there or correct the name`);
}

function checkGateway(
  { id, gateway }: DeviceFile,
  path: readonly (string | number)[],
  known: ReadonlySet<string>,
  problems: Problems,
): void {
  if (gateway === undefined) return;
  if (!known.has(gateway)) problems.add("SITE_UNKNOWN_DEVICE", path, `"${gateway}" is not under devices; add it there or correct the id`);
  else if (gateway === id) problems.add("SITE_UNKNOWN_DEVICE", path, "a device is not its own gateway; leave the key out");
}
