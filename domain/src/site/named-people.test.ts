import { expect, test } from "vitest";
import { testSite } from "../../../test/support/site.ts";
import { withNames } from "./named-people.ts";

test.each([
  { kept: "only {person:wang} had badged", read: "only Wang Fang had badged" },
  { kept: "only {person:gone} had badged", read: "only gone had badged" },
  { kept: "only {person:~0123456789abcdef0123} had badged", read: "only somebody whose name was removed (012345) had badged" },
  { kept: "刷卡：{person:wang}、{person:~0123456789abcdef0123}", read: "刷卡：Wang Fang、姓名已删除的人员（012345）" },
])("$kept is read as: $read", ({ kept, read }) => expect(withNames(kept, testSite())).toBe(read));
