import { ok } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { createQueue } from "./queue.ts";

/** Work that ends when it is told to, and says when it began. */
function createWork() {
  const begun: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<string>>();
  return {
    begun,
    of: (name: string) => async () => {
      begun.push(name);
      const one = Promise.withResolvers<string>();
      ends.set(name, one);
      return one.promise;
    },
    end: (name: string) => ends.get(name)?.resolve(name),
    fail: (name: string) => ends.get(name)?.reject(new Error(name)),
  };
}

test("one thing is done after the other: what is made before what people ask, also where they asked first", async () => {
  const [queue, work] = [createQueue(), createWork()];
  const first = queue.ask("a", "a", work.of("a"));
  const second = queue.ask("b", "b", work.of("b"));
  await expect.poll(() => work.begun).toEqual(["a"]);
  const made = queue.add(work.of("week"));
  work.end("a");
  expect(await first).toEqual(ok("a"));
  await expect.poll(() => work.begun).toEqual(["a", "week"]);
  work.end("week");
  expect(await made).toBe("week");
  await expect.poll(() => work.begun).toEqual(["a", "week", "b"]);
  const settled = queue.settled();
  work.end("b");
  expect(await second).toEqual(ok("b"));
  await settled;
});

test("the same question is answered once for all who ask it, and anew when it is asked again later", async () => {
  const [queue, work] = [createQueue(), createWork()];
  const many = Array.from({ length: 50 }, (_, place) => queue.ask("a", `user:${place}`, work.of("a")));
  await expect.poll(() => work.begun).toEqual(["a"]);
  work.end("a");
  expect(new Set((await Promise.all(many)).map((each) => each.ok && each.value))).toEqual(new Set(["a"]));
  const again = queue.ask("a", "a", work.of("a"));
  await expect.poll(() => work.begun).toEqual(["a", "a"]);
  work.end("a");
  expect(await again).toEqual(ok("a"));
});

test("a fifth question is refused until one of four is answered; what is made is not", async () => {
  const [queue, work] = [createQueue(), createWork()];
  const four = ["a", "b", "c", "d"].map((name) => queue.ask(name, name, work.of(name)));
  expect(await queue.ask("e", "e", work.of("e"))).toEqual({ ok: false, error: { code: "REPORT_COUNT_BUSY" } });
  const made = queue.add(work.of("week"));
  for (const name of ["a", "week", "b"]) {
    await expect.poll(() => work.begun.at(-1)).toBe(name);
    work.end(name);
  }
  expect(await made).toBe("week");
  await four[1];
  const later = queue.ask("e", "e", work.of("e"));
  for (const name of ["c", "d", "e"]) {
    await expect.poll(() => work.begun.at(-1)).toBe(name);
    work.end(name);
  }
  expect(await later).toEqual(ok("e"));
});

test("who asks one thing is refused another until it is answered, and others are not", async () => {
  const [queue, work] = [createQueue(), createWork()];
  const first = queue.ask("a", "user:li", work.of("a"));
  expect(await queue.ask("b", "user:li", work.of("b"))).toEqual({ ok: false, error: { code: "REPORT_COUNT_BUSY" } });
  const other = queue.ask("c", "user:wang", work.of("c"));
  await expect.poll(() => work.begun).toEqual(["a"]);
  work.end("a");
  expect(await first).toEqual(ok("a"));
  const second = queue.ask("b", "user:li", work.of("b"));
  for (const name of ["c", "b"]) {
    await expect.poll(() => work.begun.at(-1)).toBe(name);
    work.end(name);
  }
  expect([await other, await second]).toEqual([ok("c"), ok("b")]);
});

test("what fails is for whoever asked, and holds nothing up", async () => {
  const [queue, work] = [createQueue(), createWork()];
  const failed = queue.ask("a", "a", work.of("a"));
  const made = queue.add(work.of("week"));
  await expect.poll(() => work.begun).toEqual(["week"]);
  work.fail("week");
  await expect(made).rejects.toThrow("week");
  await expect.poll(() => work.begun).toEqual(["week", "a"]);
  work.fail("a");
  await expect(failed).rejects.toThrow("a");
  await queue.settled();
});
