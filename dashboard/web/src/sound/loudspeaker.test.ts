import { expect, test } from "vitest";
import { type Loudspeaker, soundStateOf } from "./loudspeaker.ts";

const PLAYS: Loudspeaker = { context: "running", movedAt: 1000, outputs: 0, mostOutputs: 0 };

test.each([
  { over: {}, state: "ready", because: "it plays, and the browser lists no outputs to anybody" },
  { over: { context: undefined }, state: "absent", because: "the browser has no sound" },
  { over: { context: "closed" }, state: "absent", because: "the sound was closed" },
  { over: { context: "suspended" }, state: "blocked", because: "nobody has touched the page" },
  { over: { context: "interrupted" }, state: "blocked", because: "another program has the sound" },
  { over: { outputs: 0, mostOutputs: 2 }, state: "no-output", because: "the outputs there were are gone" },
  { over: { outputs: 1, mostOutputs: 2 }, state: "ready", because: "one output is left" },
  { over: { movedAt: 1000 - 2500 }, state: "stalled", because: "its clock stands still" },
  { over: { movedAt: undefined }, state: "ready", because: "its clock was not looked at yet" },
] as const)("$over is $state: $because", ({ over, state }) => {
  expect(soundStateOf({ ...PLAYS, ...over }, 1000)).toBe(state);
});
