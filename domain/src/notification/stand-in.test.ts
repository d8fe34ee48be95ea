import { expect, test } from "vitest";
import { testSite } from "../../../test/support/site.ts";
import { epochMs } from "../basics/index.ts";
import { type CivilDay, parseDay } from "../schedule/index.ts";
import { standInFor } from "./stand-in.ts";

const day = (text: string) => parseDay(text) as CivilDay;
/** `wang: 2026-12-24/2026-12-26 smith`: on leave on these days, with smith in their place. */
const siteWith = (leaves: Readonly<Record<string, string>>) =>
  testSite({
    timeZone: "Asia/Shanghai",
    people: ["wang", "smith", "li", "desk"].map((id) => {
      const [span, substitute] = (leaves[id] ?? "").split(" ");
      const [from = "", to = ""] = (span ?? "").split("/");
      const leave = { from: day(from), to: day(to), ...(substitute === undefined ? {} : { substitute }) };
      return { id, name: id, language: "en", ...(span === "" ? {} : { leave: [leave] }) };
    }),
  });
const noonOf = (text: string) => epochMs(Date.parse(`${text}T12:00+08:00`));

test.each([
  { because: "nobody is on leave", leaves: {}, is: { personId: "wang" } },
  { because: "the substitute", leaves: { wang: "2026-12-24/2026-12-26 smith" }, is: { personId: "smith", insteadOf: "wang" } },
  {
    because: "a substitute on leave passes it on",
    leaves: { wang: "2026-12-24/2026-12-26 smith", smith: "2026-12-25/2026-12-25 li" },
    is: { personId: "li", insteadOf: "wang" },
  },
  { because: "leave without a substitute leaves nobody", leaves: { wang: "2026-12-25/2026-12-25" }, is: undefined },
  {
    because: "nor does it where the substitute has none",
    leaves: { wang: "2026-12-24/2026-12-26 smith", smith: "2026-12-25/2026-12-25" },
    is: undefined,
  },
  {
    because: "two who are each other's substitute and both on leave are nobody",
    leaves: { wang: "2026-12-25/2026-12-25 smith", smith: "2026-12-25/2026-12-25 wang" },
    is: undefined,
  },
  {
    because: "a circle further on ends too",
    leaves: { wang: "2026-12-25/2026-12-25 smith", smith: "2026-12-25/2026-12-25 li", li: "2026-12-25/2026-12-25 smith" },
    is: undefined,
  },
])("$because", ({ leaves, is }) => {
  expect(standInFor("wang", siteWith(leaves), noonOf("2026-12-25"))).toEqual(is);
});

test("leave lasts from the first to the last midnight of its days at the site", () => {
  const site = siteWith({ wang: "2026-12-24/2026-12-25 smith" });
  const toldAt = (text: string) => standInFor("wang", site, epochMs(Date.parse(text)))?.personId;
  expect(toldAt("2026-12-23T23:59:59.999+08:00")).toBe("wang");
  expect(toldAt("2026-12-24T00:00+08:00")).toBe("smith");
  expect(toldAt("2026-12-25T23:59:59.999+08:00")).toBe("smith");
  expect(toldAt("2026-12-26T00:00+08:00")).toBe("wang");
});

test("somebody the site no longer has is told of by their id", () => {
  expect(standInFor("gone", siteWith({}), noonOf("2026-12-25"))).toEqual({ personId: "gone" });
});
