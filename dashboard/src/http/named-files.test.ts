import { expect, test } from "vitest";
import { testSite } from "../../../test/support/site.ts";
import { textField } from "../history/csv.ts";
import { namedCsv, namedJson, namedText } from "./named-files.ts";

const site = (name: string) => ({ people: [{ ...testSite().people[0]!, id: "wang", name }] });
const KEPT = "{person:wang} had badged";

test.each(['Wang "Fan" Fang', "Fang, Wang", "=cmd|' /C calc'!A0"])("%s is named in files as each is written", (name) => {
  expect(namedText(KEPT, site(name)).toString()).toBe(`${name} had badged`);
  expect(JSON.parse(namedJson(JSON.stringify({ because: KEPT }), site(name)).toString())).toEqual({ because: `${name} had badged` });
  expect(namedCsv(textField(KEPT), site(name)).toString()).toBe(textField(`${name} had badged`));
});
