import { type DurationMs, epochMs, plus, seconds } from "@labcanary/domain/basics";
import { createRandom, type WireFault } from "@labcanary/firmware-sim";
import { expect, test } from "vitest";
import { createDirectLinks } from "./direct-link.ts";
import { createVirtualClock } from "./virtual-clock.ts";

const START = epochMs(Date.UTC(2026, 10, 22));

/** A device that hands over a reading each second, from 1 s on, and what came of it when. */
function wired() {
  const clock = createVirtualClock(START);
  const arrived: string[] = [];
  const links = createDirectLinks({
    accept({ topic, payload }, done) {
      const text = Buffer.from(payload).toString();
      arrived.push(`${(clock.exact.now() - START) / 1000}s ${topic === "status" ? text : `#${text}`}`);
      done(undefined);
    },
  });
  const link = links.createLink(
    {
      url: "direct:",
      deviceId: "lab-1",
      token: "",
      statusTopic: "status",
      commandsTopic: "commands",
      onlineStatus: "online",
      offlineStatus: "offline",
    },
    { clock: clock.exact, random: createRandom(1), onCommand: () => {} },
  );
  link.open();
  let count = 0;
  clock.exact.every(seconds(1), () => link.hand("telemetry", String(++count)));
  const until = (span: DurationMs): void => clock.advanceTo(plus(START, span));
  const injure = (fault: WireFault): void => link.injure?.(fault);
  return { link, arrived, until, injure };
}

test("a connection that is cut leaves its will, and what waited goes first when there is one again", () => {
  const { link, arrived, until } = wired();
  until(seconds(1));
  link.cut();
  until(seconds(3));
  link.open();
  until(seconds(4));
  expect(arrived).toEqual(["0s online", "1s #1", "1s offline", "3s online", "3s #2", "3s #3", "4s #4"]);
});

test.each<WireFault>([{ kind: "corrupt-packet", form: "packet-id-zero" }, { kind: "truncated-packet" }])(
  "$kind ends the connection, and the device is back after a second with what it has",
  (fault) => {
    const { arrived, until, injure } = wired();
    until(seconds(1.5));
    injure(fault);
    until(seconds(3));
    expect(arrived).toEqual(["0s online", "1s #1", "1.5s offline", "2.5s online", "2.5s #2", "3s #3"]);
  },
);

test("half open, nothing gets through until it is found out by the keep-alive, and nothing is lost", () => {
  const { arrived, until, injure } = wired();
  until(seconds(1));
  injure({ kind: "half-open" });
  until(seconds(46.9));
  expect(arrived).toEqual(["0s online", "1s #1", "46s offline"]);
  until(seconds(47));
  expect(arrived.slice(3, 5)).toEqual(["47s online", "47s #2"]);
  expect(arrived.at(-1)).toBe("47s #47");
});

test("a slow line takes its time for each message, in order; a packet that takes more than 10 s never arrives", () => {
  // `telemetry` and one digit with 7 bytes around it: 17 bytes, 2 s.
  const { link, arrived, until, injure } = wired();
  injure({ kind: "slow-link", bytesPerSecond: 8.5 });
  until(seconds(5));
  expect(arrived).toEqual(["0s online", "3s #1", "5s #2"]);
  injure({ kind: "slow-link", bytesPerSecond: 1 });
  until(seconds(19));
  expect(arrived.slice(3)).toEqual(["7s #3", "17s offline", "18s online"]);
  link.heal?.();
  until(seconds(19));
  expect(arrived.slice(6, 8)).toEqual(["19s #4", "19s #5"]);
});
