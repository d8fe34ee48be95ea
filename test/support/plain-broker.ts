import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { Aedes, type PublishPacket } from "aedes";

/** A real MQTT server for a test, that can die and come back on the same port with everything forgotten. */
export interface TestBroker {
  readonly port: number;
  readonly url: string;
  /** Every message clients published, in order of arrival, over all its lives. */
  readonly received: readonly Received[];
  /** Resolves when `enough` is true of what has been received; looked at again after each message. */
  until(enough: (received: readonly Received[]) => boolean): Promise<void>;
  /** Publishes as the platform to the one device that listens. Resolves when the device has acknowledged it. */
  publish(topic: string, payload: string): Promise<void>;
  /** From now on messages are received but not acknowledged, until `restart`. */
  withholdAcknowledgements(): void;
  /** Cuts every connection and stops listening. */
  kill(): Promise<void>;
  restart(): Promise<void>;
}

export interface Received {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
  readonly qos: number;
  readonly duplicate: boolean;
}

export async function startTestBroker(): Promise<TestBroker> {
  const received: Received[] = [];
  let waiters: { readonly enough: (received: readonly Received[]) => boolean; readonly resolve: () => void }[] = [];
  let sockets = new Set<Socket>();
  let broker: Aedes;
  let server: Server;
  let port = 0;
  let acknowledging = true;

  const take = (packet: PublishPacket): void => {
    received.push({
      topic: packet.topic,
      payload: packet.payload.toString(),
      retain: packet.retain,
      qos: packet.qos,
      duplicate: packet.dup,
    });
    const satisfied = waiters.filter(({ enough }) => enough(received));
    waiters = waiters.filter((waiter) => !satisfied.includes(waiter));
    for (const { resolve } of satisfied) resolve();
  };

  const start = async (): Promise<void> => {
    acknowledging = true;
    broker = await Aedes.createBroker({ id: "test" });
    // Before the PUBACK, which leaves before the "publish" event: what a client knows to be acknowledged has been received here.
    broker.authorizePublish = (_client, packet, decide) => {
      take(packet);
      if (acknowledging) decide(null);
    };
    server = createServer((socket) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      broker.handle(socket);
    });
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
  };

  await start();
  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    received,
    until: (enough) => (enough(received) ? Promise.resolve() : new Promise((resolve) => waiters.push({ enough, resolve }))),
    publish: (topic, payload) =>
      new Promise((resolve, reject) => {
        broker.once("ack", () => resolve());
        broker.publish({ cmd: "publish", topic, payload, qos: 1, retain: false, dup: false }, (failure) => {
          if (failure) reject(failure);
        });
      }),
    withholdAcknowledgements() {
      acknowledging = false;
    },
    async kill() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      sockets = new Set();
      await closed;
      await new Promise<void>((resolve) => broker.close(resolve));
    },
    restart: start,
  };
}
