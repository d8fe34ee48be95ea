import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { days, epochMs, plus } from "@labcanary/domain/basics";
import type { HazardCommand } from "@labcanary/domain/governance";
import { Events } from "oauth2-mock-server";
import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { consoleTests, DESK, goTo, SOON } from "../../test/support/browser-console.ts";
import { type SignOnProvider, startSignOnProvider } from "../../test/support/sign-on-provider.ts";
import { peopleOf, testSite } from "../../test/support/site.ts";
import { twoRooms } from "../../test/support/two-rooms.ts";

const { startPlatform, openWindow } = consoleTests(DESK);

/** The page on which a person says at the provider who they are: it is left by their own click, from another site. */
async function showItsPage({ server: provider }: SignOnProvider): Promise<void> {
  let on = "";
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end(`<title>Campus sign-in</title><a href="${on.replaceAll("&", "&amp;")}">Continue as Zhao</a>`);
  });
  server.listen(0, "localhost");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  provider.service.on(Events.BeforeAuthorizeRedirect, ({ url }) => {
    on = url.href;
    // Another in its place would not be gone by.
    Object.assign(url, { host: `localhost:${port}`, pathname: "/", search: "" });
  });
}

async function open(groups: readonly string[]): Promise<{ readonly page: Page; readonly url: string }> {
  const provider = await startSignOnProvider("localhost");
  provider.claims["groups"] = groups;
  await showItsPage(provider);
  const { url } = await startPlatform({ site: twoRooms(), accounts: { singleSignOn: provider.known } });
  const page = await openWindow();
  await page.goto(url);
  await page.getByRole("link", { name: "Sign in with the organisation's account" }).click();
  await page.getByRole("link", { name: "Continue as Zhao" }).click(SOON);
  return { page, url };
}

test("the organisation's sign-in leads there and back, signed in with the role and the zones of a group", async () => {
  const { page, url } = await open(["staff", "lab-safety"]);
  await page.waitForSelector("[data-headline]:not([data-headline=connecting])", SOON);
  expect(page.url()).toBe(`${url}/`);
  // Coming back from elsewhere it is loaded whole once more.
  await page.waitForLoadState("networkidle");
  await page.locator("[data-menu]").click();
  await page.getByText("zhao, engineer").waitFor({ timeout: 30_000 });
  // Of the two rooms of the site, the one the group is for.
  await page.goto(`${url}/signals`);
  await page
    .locator("option[value=cabinet-17]")
    .first()
    .waitFor({ state: "attached", ...SOON });
  expect(await page.content()).not.toContain("cabinet-22");
});

test("whoever no group lets in is told so in words, and may sign in by another way", async () => {
  const { page, url } = await open(["staff"]);
  await page.getByRole("alert").getByText("none of your groups may sign in here. Ask an administrator.").waitFor(SOON);
  // What failed is not in the address: the next look at it is a new beginning.
  expect(page.url()).toBe(`${url}/`);
  await page.reload();
  await page.waitForSelector("[name=password]");
  expect(await page.getByRole("alert").innerText()).toBe("");
});

test("whoever has no password here signs by saying at the provider, beside the page, that it is they", async () => {
  const provider = await startSignOnProvider("localhost");
  provider.claims["groups"] = ["campus-admins"];
  await showItsPage(provider);
  const platform = await startPlatform({
    site: testSite({ people: [...testSite().people, ...peopleOf("mei", "zhao")] }),
    accounts: { singleSignOn: provider.known },
  });
  const { ledgers, url } = platform;
  const order = (actor: string, command: HazardCommand, number?: number) =>
    ledgers.hazards().carryOut({ id: `${actor} ${command.verb}`, actor, order: command, ...(number === undefined ? {} : { number }) });
  const hazard = { zoneId: "room-114", origin: "inspection", class: "gas", level: "general", words: "not chained" } as const;
  order("user:mei", { verb: "file", hazard });
  const settlement = { responsible: "wang", department: "Chemistry", measures: "chain it", funds: "none", interimPlan: "closed" };
  order("user:mei", { verb: "settle", settlement: { ...settlement, deadline: plus(epochMs(Date.now()), days(30)) } }, 1);
  order("user:mei", { verb: "remedy", words: "chained" }, 1);

  const page = await openWindow();
  await page.goto(url);
  await page.getByRole("link", { name: "Sign in with the organisation's account" }).click();
  await page.getByRole("link", { name: "Continue as Zhao" }).click(SOON);
  await page.waitForSelector("[data-headline]:not([data-headline=connecting])", SOON);
  await goTo(page, "/safety/hazards/1");
  await page.getByLabel("I have looked: it is remedied").check(SOON);
  await page.locator("form [name=words]").first().fill("tight");
  // There is no password to type, and nothing is signed before it was shown who signs.
  expect(await page.locator("form [name=password]").count()).toBe(0);
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  await page.getByRole("alert").getByText("Show first at your organisation").waitFor(SOON);
  expect(ledgers.hazards().get(1)?.state).toBe("remedied");

  // What the provider remembers is not enough; it is asked to ask again, and says when it did.
  provider.claims["auth_time"] = Math.floor(Date.now() / 1000);
  const [beside] = await Promise.all([page.waitForEvent("popup", SOON), page.locator("[data-confirm]").click()]);
  await beside.getByRole("link", { name: "Continue as Zhao" }).click(SOON);
  await beside.getByRole("status").getByText("It is you. Close this page").waitFor(SOON);
  await beside.close();
  // The page on which is signed has stayed as it was.
  expect(await page.locator("form [name=words]").first().inputValue()).toBe("tight");
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  await page.locator("[data-state=written-off]").waitFor(SOON);
  expect(ledgers.hazards().get(1)?.checks).toMatchObject([{ by: "user:zhao", passed: true, words: "tight" }]);
});
