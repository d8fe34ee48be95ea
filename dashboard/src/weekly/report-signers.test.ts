import { minutes } from "@labcanary/domain/basics";
import { expect, test } from "vitest";
import { createSettableClock } from "../../../test/support/clock.ts";
import { temporaryFolder } from "../../../test/support/files.ts";
import { testSite } from "../../../test/support/site.ts";
import { createUserDirectory } from "../index.ts";
import { createReportSigners } from "./report-signers.ts";

const PASSWORD = "correct horse battery";

test("an account signs where its role and its zones allow it; whoever comes or goes counts within the minute", async () => {
  const [folder, clock, site] = [temporaryFolder(), createSettableClock(), testSite()];
  const directory = createUserDirectory(folder);
  await directory.add("li", "safety-officer", PASSWORD);
  await directory.add("mei", "responsible-person", PASSWORD, ["room-114"]);
  await directory.add("op", "operator", PASSWORD);
  const maySign = createReportSigners(folder, { site: () => site, clock });
  expect(["li", "mei", "op", "wang"].map((name) => [name, maySign(name, "room-114"), maySign(name, "chemistry")])).toEqual([
    ["li", true, true],
    ["mei", true, false],
    ["op", false, false],
    ["wang", false, false],
  ]);
  directory.remove("li");
  await directory.add("wang", "safety-officer", PASSWORD);
  clock.advance(minutes(1));
  expect([maySign("li", "chemistry"), maySign("wang", "chemistry")]).toEqual([false, true]);
});
