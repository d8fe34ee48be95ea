import { milliseconds } from "@labcanary/domain/basics";
import { expect, onTestFinished, test } from "vitest";
import { startController } from "../../../test/support/modbus-controller.ts";
import { ModbusConnection } from "./connection.ts";

const REQUEST = { table: "input", from: 0, count: 1, registers: [] } as const;

test("what is closed while it looks a name up opens no socket afterwards, and none at the next question", async () => {
  const controller = await startController();
  onTestFinished(() => controller.stop());
  const connection = new ModbusConnection(
    { host: "127.0.0.1", port: controller.port, unit: 1 },
    { timeout: milliseconds(1000), anyAddress: false },
  );
  onTestFinished(() => connection.close());
  const underWay = connection.read(REQUEST);
  connection.close();
  expect(await underWay).toEqual({ ok: false, error: "unreachable" });
  expect(await connection.read(REQUEST)).toEqual({ ok: false, error: "unreachable" });
});
