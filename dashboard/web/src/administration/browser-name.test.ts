import { expect, test } from "vitest";
import { browserOf } from "./browser-name.ts";

/** As these browsers sent them in 2026. */
test.each([
  { agent: "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0", browser: "Firefox 150", system: "Linux" },
  {
    agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36 Edg/148.0.0.0",
    browser: "Edge 148",
    system: "Windows",
  },
  {
    agent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1",
    browser: "Safari 19",
    system: "iPhone",
  },
  {
    agent: "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Mobile Safari/537.36",
    browser: "Chrome 148",
    system: "Android",
  },
  { agent: "curl/8.14.1", browser: "", system: "" },
  { agent: "", browser: "", system: "" },
])("$agent is '$browser' on '$system'", ({ agent, browser, system }) => {
  expect(browserOf(agent)).toEqual({ browser, system });
});
