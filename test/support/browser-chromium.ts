import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import type { Page } from "playwright-core";
import { PASSWORD, signIn } from "./browser-platform.ts";

export { launchChromium } from "./chromium-launch.ts";

/** Signs in by hand, as a person does; resolves on the console when its first snapshot is there. */
export async function signInByHand(page: Page, url: string, username = "operator"): Promise<void> {
  await giveNameAndPassword(page, url, username);
  await page.waitForSelector("[data-headline]:not([data-headline=connecting])");
}

/** The same, without waiting for what comes of it. */
export async function giveNameAndPassword(page: Page, url: string, username: string): Promise<void> {
  await page.goto(url);
  await page.fill("[name=username]", username);
  await page.fill("[name=password]", PASSWORD);
  await page.press("[name=password]", "Enter");
}

/** Gives a window the session of somebody who has signed in, and opens the console at a path; resolves when its first snapshot is there. */
export async function signInByCookie(page: Page, url: string, username = "operator", path = "/"): Promise<void> {
  const [name = "", value = ""] = (await signIn(url, username)).cookie.split("=");
  await page.context().addCookies([{ name, value, url, httpOnly: true, sameSite: "Strict" }]);
  await page.goto(url + path);
  await page.waitForSelector("[data-headline]:not([data-headline=connecting])");
  // Whoever types a password has touched the page, and a page that nobody has touched may not sound.
  await page.keyboard.press("Shift");
}

/** A wire between browser and platform that a test can cut. */
export interface CuttableWire {
  readonly url: string;
  /** Ends every connection and refuses new ones. */
  cut(): void;
  /** Lets connections stand but carries nothing: what a dead switch does. */
  freeze(): void;
  heal(): void;
  close(): Promise<void>;
}

/** `portOf` tells where the platform listens, by the time somebody connects. */
export async function startCuttableWire(portOf: () => number): Promise<CuttableWire> {
  const open = new Set<Socket>();
  let state: "whole" | "cut" | "frozen" = "whole";
  const server = createServer((near) => {
    if (state === "cut") {
      near.destroy();
      return;
    }
    const far = connect(portOf(), "127.0.0.1");
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on("data", (data) => state === "whole" && far.write(data));
    far.on("data", (data) => state === "whole" && near.write(data));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the wire has no port");
  const endAll = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut() {
      state = "cut";
      endAll();
    },
    freeze() {
      state = "frozen";
    },
    heal() {
      // What was swallowed cannot be told from what was not: a frozen connection is of no more use.
      if (state === "frozen") endAll();
      state = "whole";
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        endAll();
      }),
  };
}
