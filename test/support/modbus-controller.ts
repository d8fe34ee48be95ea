import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { server as modbusServer } from "jsmodbus";

/** A gas controller that is asked by Modbus TCP, on loopback. */
export interface ModbusController {
  readonly port: number;
  /** Its input registers, two bytes each. */
  readonly input: Buffer;
  readonly connections: ReadonlySet<Socket>;
  stop(): Promise<void>;
}

/** The server of jsmodbus; its discrete input 1 is on. */
export function startController({ registers = 16, port = 0 } = {}): Promise<ModbusController> {
  const input = Buffer.alloc(2 * registers);
  return listening(input, port, (net) => void new modbusServer.TCP(net, { input, discrete: Buffer.from([0b10]) }));
}

/** Takes connections and never answers. */
export const startDeafController = (): Promise<ModbusController> => listening(Buffer.alloc(0), 0, () => undefined);

/** Has one register, at 0, of 7, and refuses every other with exception 2, illegal data address, which the library's server never does. */
export function startStrictController(): Promise<ModbusController> {
  return listening(Buffer.alloc(0), 0, (net) => {
    net.on("connection", (socket: Socket) => {
      socket.on("data", (request) => {
        const isThere = request.readUInt16BE(8) === 0;
        const answer = isThere ? [0, 5, 1, 4, 2, 0, 7] : [0, 3, 1, 0x84, 2];
        socket.write(Buffer.concat([request.subarray(0, 4), Buffer.from(answer)]));
      });
    });
  });
}

async function listening(input: Buffer, port: number, serve: (net: Server) => void): Promise<ModbusController> {
  const net = createServer();
  const connections = new Set<Socket>();
  net.on("connection", (socket) => {
    connections.add(socket);
    socket.on("error", () => socket.destroy()); // whoever asked has gone
  });
  serve(net);
  await new Promise<void>((resolve) => net.listen(port, "127.0.0.1", resolve));
  return {
    port: (net.address() as AddressInfo).port,
    input,
    connections,
    stop() {
      for (const socket of connections) socket.destroy();
      return new Promise((resolve) => net.close(() => resolve()));
    },
  };
}
