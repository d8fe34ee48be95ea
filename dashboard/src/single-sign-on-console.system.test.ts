import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Events } from "oauth2-mock-server";
import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { consoleTests, DESK, SOON } from "../../test/support/browser-console.ts";
import { type SignOnProvider, startSignOnProvider } from "../../test/support/sign-on-provider.ts";
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
  await page.locator("[data-menu]").click();
  await page.getByText("zhao, engineer").waitFor(SOON);
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
