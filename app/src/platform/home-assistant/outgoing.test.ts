import { expect, test } from "vitest";
import { createTestLogger } from "../../../../test/support/observing.ts";
import { createOutgoing, MOST_UNDER_WAY } from "./outgoing.ts";

interface Said {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

/** A broker that has nothing until it is told to. */
function slow() {
  const said: Said[] = [];
  const taking: { readonly done: () => void; readonly fail: (error: Error) => void }[] = [];
  const outgoing = createOutgoing(
    {
      publish: (message) =>
        new Promise((resolve, reject) => {
          said.push(message);
          taking.push({ done: resolve, fail: reject });
        }),
    },
    createTestLogger(),
  );
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const takeAll = async (): Promise<void> => {
    for (; taking.length > 0; await settled()) taking.shift()?.done();
  };
  const payloads = (topic: string): readonly string[] => said.filter((one) => one.topic === topic).map(({ payload }) => payload);
  return { outgoing, said, taking, settled, takeAll, payloads };
}

test("of each topic the newest waits alone, however often it changes while the broker is slow", async () => {
  const { outgoing, said, takeAll, payloads } = slow();
  for (let n = 0; n <= 10_000; n++)
    for (const topic of ["a", "b"]) outgoing.say({ topic, payload: String(n), retain: false, first: false });
  await takeAll();
  expect([payloads("a"), payloads("b"), said.length]).toEqual([["0", "10000"], ["0", "10000"], 4]);
});

test("alarms and availability go before every value that waits, in the order they were said", async () => {
  const { outgoing, said, taking, settled, takeAll } = slow();
  for (let n = 0; n < 1000; n++) outgoing.say({ topic: `value-${n}`, payload: "1", retain: false, first: false });
  outgoing.say({ topic: "alarm", payload: "ON", retain: true, first: true });
  outgoing.say({ topic: "availability", payload: "online", retain: true, first: true });
  const underWay = said.length;
  for (const { done } of taking.splice(0)) done();
  await settled();
  expect(said.slice(underWay, underWay + 2).map(({ topic }) => topic)).toEqual(["alarm", "availability"]);
  await takeAll();
  expect(said).toHaveLength(1002);
});

test("several are under way at a time, of one topic never two", async () => {
  const { outgoing, said, taking, settled, takeAll } = slow();
  for (let n = 0; n < 3 * MOST_UNDER_WAY; n++) outgoing.say({ topic: `value-${n}`, payload: "1", retain: false, first: false });
  outgoing.say({ topic: "value-0", payload: "2", retain: false, first: false });
  expect(said).toHaveLength(MOST_UNDER_WAY);
  for (const { done } of taking.splice(1)) done();
  await settled();
  expect(said.filter(({ topic }) => topic === "value-0")).toHaveLength(1);
  await takeAll();
  expect(said.filter(({ topic }) => topic === "value-0").map(({ payload }) => payload)).toEqual(["1", "2"]);
});

test("one that fails holds up no other, and whoever waits for the end waits for all", async () => {
  const { outgoing, taking, settled, takeAll, payloads } = slow();
  outgoing.say({ topic: "a", payload: "1", retain: true, first: true });
  outgoing.say({ topic: "a", payload: "2", retain: true, first: true });
  let isOver = false;
  const over = outgoing.settled().then(() => {
    isOver = true;
  });
  taking.shift()?.fail(new Error("no broker"));
  await settled();
  expect(isOver).toBe(false);
  await takeAll();
  await over;
  expect(payloads("a")).toEqual(["1", "2"]);
});

test("what is not true any more is not said", async () => {
  const { outgoing, said, takeAll } = slow();
  const message = { topic: "value", payload: "1", retain: false, first: false };
  outgoing.say(message);
  outgoing.say({ ...message, payload: "2" });
  outgoing.unsay("value");
  await takeAll();
  expect(said.map(({ payload }) => payload)).toEqual(["1"]);
});
