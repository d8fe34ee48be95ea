import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { hours, minutes } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { type Acceptance, signInWithAccount, startPlatform } from "../../support/acceptance.ts";
import { temporaryFolder } from "../../support/files.ts";

/** Two rooms with gas; the store has no detector. */
const SITE = `
site: test
name: { en: Test, zh: 测试 }
timeZone: Asia/Shanghai
include: [labcanary:flammable-gases, labcanary:doors]
people:
  wang: { name: Wang, language: zh, phone: "+8613800000001" }
  desk: { name: Desk, language: en, phone: "+8613800000002" }
securityCentre: [desk]
zones:
  - id: house
    kind: building
    name: { en: House, zh: 楼 }
    responsible: wang
    zones:
      - { id: gas-room, kind: room, gasRoom: true, name: { en: Gas room, zh: 气瓶间 } }
      - { id: store, kind: room, gasRoom: true, name: { en: Store, zh: 库房 } }
devices:
  - { id: gas-1, zone: gas-room, signals: { ch4: { profile: methane }, tamper: { profile: tamper } } }
`;

interface Told {
  readonly hazards: readonly { readonly source?: string; readonly level: string; readonly origin: string; readonly zoneId: string }[];
}

/** What is in the ledger at last, once the platform has looked, as it does every five minutes. */
async function expectFiled(lab: Acceptance, name: string, hazards: readonly string[]): Promise<void> {
  const officer = await signInWithAccount(lab, name, "safety-officer");
  lab.clock.advance(minutes(5));
  const filed = async () => (await officer.get<Told>("hazards")).hazards.map(({ source, level }) => `${source} ${level}`);
  await expect.poll(filed).toHaveLength(hazards.length);
  expect((await filed()).toSorted()).toEqual(hazards);
}

test("a detector that somebody opens and switches off, and a gas room without one, are in the ledger by themselves, over a restart", async () => {
  const folder = temporaryFolder();
  const [site, data] = [join(folder, "site.yaml"), join(folder, "data")];
  writeFileSync(site, SITE);
  const first = await startPlatform({ site, data });
  const detector = await first.device("gas-1");
  await detector.say({ ch4: 0, tamper: false });
  await detector.say({ ch4: 0, tamper: true });
  await first.pass(2);
  await detector.say({ ch4: 0, tamper: true });
  await first.pass(30);
  await detector.say({ ch4: 0, tamper: false });
  const before = ["gas-room store major", "route plain general", "tamper gas-1 major"];
  await expectFiled(first, "li", before);
  await first.stop();

  first.clock.sleep(hours(25));
  const second = await startPlatform({ site, data, clock: first.clock });
  const since = ["availability gas-room general", "gas-room gas-room major", "switched-off gas-1 major"];
  await expectFiled(second, "zhao", [...since, ...before].toSorted());
});
