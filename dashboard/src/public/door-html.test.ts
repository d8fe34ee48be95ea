import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withSecurityCentre } from "./door-html.ts";

const html = readFileSync(join(import.meta.dirname, "../../web/report.html"), "utf8");

test("whom to call stands in the page before anything of it has run", () => {
  const page = withSecurityCentre(html, { securityCentrePhone: "+861062780110" });
  expect(page).toMatch(/<body><p id="security-centre"><a href="tel:\+861062780110">In danger: .*遇险请先撤离/);
});

test.each([undefined, '"><script>alert(1)</script>'])("%s is no number, and the page is as it was", (securityCentrePhone) => {
  expect(withSecurityCentre(html, securityCentrePhone === undefined ? {} : { securityCentrePhone })).toBe(html);
});
