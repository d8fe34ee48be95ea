import type { Alarm } from "@labcanary/domain/alarm";
import type { Finding, MovementOrder } from "@labcanary/domain/governance";
import { hours, plus, seconds } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { type Person, signInWithAccount, startPlatform, type TestDevice } from "../support/acceptance.ts";

const password = "correct horse battery staple";
const TAG = "HT-0001";

interface Shelf {
  readonly door: "open" | "closed";
  readonly weight: number;
}

test("what is taken from the highly toxic store beyond what two have signed for, and without a word, is found by scale and door and told", async () => {
  const platform = await startPlatform();
  const { clock } = platform;
  const wang = await signInWithAccount(platform, "wang", "responsible-person");
  const smith = await signInWithAccount(platform, "smith", "responsible-person");
  const store: TestDevice = await platform.device("tox-b2");
  /** For so many minutes the store says every 30 s how it is. */
  const pass = async (count: number, shelf: Shelf): Promise<void> => {
    for (let half = 0; half < 2 * count; half++) {
      await store.say({ door: shelf.door, weight: shelf.weight });
      clock.advance(seconds(30));
      await platform.platform.ingest.evaluateUntilNow();
    }
  };
  const open = async (weight: number): Promise<void> => {
    await pass(1, { door: "open", weight });
    await pass(11, { door: "closed", weight });
  };
  const post = async (who: Person, path: string, body: object) => {
    const answer = await who.post<{ container: { balance: number; pending?: { proposal: number } } }>(path, { password, ...body });
    expect(answer).toMatchObject({ status: path === "substances" ? 201 : 200 });
    return answer.body.container;
  };
  /** Both have found the same quantity. */
  const both = async (movement: Omit<MovementOrder, "tag">) => {
    const { pending } = await post(wang, "substances/1/movements", { tag: TAG, ...movement });
    const { quantity } = movement;
    return post(smith, "substances/1/witness", { proposal: pending?.proposal, ...(quantity === undefined ? {} : { quantity }) });
  };
  const findings = async () => (await smith.get<{ findings: readonly Finding[] }>("substances")).findings;
  const kinds = async () => new Set((await findings()).map(({ kind }) => kind));

  await pass(5, { door: "closed", weight: 0 });
  const purchase = { substance: "sodium-cyanide", cabinet: "room-b2", quantity: "500", supplier: "Reagent Co.", permit: "GM-1" };
  await post(wang, "substances", { ...purchase, expectedBy: plus(clock.now(), hours(24)) });
  await post(smith, "substances/1/witness", { proposal: 0 });
  await both({ kind: "receive", quantity: "500", tare: "120" });
  await both({ kind: "store", cabinet: "room-b2" });
  await open(620);

  // What two sign for is what the scale sees: nobody is told of anything.
  expect(await both({ kind: "withdraw", quantity: "20", words: "gold leaching" })).toMatchObject({ balance: 480_000 });
  await open(600);
  await expect.poll(() => platform.platform.governance.comparedAt("room-b2")).toBe(clock.now());
  expect(await findings()).toEqual([]);

  // Ten are signed for, and fifty taken.
  await both({ kind: "withdraw", quantity: "10", words: "gold leaching" });
  await open(550);
  // And somebody comes alone, and says nothing.
  await open(520);
  await expect
    .poll(async () => {
      // The history follows the log by itself; the platform looks once a minute.
      await pass(1, { door: "closed", weight: 520 });
      return kinds();
    })
    .toEqual(new Set(["weight-differs", "opened-unrecorded"]));

  const weights = (await findings()).flatMap(({ evidence }) => evidence.filter((each) => each.kind === "weight"));
  expect(new Set(weights.map(({ before, after, expected }) => [before, after, expected].join()))).toEqual(
    new Set(["600000,550000,-10000", "550000,520000,0"]),
  );
  const { alarms } = await smith.get<{ alarms: readonly Alarm[] }>("alarms");
  const told = alarms.filter(({ source }) => source.kind === "record");
  expect(new Set(told.map(({ source }) => source.kind === "record" && `${source.condition} ${source.zoneId}`))).toEqual(
    new Set(["stock-weight-differs room-b2", "stock-opened-unrecorded room-b2"]),
  );
  await expect
    .poll(() => platform.texts.map(({ text }) => text).join("\n"))
    .toMatch(/重量变化与台账不符[\s\S]*CF-|CF-[\s\S]*重量变化与台账不符/);
});
