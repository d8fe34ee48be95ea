import type { GatewayAbout, SpokenConvention } from "./convention.ts";
import { decodedOf, nanoseconds, type Published, speakUplinks, type Uplink, withoutEmpty } from "./lorawan.ts";

/** A device as The Things Stack v3 knows it. */
export interface ThingsDevice {
  readonly application: string;
  readonly tenant: string;
  readonly device: string;
}

/** The uplink message of The Things Stack v3's MQTT server, as JSON. */
export function thingsUplink({ application, tenant, device }: ThingsDevice, { at, count, samples, markSimulated }: Uplink): Published {
  const receivedAt = nanoseconds(at, "Z");
  const message = withoutEmpty({
    end_device_ids: { device_id: device, application_ids: { application_id: application }, dev_eui: "0004A30B001C0530" },
    correlation_ids: ["as:up:01E0WZGT6Y7657CPFPE5WEYDSQ"],
    received_at: receivedAt,
    uplink_message: withoutEmpty({
      f_port: 2,
      f_cnt: count,
      frm_payload: "gkHe",
      decoded_payload: decodedOf(samples),
      received_at: receivedAt,
    }),
    simulated: markSimulated,
  });
  return {
    topic: `v3/${application}@${tenant}/devices/${device}/up`,
    payload: Buffer.from(JSON.stringify(message)),
    retain: false,
  };
}

/** The gateway's id is the application, of the tenant of The Things Network; the address is the device id. */
export const speakThings = ({ id }: GatewayAbout): SpokenConvention =>
  speakUplinks((device, uplink) => thingsUplink({ application: id, tenant: "ttn", device }, uplink));
