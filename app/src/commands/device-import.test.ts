import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../../test/support/files.ts";
import { openDeviceDirectory } from "../platform/device-directory.ts";
import { loadSite } from "../site/load.ts";
import { device } from "./device.ts";

const SITE = `# What the institute watches.
site: institute
name: { en: Institute, zh: 研究所 }
timeZone: Asia/Shanghai
include: [labcanary:cold-storage]
zones:
  - id: institute
    kind: building
    name: { en: Institute, zh: 研究所 }
    responsible: wang
    zones: [{ id: room-114, kind: room, name: { en: Room 114, zh: 114室 } }]
people:
  wang: { name: Wang Fang, language: zh, phone: "+8613800000001" }
securityCentre: [wang]
profiles:
  room-temperature:
    quantity: temperature
    unit: Cel
devices:
  # Bought in 2024.
  - { id: gateway-1, zone: room-114, speaks: { convention: zigbee2mqtt, topics: ["zigbee2mqtt/#"] }, signals: {} }
  - id: room-sensor
    zone: room-114
    signals:
      temperature: { profile: room-temperature } # above the door
# The end.
`;
const HEADER = "id,name_en,name_zh,zone,signal,profile,interval,gateway,address,from";

let out: string;
let errors: string;

beforeEach(() => {
  [out, errors] = ["", ""];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => ((errors += String(text)), true));
  return () => vi.restoreAllMocks();
});

function installation(table: string | Uint8Array) {
  const folder = temporaryFolder();
  const [site, file, data] = [join(folder, "site.yaml"), join(folder, "new.csv"), join(folder, "data")];
  writeFileSync(site, SITE);
  writeFileSync(file, table);
  const run = (...words: readonly string[]): Promise<number> => device(["import", file, "--site", site, "--data", data, ...words]);
  return { folder, site, file, data, run };
}

const TABLE = `${HEADER}
fridge-1,Vaccine fridge,疫苗冰箱,room-114,temperature,room-temperature,1min,,,
fridge-1,,,room-114,ambient,room-temperature,,,,
probe-7,,,room-114,temperature,room-temperature,,gateway-1,0x00158d,local_temperature
`;
const ADDED = `  - id: fridge-1
    name:
      en: Vaccine fridge
      zh: 疫苗冰箱
    zone: room-114
    signals:
      temperature:
        profile: room-temperature
        interval: 1min
      ambient:
        profile: room-temperature
  - id: probe-7
    zone: room-114
    gateway: gateway-1
    address: "0x00158d"
    signals:
      temperature:
        profile: room-temperature
        from: local_temperature
`;

test("without --apply the change is shown as a diff, and nothing is changed", async () => {
  const { site, folder, run } = installation(TABLE);
  expect([await run(), errors]).toEqual([0, ""]);
  expect(out).toContain(`@@ -25,0 +26,19 @@\n${ADDED.replaceAll(/^(?=.)/gm, "+")}`);
  expect(out).toContain("2 devices to add, 0 there already, 1 to enrol. Nothing was changed; --apply does it.");
  expect(readFileSync(site, "utf8")).toBe(SITE);
  expect(readdirSync(folder).toSorted()).toEqual(["new.csv", "site.yaml"]);
});

test("--apply writes the site with its comments, enrols what connects itself, and tells tokens once; again it does nothing", async () => {
  const { site, file, data, folder, run } = installation(TABLE);
  expect([await run("--apply"), errors]).toEqual([0, ""]);
  const written = readFileSync(site, "utf8");
  expect(written).toBe(SITE.replace("# The end.\n", "").trimEnd() + `\n${ADDED}# The end.\n`);
  expect(loadSite(site)).toMatchObject({ ok: true });
  const tokens = readFileSync(`${file}.tokens.csv`, "utf8");
  const [, token = ""] = /^deviceId,token\nfridge-1,([\w-]{43})\n$/.exec(tokens) ?? [];
  expect(openDeviceDirectory(data).verifyToken("fridge-1", Buffer.from(token))).toBe(true);
  expect(statSync(`${file}.tokens.csv`).mode & 0o777).toBe(0o600);
  expect(await run("--apply")).toBe(0);
  expect(out).toContain("0 devices to add, 2 there already, 0 to enrol: done.");
  expect([readFileSync(site, "utf8"), readFileSync(`${file}.tokens.csv`, "utf8")]).toEqual([written, tokens]);
  expect(readdirSync(folder).toSorted()).toEqual(["data", "new.csv", "new.csv.tokens.csv", "site.yaml"]);
});

