import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "./files.ts";

/** A gas room with two detectors; a drill moves the first of them. In the other room nothing is drilled. */
const SITE = `
site: test
name: { en: Test, zh: 测试 }
timeZone: Asia/Shanghai
people:
  wang: { name: Wang, language: zh, phone: "+8613800000001" }
  smith: { name: Smith, language: en, phone: "+8613800000002" }
  desk: { name: Desk, language: en }
  zhou: { name: Zhou, language: en, phone: "+8613800000003" }
contacts:
  horn: { kind: siren, name: Horn, device: horn-1 }
securityCentre: [desk]
zones:
  - { id: room, kind: room, name: { en: Gas room, zh: 气瓶间 }, responsible: wang, deputy: smith }
  - { id: store, kind: room, name: { en: Store, zh: 库房 }, responsible: zhou }
routes:
  - id: all
    name: { en: All, zh: 全部 }
    for: {}
    steps: [{ id: responsible, whom: [responsible, "contact:horn"] }, { id: deputy, after: 3min, whom: [deputy] }]
    last: { after: 1h, whom: [security-centre] }
profiles:
  gas:
    quantity: gas-concentration
    unit: "%LEL"
    substance: CH4
    rules:
      high:
        kind: limit
        priority: high
        direction: high
        setpoint: 10
        deadband: 1
        offDelay: 10min
        lifeSafety: true
        consequence: { en: Gas gathers, zh: 气体积聚 }
        firstAction: { en: Leave the room, zh: 离开房间 }
        responseTime: 5min
        source: "chosen: test"
devices:
  - { id: gas-1, zone: room, signals: { ch4: { profile: gas } } }
  - { id: gas-2, zone: store, signals: { ch4: { profile: gas } } }
  - { id: horn-1, zone: room, signals: {} }
  - { id: button-1, zone: store, callPoints: [help], signals: {} }
drills:
  - id: leak
    name: { en: Gas leak, zh: 燃气泄漏 }
    zone: room
    scenario: drills/leak.yaml
    signals: [gas-1/ch4]
    expect: { detected: 1min, told: 1min, acknowledged: 3min, on-site: 10min, safe: 20min }
    limit: 30min
    every: 90d
    first: 2026-12-31
  - id: dead
    name: { en: Dead detector, zh: 探测器失联 }
    zone: room
    scenario: drills/dead.yaml
    signals: [gas-1/ch4]
    limit: 1h
    every: 90d
    first: 2026-12-31
`;

const scenario = (name: string, sentence: string): string => `
scenario: ${name}
about: { en: Something happens to the gas detector., zh: 气体探测器发生情况。 }
site: ../site.yaml
starts: 2026-11-22T02:00+08:00
devices:
  gas-1:
    every: 5s
    signals:
      ch4: { around: 1 %LEL }
story:
  - at 02:00:10 ${sentence}
`;

/** Writes the site and its scenarios into a folder of its own; returns the site file and a data folder. */
export function drillSite(): { readonly site: string; readonly data: string } {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "drills"));
  writeFileSync(join(folder, "site.yaml"), SITE);
  writeFileSync(join(folder, "drills", "leak.yaml"), scenario("leak", "the ch4 of gas-1 jumps to 40 %LEL"));
  writeFileSync(join(folder, "drills", "dead.yaml"), scenario("dead", "gas-1 loses its power"));
  return { site: join(folder, "site.yaml"), data: join(folder, "data") };
}
