import { expect, test } from "vitest";
import { translateIn } from "../testing.ts";
import { nameOfActor } from "./ledger-words.ts";

const t = translateIn("en");
/** As the console has them: Wang signs in as `wang`, and Chen as `engineer`; the account `chen` is nobody's of the site. */
const NAMES = new Map([
  ["wang", "Wang Fang"],
  ["user:wang", "Wang Fang"],
  ["chen", "Chen Wei"],
  ["user:engineer", "Chen Wei"],
]);

test.each([
  ["user:wang", "Wang Fang", "by the account"],
  ["user:engineer", "Chen Wei", "by an account that is named otherwise than the person"],
  ["user:chen", "chen", "an account is not the person whose id reads like it"],
  ["person:chen", "Chen Wei", "by the person"],
  ["user:~0a1b2c0123456789abcd", "somebody whose name was removed (0a1b2c)", "whose name was removed"],
  ["system", "the platform", "the platform itself"],
])("%s is called %s: %s", (actor, name) => {
  expect(nameOfActor(actor, t, (of) => NAMES.get(of) ?? of)).toBe(name);
});