test("as Excel saves it: byte order mark, semicolons, line ends of Windows, quotes, empty lines, columns in another order", async () => {
  const { site, run } = installation(
    '\uFEFFzone;id;profile;signal;name_en\r\nroom-114;fridge-9;room-temperature;temperature;"Fridge; ""north"""\r\n;;;;\r\n\r\n',
  );
  expect([await run("--apply"), errors]).toEqual([0, ""]);
  expect(readFileSync(site, "utf8")).toContain(`en: Fridge; "north"`);
});

test("every mistake is told with line and column and what would be right, and nothing is changed", async () => {
  const { site, file, run } = installation(`${HEADER}
fridge 1,,,room-114,temperature,room-temperature,,,
fridge-2,,,room-141,temperature,room-temperature,,,
fridge-3,,,room-114,temperature,room-temperature,,gatway-1,
fridge-4,,,room-114,temperature,room-temperature,,,
fridge-4,,,institute,temperature,room-temperature,,,
room-sensor,,,room-114,humidity,room-temperature,,,
`);
  expect(await run("--apply")).toBe(1);
  expect(errors).toBe(`${file}:2: id: "fridge 1" is none: 1 to 64 of A-Z a-z 0-9 . _ - (CSV_DEVICE_ID)
${file}:3: zone: there is no zone room-141; did you mean room-114? (CSV_ZONE)
${file}:4: gateway: there is no device gatway-1; did you mean gateway-1? (CSV_GATEWAY)
${file}:6: zone: line 5 says "room-114" of the same device (CSV_CONFLICT)
${file}:6: signal: temperature stands in line 5 already (CSV_DUPLICATE)
${file}:7: id: the site has it in room-114 with temperature; change it in the site file, or take these rows out (CSV_CONFLICT)
nothing was changed
`);
  expect(readFileSync(site, "utf8")).toBe(SITE);
});

test("what only the whole site can tell is told of the row", async () => {
  const { site, file, folder, run } = installation(`${HEADER}
fridge-1,,,room-114,temperature,room-temperature,soon,,
fridge-2,,,room-114,temperature,vacine-fridge,,,
fridge-3,,,room-114,temperature,room-temperature,,,,t
`);
  expect(await run("--apply")).toBe(1);
  expect(errors).toMatch(new RegExp(`${file}:2: interval: .*\\(SITE_DURATION\\) \\(CSV_SITE\\)`));
  expect(errors).toMatch(new RegExp(`${file}:4: from: .*\\(SITE_WIRE\\) \\(CSV_SITE\\)`));
  expect(errors).toMatch(new RegExp(`${file}:3: profile: .*\\(SITE_UNKNOWN_PROFILE\\) \\(CSV_SITE\\)`));
  expect([readFileSync(site, "utf8"), readdirSync(folder).toSorted()]).toEqual([SITE, ["new.csv", "site.yaml"]]);
});

test.each([
  { of: "GBK", table: Buffer.from([0x69, 0x64, 0x0a, 0xd2, 0xdf, 0xc3, 0xe7]), code: "CSV_ENCODING", says: "CSV UTF-8" },
  { of: "UTF-16", table: Buffer.from("\uFEFFid,zone", "utf16le"), code: "CSV_ENCODING", says: "CSV UTF-8" },
  { of: "an open quote", table: `${HEADER}\n"fridge-1,,`, code: "CSV_SHAPE", says: "quote" },
  { of: "a column nobody knows", table: "id,zone,signal,profil\na,b,c,d\n", code: "CSV_COLUMN", says: "did you mean profile?" },
  { of: "no columns", table: "", code: "CSV_COLUMN", says: "a column id is needed" },
  { of: "a formula", table: "id,zone,signal,profile\n=A1,room-114,t,p\n", code: "CSV_FORMULA", says: "must not begin with" },
  { of: "an empty cell", table: "id,zone,signal,profile\na,,t,p\n", code: "CSV_CELL", says: "say the zone" },
  { of: "a cell too many", table: "id,zone,signal,profile\na,room-114,t,p,q\n", code: "CSV_CELL", says: "more cells than columns" },
])("a table of $of is refused with $code", async ({ table, code, says }) => {
  const { run } = installation(table);
  expect(await run()).toBe(1);
  expect(errors).toContain(`(${code})`);
  expect(errors).toContain(says);
});

test("a file of tokens that is there already is not written over, and nothing else is changed", async () => {
  const { site, file, run } = installation(TABLE);
  writeFileSync(`${file}.tokens.csv`, "deviceId,token\n");
  await expect(run("--apply")).rejects.toThrow("holds tokens that are told nowhere else");
  expect(readFileSync(site, "utf8")).toBe(SITE);
});
