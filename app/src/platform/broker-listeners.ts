import { readFileSync } from "node:fs";
import type { Broker, BrokerListeners } from "@labcanary/broker";
import type { Settings } from "../settings/table.ts";

/** Where the broker is to listen. */
export function listenersOf(settings: Settings): BrokerListeners {
  const webSocketPort = settings["mqtt.websocket.port"];
  const certificateFile = settings["mqtt.tls.certificateFile"];
  const keyFile = settings["mqtt.tls.keyFile"];
  const clientCaFile = settings["mqtt.tls.clientCaFile"];
  return {
    tcp: { host: settings["mqtt.host"], port: settings["mqtt.port"] },
    ...(webSocketPort === undefined ? {} : { ws: { host: "127.0.0.1", port: webSocketPort, path: "/mqtt" } }),
    ...(certificateFile === undefined || keyFile === undefined
      ? {}
      : {
          tls: {
            host: settings["mqtt.tls.host"],
            port: settings["mqtt.tls.port"],
            cert: readFileSync(certificateFile),
            key: readFileSync(keyFile),
            ...(clientCaFile === undefined ? {} : { ca: readFileSync(clientCaFile), requestClientCertificate: true }),
          },
        }),
  };
}

/** The way a device has: the plain listener, which is on loopback. Undefined while it does not listen. */
export function plainListenerOf({ listeners }: Broker): { readonly host: string; readonly port: number } | undefined {
  const address = listeners.find(({ name }) => name === "tcp");
  return address === undefined ? undefined : { host: address.host, port: address.port };
}
