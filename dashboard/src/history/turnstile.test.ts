import { expect, test } from "vitest";
import { createTurnstile } from "./turnstile.ts";

test("so many at once, so many wait in their order, and the rest are refused", async () => {
  const turnstile = createTurnstile({ atOnce: 1, waiting: 2 });
  const done: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = turnstile.pass(async () => {
    await gate.promise;
    done.push("first");
  });
  const second = turnstile.pass(async () => void done.push("second"));
  const third = turnstile.pass(async () => void done.push("third"));
  expect(turnstile.pass(async () => {})).toBeUndefined();
  gate.resolve();
  await Promise.all([first, second, third]);
  expect(done).toEqual(["first", "second", "third"]);
});

test("work that fails lets the next one in", async () => {
  const turnstile = createTurnstile({ atOnce: 1, waiting: 0 });
  await expect(turnstile.pass(async () => Promise.reject(new Error("away")))).rejects.toThrow("away");
  expect(await turnstile.pass(async () => "in")).toBe("in");
});
