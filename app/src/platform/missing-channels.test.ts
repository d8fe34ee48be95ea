import { expect, test } from "vitest";
import { testSite } from "../../../test/support/site.ts";
import { missingChannels, sayMissingChannel } from "./missing-channels.ts";

const [wang, li] = testSite().people;
if (wang === undefined || li === undefined) throw new Error("the test site has two people");
const people = [
  { ...wang, phone: "+8613800000001", email: "wang@example.org", channels: ["sms", "email"] as const },
  { ...li, phone: "+8613800000002", channels: ["sms"] as const },
];

test("a channel the site gives people and the installation does not have is named with them and the settings, and no address", () => {
  const missing = missingChannels({ people }, ["siren"]);
  expect(missing).toEqual([
    { channel: "sms", personIds: [wang.id, li.id] },
    { channel: "email", personIds: [wang.id] },
  ]);
  const [sms, email] = missing.map(sayMissingChannel);
  expect(sms).toContain(`nobody is told by text message, though the site says so of ${wang.id}, ${li.id}: set sms.kannel.url`);
  expect(email).toContain("set email.smtp.url");
  expect(`${sms} ${email}`).not.toMatch(/\+86|@/);
});

test.each([
  { installed: ["sms", "email"] as const, missing: [] },
  { installed: ["sms"] as const, missing: ["email"] },
])("with $installed set up, $missing is missing", ({ installed, missing }) => {
  expect(missingChannels({ people }, installed).map(({ channel }) => channel)).toEqual(missing);
  expect(missingChannels({ people: [] }, installed)).toEqual([]);
});
