import type { GatewayAbout, SpokenConvention } from "./convention.ts";
import { decodedOf, nanoseconds, type Published, speakUplinks, type Uplink, withoutEmpty } from "./lorawan.ts";

/** A device as ChirpStack v4 knows it. */
export interface ChirpstackDevice {
  readonly applicationId: string;
  /** 16 hexadecimal digits, in lower case. */
  readonly devEui: string;
}

/** The `up` event of ChirpStack v4's MQTT integration, as JSON. It has no word for a simulated value. */
export function chirpstackUplink({ applicationId, devEui }: ChirpstackDevice, { at, count, samples }: Uplink): Published {
  const event = withoutEmpty({
    deduplicationId: `00000000-0000-4000-8000-${count.toString(16).padStart(12, "0")}`,
    time: nanoseconds(at, "+00:00"),
    deviceInfo: { tenantName: "ChirpStack", applicationId, deviceName: devEui, devEui },
    devAddr: "00189440",
    dr: 5,
    fCnt: count,
    fPort: 2,
    data: "qg==",
    object: decodedOf(samples),
  });
  return {
    topic: `application/${applicationId}/device/${devEui}/event/up`,
    payload: Buffer.from(JSON.stringify(event)),
    retain: false,
  };
}

/** The gateway's id is the application, the address the DevEUI. */
export const speakChirpstack = ({ id }: GatewayAbout): SpokenConvention =>
  speakUplinks((devEui, uplink) => chirpstackUplink({ applicationId: id, devEui }, uplink));
