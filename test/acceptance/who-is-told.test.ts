import type { Alarm } from "@labcanary/domain/alarm";
import type { ContactStanding, DeliveryStanding, PresenceRequest, RoutePreview } from "@labcanary/domain/notification";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startPlatform } from "../support/acceptance.ts";

const NIGHT_DUTY = join(import.meta.dirname, "../../examples/night-duty/site.yaml");
interface People {
  readonly people: readonly { readonly id: string; readonly standings: readonly ContactStanding[]; readonly mayTest: boolean }[];
}

it("a console knows who is told of an alarm, asks for presence, knows who is proven reachable, and simulates the same route", async () => {
  const { device, signIn, pass, texts, clock } = await startPlatform({ site: NIGHT_DUTY });
  const [operator, engineer] = [await signIn("operator"), await signIn("engineer")];
  const { socket } = await operator.console();
  const asked = new Promise<PresenceRequest>((resolve) =>
    socket.on("change", ({ presence }: { presence?: PresenceRequest | null }) => presence && resolve(presence)),
  );

  const simulated = await operator.post<{ preview: RoutePreview }>("notifications/preview", {
    zone: "gas-room",
    class: "life-safety",
    priority: "critical",
    at: String(clock.now()),
  });
  expect(texts).toEqual([]);

  await (await device("gas-1")).say({ h2: { value: 60, unit: "%LEL" } });
  await pass(3);
  const { alarms } = await operator.get<{ alarms: Alarm[] }>("alarms");
  const [gravest] = alarms.filter(({ priority, lifeSafety }) => priority === "critical" && lifeSafety === true);
  if (gravest === undefined) throw new Error("no critical alarm");

  const { deliveries } = await operator.get<{ deliveries: DeliveryStanding[] }>(`alarms/${gravest.id}`);
  const planned = simulated.body.preview.steps.flatMap(({ step, recipients }) =>
    recipients.filter(({ channels }) => channels.length > 0).map(({ personId }) => `${step} ${personId}`),
  );
  const told = deliveries.map(({ step, personId }) => `${step} ${personId}`);
  expect(told).toEqual(expect.arrayContaining(planned.filter((each) => each.startsWith("at-once"))));
  expect(JSON.stringify(deliveries)).not.toMatch(/1380000|example\.org/);

  const request = await asked;
  expect(request.alarmIds).toContain(gravest.id);
  const answered = await operator.post<{ request: PresenceRequest | null }>("presence", { id: request.id });
  expect(answered).toMatchObject({ status: 200, body: { request: null } });
  const { entries } = await operator.get<{ entries: { kind: string }[] }>("journal");
  expect(entries.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["presence-asked", "presence-answered"]));

  expect((await operator.post("people/smith/test", { channel: "sms" })).status).toBe(403);
  expect((await engineer.post("people/smith/test", { channel: "sms" })).status).toBe(202);
  expect((await engineer.post<{ code: string }>("people/smith/test", { channel: "sms" })).body.code).toBe("CONTACT_TEST_TOO_OFTEN");
  await expect.poll(() => texts.filter(({ text }) => text.includes("nothing is wrong"))).toHaveLength(1);
  const standingOf = async (person: string): Promise<ContactStanding | undefined> =>
    (await engineer.get<People>("people")).people.find(({ id }) => id === person)?.standings.find(({ channel }) => channel === "sms");
  await expect.poll(() => standingOf("smith")).toMatchObject({ isProven: true, test: { at: clock.now(), state: "delivered" } });
  const { people } = await engineer.get<People>("people");
  expect(people.find(({ id }) => id === "wang")?.standings.find(({ channel }) => channel === "sms")?.isProven).toBe(true);
  expect(JSON.stringify(people)).not.toMatch(/1380000\d{4}|example\.org/);
});
