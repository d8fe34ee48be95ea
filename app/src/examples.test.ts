import { join } from "node:path";
import { days, epochMs, plus } from "@labcanary/domain/basics";
import { rotaShortfalls } from "@labcanary/domain/notification";
import { channelsOf } from "@labcanary/domain/site";
import { loadScenarioSet, scenarioErrorText } from "@labcanary/firmware-sim";
import { describe, expect, test } from "vitest";
import { loadSite } from "./site/load.ts";
import { formatProblem } from "./yaml-source.ts";

const EXAMPLES = join(import.meta.dirname, "../../examples");
const EXAMPLE = join(EXAMPLES, "chemistry-building");

const site = loadSite(join(EXAMPLE, "site.yaml"));
if (!site.ok) throw new Error(site.error.map(formatProblem).join("\n"));
const { devices, signals, zones, people, securityCentre } = site.value;

const set = loadScenarioSet(join(EXAMPLE, "simulation", "normal.yaml"));
if (!set.ok) throw new Error(set.error.map(scenarioErrorText).join("\n"));
const { first, byName } = set.value;

describe("the chemistry building", () => {
  test("as the demo runs it, has each address tried once a day", () => {
    const demo = loadSite(join(EXAMPLE, "demo.yaml"));
    expect(demo.ok && demo.value).toMatchObject({ id: site.value.id, contactTests: { every: days(1) } });
  });

  test("simulates every signal it describes, and no other", () => {
    const simulated = first.devices.flatMap(({ id, signals: own }) => own.map(({ name }) => `${id}/${name}`));
    expect(simulated.toSorted()).toEqual(signals.map(({ key }) => key).toSorted());
  });

  test("gives each simulated door and switch the states the site knows, by the same names", () => {
    const keyed = new Map(signals.map((signal) => [signal.key, signal]));
    const discrete = first.devices.flatMap(({ id, signals: own }) =>
      own.flatMap((signal) => (signal.kind === "discrete" ? [{ key: `${id}/${signal.name}`, states: [...signal.model.states] }] : [])),
    );
    expect(discrete.length).toBeGreaterThan(0);
    for (const { key, states } of discrete) expect([...(keyed.get(key)?.states ?? [])].toSorted(), key).toEqual(states.toSorted());
  });

  test.each([...byName.values()])("$name acts on devices and signals of the site", ({ steps }) => {
    const known = new Set([...devices.map(({ id }) => id), ...signals.map(({ key }) => key)]);
    for (const { deviceId, action } of steps) {
      expect(known).toContain("signal" in action ? `${deviceId}/${action.signal}` : deviceId);
    }
  });

  test("watches every signal for silence, and every rule says where its figures come from and what to do first, in both languages", () => {
    for (const { key, rules } of signals) {
      expect(
        rules.filter(({ kind }) => kind === "silence"),
        key,
      ).toHaveLength(1);
      for (const { id, source, firstAction, consequence, responseTime } of rules) {
        expect(source.length, id).toBeGreaterThan(10);
        for (const text of [firstAction, consequence]) expect(text.zh, id).toMatch(/\p{Script=Han}/u);
        expect(responseTime, id).toBeGreaterThan(0);
      }
    }
  });

  test("can reach somebody for every zone, and the security centre, by text", () => {
    const withPhone = new Set(people.flatMap(({ id, phone }) => (phone === undefined ? [] : [id])));
    for (const { id, responsible, deputy } of zones)
      expect(
        [responsible, deputy].every((person) => person !== undefined && withPhone.has(person)),
        id,
      ).toBe(true);
    expect(securityCentre.every((person) => withPhone.has(person))).toBe(true);
  });
});

describe("night duty", () => {
  const night = loadSite(join(EXAMPLES, "night-duty/site.yaml"));
  if (!night.ok) throw new Error(night.error.map(formatProblem).join("\n"));
  const { people: all, rotas = [], routes = [] } = night.value;

  test("can reach everybody it names, and tells each of its rotas and contacts by some route", () => {
    for (const contact of all) expect(channelsOf(contact).length, contact.id).toBeGreaterThan(0);
    const targets = routes.flatMap(({ steps, last }) => [...steps, last].flatMap(({ whom }) => whom));
    for (const { id } of rotas) expect(targets).toContainEqual({ kind: "rota", rotaId: id });
    for (const { id } of all.filter(({ kind }) => kind !== undefined)) expect(targets).toContainEqual({ kind: "contact", personId: id });
  });

  test("has somebody on duty whenever a route needs it, over leave, weekends and holidays, for a year", () => {
    const from = epochMs(Date.parse("2026-11-23T00:00+08:00"));
    expect(rotaShortfalls(night.value, from, plus(from, days(365)))).toEqual([]);
  });
});

describe("devices already owned", () => {
  const owned = loadSite(join(EXAMPLES, "devices-already-owned/site.yaml"));
  if (!owned.ok) throw new Error(owned.error.map(formatProblem).join("\n"));

  test("speak each in its own convention, and every value is read from the wire", () => {
    const spoken = owned.value.devices.flatMap(({ speaks }) => speaks?.convention ?? []);
    expect(spoken).toEqual(["zigbee2mqtt", "tasmota", "json", "senml"]);
    expect(owned.value.signals.map(({ key, wire }) => `${key} from ${wire?.name}`)).toEqual([
      "cabinet-17/door from contact",
      "freezer-3/temperature from DS18B20-00000566CC39.Temperature",
      "freezer-3/door from Switch1",
      "hall-2/temperature from air.t",
      "hall-2/door from door",
      "shelf-1/temperature from temp",
    ]);
  });
});
