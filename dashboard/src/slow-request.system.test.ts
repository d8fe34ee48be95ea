import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { startBrowserPlatform } from "../../test/support/browser-platform.ts";

test("a body that never comes is not held for ever: 408 with a code, 15 s to 20 s later", async () => {
  const platform = await startBrowserPlatform();
  const { host, port } = platform.dashboard.address;
  const socket = connect({ host, port });
  let answer = "";
  socket.on("data", (data: Buffer) => {
    answer += data.toString();
  });
  const from = performance.now();
  socket.write(`POST /api/v1/session HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`);
  await once(socket, "close");
  const waited = performance.now() - from;
  expect(answer).toContain("HTTP/1.1 408 ");
  expect(answer).toContain('"code":"REQUEST_TIMEOUT"');
  expect(waited).toBeGreaterThan(14_000);
  expect(waited).toBeLessThan(20_000);
});
