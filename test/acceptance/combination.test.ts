import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Alarm } from "@labcanary/domain/alarm";
import { describe, expect, it } from "vitest";
import { startPlatform } from "../support/acceptance.ts";
import { temporaryFolder } from "../support/files.ts";

const SITE = `site: test
name: { en: Test, zh: 测试 }
timeZone: Asia/Shanghai
people:
  wang: { name: Wang, language: en, phone: "+8613800000001" }
securityCentre: [wang]
zones:
  - id: store
    kind: room
    name: { en: Solvent Store, zh: 溶剂库 }
    responsible: wang
    rules:
      gas-confirmed:
        kind: expression
        label: { en: Gas confirmed by two detectors, zh: 两个探测器确认有气体 }
        when: >
          2 of (det-1/ch4 >= 20 %LEL, det-2/ch4 >= 1 %vol, det-3/ch4 >= 20 %LEL), a faulty voter is left out
        onDelay: 20s
        priority: critical
        consequence: { en: fire, zh: 火灾 }
        firstAction: { en: "Leave, no sparks", zh: 撤离 }
        responseTime: 5min
        source: test
profiles:
  methane: { quantity: gas-concentration, unit: "%LEL", substance: CH4, interval: 20s }
devices:
  - { id: det-1, zone: store, signals: { ch4: { profile: methane } } }
  - { id: det-2, zone: store, signals: { ch4: { profile: methane } } }
  - { id: det-3, zone: store, signals: { ch4: { profile: methane } } }
`;

describe("two of three detectors", () => {
  it("raise one alarm, which names them on the page and in the text, and end it; with two of them gone it says so", async () => {
    const site = join(temporaryFolder(), "site.yaml");
    writeFileSync(site, SITE);
    const platform = await startPlatform({ site });
    const operator = await platform.signIn();
    const detectors = await Promise.all(["det-1", "det-2", "det-3"].map((id) => platform.device(id)));
    const say = (...values: readonly (number | null)[]) =>
      Promise.all(detectors.map((detector, place) => detector.say({ ch4: values[place] })));
    /** The unacknowledged alarms of the rule, as the page has each. */
    const raised = async (): Promise<readonly Alarm[]> => {
      const { alarms } = await operator.get<{ alarms: Alarm[] }>("alarms?state=unacknowledged");
      const ours = alarms.filter(({ source }) => source.kind === "rule" && source.ruleId === "store/gas-confirmed");
      return Promise.all(ours.map(async ({ id }) => (await operator.get<{ alarm: Alarm }>(`alarms/${id}`)).alarm));
    };
    const confirmed = () => platform.alarms().filter((rule) => rule === "store/gas-confirmed");

    await say(25, 5, 5);
    await platform.pass(19);
    await say(25, 5, 5);
    await platform.pass(10);
    expect(confirmed()).toEqual([]);

    await say(26, 23, 5);
    await platform.pass(19);
    expect(confirmed()).toEqual([]);
    await platform.pass(1);
    expect(confirmed()).toHaveLength(1);
    await expect
      .poll(() => platform.texts.map(({ text }) => text))
      .toContainEqual(expect.stringContaining("Solvent Store: Gas confirmed by two detectors."));
    const [alarm] = await raised();
    expect(alarm).toMatchObject({
      source: { ruleId: "store/gas-confirmed", zoneId: "store" },
      description: { what: { zh: "两个探测器确认有气体" }, valueText: { en: "" } },
      evidence: { reason: "det-1/ch4 26 %LEL, det-2/ch4 23 %LEL: 2 of 3 for 20 s" },
    });

    await say(5, 23, 5);
    await platform.pass(1);
    await operator.post(`alarms/${alarm?.id}/acknowledge`);
    expect(confirmed()).toEqual([]);

    await say(5, null, null);
    await platform.pass(20);
    const [blind] = await raised();
    expect(blind?.evidence.reason).toMatch(
      /^det-2\/ch4 is faulty .* only 1 of 3 voters can be told, fewer than the 2 needed, which counts as met for 20 s$/,
    );
  });
});
