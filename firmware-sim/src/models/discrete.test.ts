import { hours, minutes, seconds } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { type DiscreteModel, enterState, startDiscrete, stepDiscrete } from "./discrete.ts";

const door: DiscreteModel = { states: ["closed", "open"], dwell: { closed: minutes(10), open: seconds(20) } };

test("a door without habits stays as it is", () => {
  const still: DiscreteModel = { states: ["closed", "open"], dwell: {} };
  const random = createRandom(1);
  expect(stepDiscrete(still, startDiscrete(still, random), hours(1000), random).state).toBe("closed");
});

test("a used door opens about as often as told and is closed again within one and a half times its time", () => {
  const random = createRandom(1);
  let state = startDiscrete(door, random);
  let opened = 0;
  let openFor = 0;
  for (let second = 0; second < 86_400; second++) {
    const next = stepDiscrete(door, state, seconds(1), random);
    if (next.state === "open" && state.state === "closed") opened++;
    openFor = next.state === "open" ? openFor + 1 : 0;
    expect(openFor).toBeLessThanOrEqual(31);
    state = next;
  }
  // 86 400 s over 620 s a turn are 139 turns.
  expect(opened).toBeGreaterThan(120);
  expect(opened).toBeLessThan(160);
});

test("a door held open stays open until it is let go", () => {
  const random = createRandom(1);
  expect(stepDiscrete(door, { state: "open", held: true }, hours(10), random).state).toBe("open");
  expect(stepDiscrete(door, enterState(door, "open", random), seconds(30), random).state).toBe("closed");
});

test("a long step passes through as many states as its time allows", () => {
  const quick: DiscreteModel = { states: ["a", "b", "c"], dwell: { a: seconds(1), b: seconds(1) } };
  const random = createRandom(1);
  expect(stepDiscrete(quick, startDiscrete(quick, random), hours(1), random).state).toBe("c");
});
