import { milliseconds, minutes, seconds } from "@labcanary/domain/basics";
import { expect, onTestFinished, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import { openAccountDatabase } from "./account-database.ts";
import { openAttemptCounts } from "./attempt-counts.ts";

function counting() {
  const folder = temporaryFolder();
  const clock = createSettableClock();
  let counts = openAttemptCounts(folder, clock);
  onTestFinished(() => counts.close());
  return {
    clock,
    take: (key: string, most = 3) => counts.take(key, most, minutes(1)),
    restart() {
      counts.close();
      counts = openAttemptCounts(folder, clock);
    },
    kept() {
      const database = openAccountDatabase(folder);
      const rows = database.prepare("SELECT key, count FROM attempt ORDER BY since, key").all();
      database.close();
      return rows;
    },
  };
}

test("so many attempts are let through in the window that begins with the first, and of each key by itself", () => {
  const { clock, take } = counting();
  expect([take("li"), take("li"), take("li")]).toEqual([undefined, undefined, undefined]);
  clock.advance(seconds(20));
  expect([take("li"), take("mei")]).toEqual([seconds(40), undefined]);
  clock.advance(seconds(40));
  expect(take("li")).toBeUndefined();
});

test("a restart forgives none", () => {
  const { take, restart } = counting();
  for (let attempt = 0; attempt < 3; attempt++) {
    expect(take("li")).toBeUndefined();
    restart();
  }
  expect(take("li")).toBe(minutes(1));
});

test("what is refused is not written again, what is over is forgotten, and no more is kept than there is room for", () => {
  const { clock, take, kept } = counting();
  for (let attempt = 0; attempt < 10; attempt++) take("li");
  expect(kept()).toEqual([{ key: "li", count: 3 }]);
  clock.advance(minutes(1));
  take("mei");
  expect(kept()).toEqual([{ key: "mei", count: 1 }]);
  for (let address = 0; address < 5010; address++) {
    clock.advance(milliseconds(1));
    take(`address:${address}`);
  }
  expect(kept()).toHaveLength(5000);
  expect(kept()[0]).toEqual({ key: "address:10", count: 1 });
});

test("a clock that was set back forgives, rather than shut somebody out until it has caught up", () => {
  const { clock, take } = counting();
  for (let attempt = 0; attempt < 4; attempt++) take("li");
  clock.advance(minutes(-60));
  expect(take("li")).toBeUndefined();
});
