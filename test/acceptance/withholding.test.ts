import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Alarm, stateOf } from "@labcanary/domain/alarm";
import { describe, expect, it } from "vitest";
import { type Acceptance, startPlatform } from "../support/acceptance.ts";
import { temporaryFolder } from "../support/files.ts";

/** A refrigerator whose door explains a warm minute, and a store of four freezers that report through one device. */
const SITE = `
site: ward
name: { en: Ward, zh: 病区 }
timeZone: UTC
people: { wang: { name: Wang Fang, language: en, phone: "+8613800000001" } }
securityCentre: [wang]
escalation: { deputyAfter: 3min, securityCentreAfter: 6min, minimumPriority: medium }
zones:
  - { id: pharmacy, kind: room, name: { en: Pharmacy, zh: 药房 }, responsible: wang }
  - { id: store, kind: room, name: { en: Freezer store, zh: 冷库 }, responsible: wang }
devices:
  - id: fridge
    zone: pharmacy
    signals:
      door: { quantity: door, unit: state, states: [closed, open], interval: 1h }
      temperature:
        quantity: temperature
        unit: Cel
        interval: 1h
        rules:
          high:
            kind: limit
            direction: high
            setpoint: 8
            priority: high
            suppressed: { when: door = open, atMost: 10min, name: Door open }
            consequence: { en: Vaccine spoils, zh: 疫苗失效 }
            firstAction: { en: Move the vaccine, zh: 转移疫苗 }
            responseTime: 30min
            source: test
  - id: store
    zone: store
    signals:
      one: { quantity: temperature, unit: Cel, interval: 1min }
      two: { quantity: temperature, unit: Cel, interval: 1min }
      three: { quantity: temperature, unit: Cel, interval: 1min }
      four: { quantity: temperature, unit: Cel, interval: 1min }
`;

async function startWard(): Promise<Acceptance> {
  const site = join(temporaryFolder(), "site.yaml");
  writeFileSync(site, SITE);
  return startPlatform({ site });
}

const alarmOf = ({ platform }: Acceptance, rule: string): Alarm | undefined =>
  platform.alerting.list().find(({ source }) => source.kind === "rule" && source.ruleId === rule);
const textsOf = ({ texts }: Acceptance, alarm: Alarm | undefined) => texts.filter(({ text }) => text.includes(alarm?.code ?? "none"));

describe("a refrigerator that is warm while its door is open", () => {
  it("is on record with the reason at once, and texted about when the door is closed and it is still warm", async () => {
    const ward = await startWard();
    const fridge = await ward.device("fridge");
    await fridge.say({ door: "open", temperature: 5 });
    await ward.pass(60);
    await fridge.say({ temperature: 9.5 });
    await ward.pass(5 * 60);
    const suppressed = alarmOf(ward, "fridge/temperature/high");
    expect(suppressed).toMatchObject({ suppressed: { by: "Door open" }, recordedOnly: true });
    expect(textsOf(ward, suppressed)).toEqual([]);
    const operator = await ward.signIn();
    const { alarms } = await operator.get<{ alarms: Alarm[] }>("alarms?state=suppressed-by-design");
    expect(alarms.map(({ code }) => code)).toEqual([suppressed?.code]);

    await fridge.say({ door: "closed", temperature: 9 });
    await ward.pass(2);
    expect(alarmOf(ward, "fridge/temperature/high")).toMatchObject({ id: suppressed?.id, annunciation: "unacknowledged" });
    expect(textsOf(ward, suppressed)).toHaveLength(1);
  });

  it("and is cold again before the door is closed is on record, and nobody was woken", async () => {
    const ward = await startWard();
    const fridge = await ward.device("fridge");
    await fridge.say({ door: "open", temperature: 9.5 });
    await ward.pass(2);
    const { id } = alarmOf(ward, "fridge/temperature/high") ?? expect.fail();
    await fridge.say({ temperature: 5 });
    await ward.pass(2);
    expect(ward.platform.alerting.get(id)).toMatchObject({ annunciation: "normal", suppressed: { by: "Door open" } });
    expect(ward.platform.alerting.timeline(id).map(({ kind }) => kind)).toEqual(["raised", "returned-to-normal"]);
    expect(ward.texts).toEqual([]);
  });
});

describe("four freezers behind one device that falls silent", () => {
  it("are one text, four listed and timed beneath it, one acknowledging, and end by themselves when they are heard again", async () => {
    const ward = await startWard();
    const store = await ward.device("store");
    const everything = { one: -80, two: -80, three: -80, four: -80 };
    await store.say(everything);
    await ward.pass(10 * 60);
    const parent = alarmOf(ward, "device:store/silent");
    const beneath = () => ward.platform.alerting.list().filter((alarm) => alarm.parent === parent?.id);
    expect(parent).toMatchObject({ annunciation: "unacknowledged" });
    expect(beneath()).toHaveLength(4);
    const about = ward.texts.filter(({ text }) => beneath().some(({ code }) => text.includes(code)));
    expect(about).toEqual([]);
    expect(textsOf(ward, parent).length).toBeGreaterThan(0);

    const operator = await ward.signIn();
    expect((await operator.post(`alarms/${parent?.id}/acknowledge`)).status).toBe(200);
    expect(beneath().map((alarm) => [stateOf(alarm), alarm.acknowledgedBy])).toEqual(Array(4).fill(["acknowledged", "visitor"]));
    const before = ward.texts.length;
    await store.say(everything);
    await ward.pass(5);
    expect(ward.platform.alerting.list()).toEqual([]);
    expect(ward.texts).toHaveLength(before);
  });
});
