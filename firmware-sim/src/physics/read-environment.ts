import { milliseconds } from "@labcanary/domain/basics";
import { readFields, readText } from "../scenario/values.ts";
import type { Entry } from "../scenario/yaml-entry.ts";
import { EMPTY_ENVIRONMENT, type EnvironmentDescription, type RoomDescription } from "./environment.ts";
import { type Gas, GASES } from "./gas.ts";
import { PEOPLE_PARAMETERS, ROOM_PARAMETERS } from "./model-parameters.ts";
import { readFigure, readFigures } from "./parameters.ts";
import type { PeopleModel } from "./people.ts";

const FLOW = { in: "flow", least: 0, most: 100_000, about: "" } as const;
const ADDS = { in: "exchange", least: 0, most: 1000, about: "" } as const;
const MEAN = { in: "temperature", least: -60, most: 60, about: "" } as const;
const SWING = { in: "difference", least: 0, most: 30, about: "" } as const;

/** `environment:`, what all devices of a scenario share. */
export function readEnvironment(entry: Entry): EnvironmentDescription {
  const fields = readFields(entry, { ambient: "optional", rooms: "optional" });
  const ambient = fields?.ambient === undefined ? EMPTY_ENVIRONMENT.ambient : (readAmbient(fields.ambient) ?? EMPTY_ENVIRONMENT.ambient);
  const rooms = fields?.rooms?.fields();
  if (fields?.rooms !== undefined && rooms === undefined)
    fields.rooms.fail("SCENARIO_VALUE", "these are no rooms", "write the names of rooms below it");
  return { ambient, rooms: [...(rooms ?? [])].map(([name, room]) => readRoom(name, room)).filter((room) => room !== undefined) };
}

function readAmbient(entry: Entry): EnvironmentDescription["ambient"] | undefined {
  if (entry.scalar !== undefined) {
    const mean = readFigure(entry, MEAN);
    return mean === undefined ? undefined : { mean, swing: 0 };
  }
  const fields = readFields(entry, { mean: "required", swing: "optional" });
  const mean = fields?.mean && readFigure(fields.mean, MEAN);
  const swing = fields?.swing === undefined ? 0 : readFigure(fields.swing, SWING);
  return mean === undefined || swing === undefined ? undefined : { mean, swing };
}

function readRoom(name: string, entry: Entry): RoomDescription | undefined {
  const figures = readFigures(entry, ROOM_PARAMETERS, ["doors", "sources"]);
  if (figures === undefined) return undefined;
  const fields = entry.fields();
  const doors = (fields?.get("doors")?.items() ?? []).map(readDoor).filter((door) => door !== undefined);
  const sources: Partial<Record<Gas, number>> = {};
  for (const [gas, flow] of fields?.get("sources")?.fields() ?? []) {
    const known = GASES.find((candidate) => candidate === gas);
    const rate = readFigure(flow, FLOW);
    if (known === undefined) flow.fail("SCENARIO_KEY_UNKNOWN", `the gas "${gas}" is not known`, `use one of ${GASES.join(", ")}`);
    else if (rate !== undefined) sources[known] = rate;
  }
  const { volume, height, mixing } = figures;
  return { name, model: { volume, height, mixing, airChanges: figures["air-changes"] }, doors, sources };
}

function readDoor(entry: Entry): RoomDescription["doors"][number] | undefined {
  const fields = readFields(entry, { device: "required", signal: "required", adds: "required" });
  const deviceId = fields?.device && readText(fields.device);
  const signal = fields?.signal && readText(fields.signal);
  const adds = fields?.adds && readFigure(fields.adds, ADDS);
  return deviceId === undefined || signal === undefined || adds === undefined ? undefined : { deviceId, signal, adds };
}

/** `people:` of a door that is closed or open. */
export function readPeople(entry: Entry): PeopleModel | undefined {
  const figures = readFigures(entry, PEOPLE_PARAMETERS, ["visits", "cards", "together"]);
  const fields = entry.fields();
  if (figures === undefined || fields === undefined) return undefined;
  const visits = fields.get("visits");
  if (visits === undefined) return entry.fail("SCENARIO_KEY_MISSING", '"visits" is missing', "add visits: with how many a day, such as 40");
  const perDay = visits.scalar;
  if (typeof perDay !== "number" || perDay <= 0 || perDay > MOST_VISITS)
    return visits.fail("SCENARIO_VALUE", "this is no number of visits a day", `write a number above 0, at most ${MOST_VISITS}`);
  const cards = fields.get("cards");
  const read = cards === undefined ? [] : readCards(cards);
  const together = fields.get("together");
  const count = together === undefined ? 1 : together.scalar;
  if (count !== 1 && count !== 2) return together?.fail("SCENARIO_VALUE", "so many cards open no door", "write 1 or 2");
  if (read === undefined) return undefined;
  if (read.length < count) {
    return entry.fail(
      "SCENARIO_VALUE",
      "fewer people than must come together",
      'write cards: [["04A2F1"], ["04B773", "04B774"]], a list for each',
    );
  }
  if (figures.until <= figures.from)
    return entry.fail("SCENARIO_VALUE", "they cease to come before they begin", "write until: later than from:");
  const { from, until, weekend, stay, tailgate, prop, force } = figures;
  return {
    visits: perDay,
    cards: read,
    together: count,
    from: milliseconds(from),
    until: milliseconds(until),
    weekend,
    stay: milliseconds(stay),
    proppedFor: milliseconds(figures["propped-for"]),
    twoCards: figures["two-cards"],
    tailgate,
    prop,
    force,
  };
}
/** Chosen: more is a turnstile. */
const MOST_VISITS = 2000;

function readCards(entry: Entry): readonly (readonly string[])[] | undefined {
  const people = entry.items()?.map((person) => person.items()?.map(({ scalar }) => scalar) ?? [person.scalar]);
  const isRight = people?.every((cards) => cards.length > 0 && cards.every((card) => typeof card === "string"));
  if (people !== undefined && isRight) return people as string[][];
  return entry.fail(
    "SCENARIO_VALUE",
    "these are no cards",
    'write a card for each person, or a list of their cards: ["04A2F1", ["04B773", "04B774"]]',
  );
}
