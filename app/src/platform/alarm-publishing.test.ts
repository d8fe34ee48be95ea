import { epochMs } from "@labcanary/domain/basics";
import { expect, onTestFinished, test, vi } from "vitest";
import { createMemoryAlarmDesk, gasAlarm } from "../../../test/support/browser-alarm-desk.ts";
import { createSettableClock } from "../../../test/support/clock.ts";
import { createTestLogger } from "../../../test/support/observing.ts";
import { createAlarmPublishing } from "./alarm-publishing.ts";

interface Message {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

async function publishing(publish: (message: Message) => Promise<void>, before: readonly string[] = []) {
  const desk = createMemoryAlarmDesk(createSettableClock());
  for (const id of before) desk.raise(gasAlarm({ id }));
  const logger = createTestLogger();
  const service = createAlarmPublishing({ desk, publisher: { publish }, logger });
  await service.start();
  onTestFinished(() => service.stop());
  return { desk, logger, service };
}

test("an alarm is retained while it is annunciated, and taken away when it is normal", async () => {
  const messages: Message[] = [];
  const { desk } = await publishing(async (message) => void messages.push(message));
  desk.raise(gasAlarm());
  desk.clear("alarm-1");
  desk.command({ kind: "operator-command", id: "1", alarmId: "alarm-1", verb: "acknowledge", by: "wang" });
  expect(messages.map(({ topic, retain }) => ({ topic, retain }))).toEqual(Array(3).fill({ topic: "v1/alarms/alarm-1", retain: true }));
  expect(messages.map(({ payload }) => (payload === "" ? "" : (JSON.parse(payload) as { state: string }).state))).toEqual([
    "unacknowledged",
    "rtn-unacknowledged",
    "",
  ]);
});

test("what is up at the start is published again, since the broker forgets", async () => {
  const topics: string[] = [];
  await publishing(async ({ topic }) => void topics.push(topic), ["alarm-1", "alarm-2"]);
  expect(topics.toSorted()).toEqual(["v1/alarms/alarm-1", "v1/alarms/alarm-2"]);
});

test("a shelved alarm stays retained and says so, without saying who or why", async () => {
  const messages: Message[] = [];
  const { desk } = await publishing(async (message) => void messages.push(message));
  desk.raise(gasAlarm({ shelved: { by: "wang", at: epochMs(0), until: epochMs(1), reason: "repair", mode: "timed" } }));
  desk.command({ kind: "operator-command", id: "1", alarmId: "alarm-1", verb: "unshelve", by: "wang" });
  expect(messages.map(({ payload, retain }) => ({ retain, shelved: JSON.parse(payload).shelved }))).toEqual([
    { retain: true, shelved: true },
    { retain: true, shelved: false },
  ]);
  expect(messages[0]?.payload).not.toMatch(/wang|repair/);
});

test.each([
  { over: { suppressed: { by: "door open", since: epochMs(0) } }, says: { suppressed: true, outOfService: false } },
  {
    over: {
      outOfService: { by: "li", approvedBy: "wang", at: epochMs(0), until: epochMs(1), reason: "repair", measure: "portable detector" },
    },
    says: { suppressed: false, outOfService: true },
  },
  { over: { parent: "alarm-0", lifeSafety: true }, says: { suppressed: false, outOfService: false, parent: "alarm-0", lifeSafety: true } },
])("one that a siren is not to sound for says why, without names: $says", async ({ over, says }) => {
  const messages: Message[] = [];
  const { desk } = await publishing(async (message) => void messages.push(message));
  desk.raise(gasAlarm(over));
  expect(JSON.parse(messages[0]?.payload ?? "")).toMatchObject({ shelved: false, ...says });
  expect(messages[0]?.payload).not.toMatch(/wang|repair|portable/);
});

test("nobody's name is told to whoever may read a siren's topic", async () => {
  const payloads: string[] = [];
  const { desk } = await publishing(async ({ payload }) => void payloads.push(payload));
  desk.raise(gasAlarm({ acknowledgedBy: "wang", attendedBy: "wang" }));
  expect(payloads.join()).not.toContain("wang");
  expect(payloads.join()).toContain("23.4 %LEL");
});

test("a message the broker does not take is said, and the next ones go out", async () => {
  const publish = vi.fn<(message: Message) => Promise<void>>(async () => undefined).mockRejectedValueOnce(new Error("closed"));
  const { desk, logger } = await publishing(publish);
  desk.raise(gasAlarm());
  desk.raise(gasAlarm({ id: "alarm-2" }));
  await expect.poll(() => logger.lines.length > 0).toBe(true);
  expect(logger.lines).toMatchObject([{ level: "error", fields: { alarmId: "alarm-1" } }]);
  expect(publish).toHaveBeenCalledTimes(2);
});

test("after the stop nothing more is published", async () => {
  const publish = vi.fn<(message: Message) => Promise<void>>(async () => undefined);
  const { desk, service } = await publishing(publish);
  await service.stop();
  desk.raise(gasAlarm());
  expect(publish).not.toHaveBeenCalled();
});
