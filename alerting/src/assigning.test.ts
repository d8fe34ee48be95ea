import type { OperatorCommand } from "@labcanary/domain/messages";
import { expect, test } from "vitest";
import { passTime, startAlerting } from "../../test/support/kannel-alerting.ts";
import { changeOf, commandOf } from "../../test/support/kannel-conditions.ts";
import { minutes } from "@labcanary/domain/basics";

const startWithAlarm = async () => {
  const bench = await startAlerting();
  await bench.alerting.takeConditions([changeOf("a")]);
  const give = (over: Partial<OperatorCommand>) => {
    const outcome = bench.alerting.command(commandOf("a", over));
    return outcome.ok ? outcome.value.assigned : outcome.error.code;
  };
  return { ...bench, give };
};

test("an alarm that is given to somebody waits until they accept; the journal has who, to whom, when and why", async () => {
  const { alerting, clock, give } = await startWithAlarm();
  const at = clock.now();
  const order = { to: "li", by: "mei", at, reason: "your probe" };
  expect(give({ verb: "assign", to: "li", reason: "your probe" })).toEqual(order);
  expect(alerting.timeline("a").at(-1)).toMatchObject({
    kind: "assigned",
    actor: "user:mei",
    at,
    detail: { to: "li", reason: "your probe" },
  });
  clock.advance(minutes(1));
  expect(give({ verb: "accept" })).toBe("ASSIGNMENT_NOT_YOURS");
  expect(give({ verb: "accept", by: "li" })).toEqual({ ...order, acceptedAt: clock.now() });
  expect(alerting.timeline("a").at(-1)).toMatchObject({ kind: "assignment-accepted", actor: "user:li" });
  expect(give({ verb: "accept", by: "li" })).toBe("ASSIGNMENT_ACCEPTED");
});

test("the receiver declines with a reason; then it is nobody's, and may be given to another", async () => {
  const { alerting, give } = await startWithAlarm();
  give({ verb: "assign", to: "li" });
  expect(give({ verb: "decline", by: "li", reason: " " })).toBe("REASON_MISSING");
  expect(give({ verb: "decline", by: "wang", reason: "busy" })).toBe("ASSIGNMENT_NOT_YOURS");
  expect(give({ verb: "decline", by: "li", reason: "not on site" })).toBeUndefined();
  expect(alerting.timeline("a").at(-1)).toMatchObject({
    kind: "assignment-declined",
    actor: "user:li",
    detail: { reason: "not on site", assigned: { to: "li", by: "mei" } },
  });
  expect(give({ verb: "assign", to: "wang" })).toMatchObject({ to: "wang" });
});

test("given to another before an answer, only that one answers", async () => {
  const { give } = await startWithAlarm();
  give({ verb: "assign", to: "li" });
  give({ verb: "assign", to: "wang" });
  expect(give({ verb: "accept", by: "li" })).toBe("ASSIGNMENT_NOT_YOURS");
  expect(give({ verb: "accept", by: "wang" })).toMatchObject({ to: "wang" });
});

test("assigning is not acknowledging: people are told on", async () => {
  const bench = await startWithAlarm();
  bench.give({ verb: "assign", to: "mei" });
  await passTime(bench, minutes(7));
  expect(bench.channel.accepted.map(({ step }) => step)).toEqual(["responsible", "deputy", "security-centre"]);
  expect(bench.alerting.get("a")).toMatchObject({
    annunciation: "unacknowledged",
    assigned: { to: "mei", acceptedAt: expect.any(Number) },
  });
});

test.each([
  { verb: "assign", over: {}, code: "ASSIGNEE_MISSING" },
  { verb: "assign", over: { to: "li", reason: "x".repeat(1001) }, code: "COMMENT_TOO_LONG" },
  { verb: "accept", over: {}, code: "ASSIGNMENT_NOT_YOURS" },
] as const)("$verb with $over is refused: $code", async ({ verb, over, code }) => {
  const { give, alerting } = await startWithAlarm();
  expect(give({ verb, ...over })).toBe(code);
  expect(alerting.get("a")?.version).toBe(1);
});

test("it ends with the alarm", async () => {
  const { alerting, give } = await startWithAlarm();
  give({ verb: "assign", to: "li" });
  await alerting.takeConditions([changeOf("a", { change: "cleared" })]);
  alerting.command(commandOf("a"));
  for (const verb of ["accept", "decline"] as const) expect(give({ verb, by: "li", reason: "late" })).toBe("ALARM_ENDED");
  expect(give({ verb: "assign", to: "wang" })).toBe("ALARM_ENDED");
});
