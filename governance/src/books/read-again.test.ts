import { hazardLedger } from "@labcanary/domain/governance";
import { describe, expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { createMemoryJournal } from "../../../test/support/memory-journal.ts";
import { createTestLogger } from "../../../test/support/observing.ts";
import { testSite } from "../../../test/support/site.ts";
import { createBook } from "./book.ts";
import { createReadAgain, type ReadAgainDeps } from "./read-again.ts";

/** A book of `count` hazards, of somebody whom the journal knows no more once `forget` was called. */
function start(count: number) {
  const clock = createSettableClock();
  const journal = createMemoryJournal(clock);
  const book = createBook(hazardLedger, { journal, site: () => testSite(), now: () => clock.now(), changed: () => {} });
  let ids = 0;
  const file = (actor: string) =>
    book.carryOut({
      id: `order-${++ids}`,
      actor,
      order: { verb: "file", hazard: { zoneId: "room-114", class: "gas", level: "general", origin: "inspection", words: "not chained" } },
    });
  for (let number = 1; number <= count; number += 1) file("user:gone");
  let isForgotten = false;
  let failures = 0;
  const logger = createTestLogger();
  const recordsAfter = (line: number, limit: number) => {
    if (failures > 0) {
      failures -= 1;
      throw new Error("disk");
    }
    const lines = journal.lines.filter((each) => each.line > line).slice(0, limit);
    return isForgotten ? lines.map((each) => (each.actor === "user:gone" ? { ...each, actor: "user:~key" } : each)) : lines;
  };
  // Of no other book is there a line.
  const again = createReadAgain({ journal: { recordsAfter }, logger, books: { hazard: { book } } as unknown as ReadAgainDeps["books"] });
  const names = () => new Set(book.all().map(({ filedBy }) => filedBy));
  return {
    again,
    book,
    file,
    logger,
    names,
    forget: () => {
      isForgotten = true;
    },
    fail: () => {
      failures = 1;
    },
  };
}

describe("reading again", () => {
  test("takes turns; meanwhile the book is whole, and what is ordered meanwhile is in it afterwards, once", async () => {
    const { again, book, file, names, forget } = start(900);
    forget();
    const { revision } = book;
    const seen: { count: number; names: number }[] = [];
    let isDone = false;
    const look = (): void => {
      seen.push({ count: book.all().length, names: names().size });
      if (seen.length === 2) file("user:li");
      if (!isDone) setImmediate(look);
    };
    setImmediate(look);
    await again.request();
    isDone = true;
    expect(seen.length).toBeGreaterThan(3);
    expect(new Set(seen.map(({ count }) => count))).toEqual(new Set([900, 901]));
    // One before, two with the hazard filed meanwhile; never some under the old name and some under the key.
    expect([...names()]).toEqual(["user:~key", "user:li"]);
    expect(book.open()).toHaveLength(901);
    expect(book.revision).toBeGreaterThan(revision);
    expect(file("user:li")).toMatchObject({ ok: true, value: { number: 902 } });
  });

  test("that fails leaves the book as it was, says so, and is done with the next look; without a failure the look reads nothing", async () => {
    const { again, book, names, logger, forget, fail } = start(3);
    forget();
    fail();
    await again.request();
    expect([...names()]).toEqual(["user:gone"]);
    expect(logger.lines).toMatchObject([{ level: "error" }]);
    await again.retry();
    expect([...names()]).toEqual(["user:~key"]);
    const { revision } = book;
    await again.retry();
    expect(book.revision).toBe(revision);
  });

  test("ends at a stop, and leaves the book as it was", async () => {
    const { again, names, forget } = start(900);
    forget();
    const reading = again.request();
    await again.stop();
    await reading;
    expect([...names()]).toEqual(["user:gone"]);
  });
});
