import { epochMs, plus, seconds } from "@labcanary/domain/basics";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createCircuit, TROUBLING_ATTEMPTS } from "./circuit.ts";

const START = epochMs(1_000_000);
const at = (span: number) => plus(START, seconds(span));

function failed(times: number) {
  const circuit = createCircuit(START);
  for (let time = 0; time < times; time++) {
    circuit.began(at(time));
    circuit.ended(false, at(time));
  }
  return circuit;
}

test("has all its places while it gets through, and one a second as soon as it does not", () => {
  const circuit = createCircuit(START);
  expect(circuit.places(8, at(0))).toBe(8);
  circuit.began(at(0));
  expect(circuit.places(8, at(0))).toBe(7);
  expect(circuit.ended(false, at(0))).toBeUndefined();
  expect([circuit.places(8, at(0.5)), circuit.places(8, at(1))]).toEqual([0, 1]);
  expect([circuit.state, circuit.admits(at(0.5))]).toEqual(["closed", "freely"]);
});

test("opens with the third failure in a row, and closes with the first attempt that gets through", () => {
  const circuit = failed(2);
  circuit.began(at(2));
  expect(circuit.ended(false, at(2))).toBe("opened");
  expect([circuit.state, circuit.since]).toEqual(["open", at(2)]);
  circuit.began(at(9));
  expect(circuit.state).toBe("half-open");
  expect(circuit.ended(true, at(9))).toBe("closed");
  expect([circuit.state, circuit.since, circuit.places(8, at(9))]).toEqual(["closed", at(9), 8]);
});

test("one that got through in between begins to count anew", () => {
  const circuit = failed(2);
  circuit.began(at(3));
  expect(circuit.ended(true, at(3))).toBe("recovered");
  circuit.began(at(4));
  expect(circuit.ended(false, at(4))).toBeUndefined();
  expect(circuit.state).toBe("closed");
});

test.each([
  { failures: 3, tried: 1 },
  { failures: 4, tried: 2 },
  { failures: 6, tried: 8 },
  { failures: 20, tried: 30 },
])("open after $failures failures, it is tried with one other notification after $tried s", ({ failures, tried }) => {
  const circuit = failed(failures);
  const since = failures - 1;
  expect(circuit.admits(at(since + tried - 0.1))).toBe("none");
  expect(circuit.admits(at(since + tried))).toBe("one");
  circuit.began(at(since + tried));
  expect(circuit.admits(at(since + tried))).toBe("none");
});

test("a probe that finds it back lets it be tried at once; a broken-off attempt says nothing", () => {
  const circuit = failed(20);
  circuit.answers(at(19.5));
  expect([circuit.admits(at(19.5)), circuit.places(8, at(19.5))]).toEqual(["one", 1]);
  circuit.began(at(19.5));
  circuit.brokenOff();
  expect(circuit.state).toBe("open");
});

test("whatever comes of its attempts, it never has more under way than it may, and is open after three failures in a row exactly", () => {
  fc.assert(
    fc.property(fc.array(fc.record({ after: fc.nat({ max: 3000 }), through: fc.boolean() }), { maxLength: 60 }), (attempts) => {
      const circuit = createCircuit(START);
      let now = START;
      let inARow = 0;
      for (const { after, through } of attempts) {
        now = epochMs(now + after);
        expect(circuit.places(8, now)).toBeLessThanOrEqual(inARow === 0 ? 8 : 1);
        if (circuit.places(8, now) === 0) continue;
        circuit.began(now);
        circuit.ended(through, now);
        inARow = through ? 0 : inARow + 1;
        expect(circuit.state).toBe(inARow >= TROUBLING_ATTEMPTS ? "open" : "closed");
      }
    }),
  );
});
