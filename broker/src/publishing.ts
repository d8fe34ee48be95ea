import type { Client, PublishPacket } from "aedes";
import type { AcceptRefusal, FrameAcceptor, GatewayTopics, Logger } from "@labcanary/domain/ports";
import type { DeviceId, Frame } from "@labcanary/domain/telemetry";
import { type DeviceTopics, checkPublish, deviceOfTopic, isPublishedLeaf } from "./access.ts";
import type { InboundWindow } from "./bounded-persistence.ts";
import type { GatewayRetained } from "./gateway-retained.ts";
import type { GuardedConnection } from "./guarded-connection.ts";
import { type BrokerRefusal, RefusedError } from "./refusals.ts";

type Callback = (error?: Error | null) => void;

export interface PublishingDeps {
  readonly frames: FrameAcceptor;
  readonly logger: Logger;
  readonly gateways: GatewayTopics;
  readonly retained: GatewayRetained;
  readonly maxRetainedBytes: number;
  readonly isOpen: boolean;
  readonly refused: (reason: BrokerRefusal, connection?: GuardedConnection) => void;
  /** A device is cut off and will be back at once; its next sign-in is slowed. */
  readonly setBack: (deviceId: DeviceId) => void;
  readonly windowOf: (client: Client) => InboundWindow | undefined;
  readonly isStopping: () => boolean;
}

/**
 * Decides about each PUBLISH and each will before aedes acknowledges it. aedes sends PUBACK or PUBREC when the callback says yes,
 * so it is called after the frame is in the accepted log. When the log refuses, the callback gets an error and aedes ends the
 * connection without an acknowledgement: the device keeps its reading, connects again and sends it again. The callback is called
 * exactly once, whatever `frames` does, as one that never comes would stall the device for ever.
 */
export function createPublishing(deps: PublishingDeps): (client: Client | null, packet: PublishPacket, callback: Callback) => void {
  return (client, packet, callback) => {
    if (deps.isStopping()) return callback(new RefusedError("stopping")); // no wills either: the devices are not gone, we are
    // A will may come without its client; then its topic, which was checked at the sign-in, says whose it is.
    const connection = client?.conn as GuardedConnection | undefined;
    const topics = connection?.topics;
    let deviceId = topics?.deviceId;
    /** The gateway a topic outside of every device's branch is of. */
    let carrier: DeviceId | undefined;
    if (topics !== undefined) {
      const wrong = checkPublish(topics, packet.topic);
      if (wrong !== undefined && deps.gateways.allows(topics.deviceId, packet.topic)) carrier = topics.deviceId;
      else if (wrong !== undefined) {
        deps.refused(wrong, connection);
        deps.setBack(topics.deviceId);
        return callback(new RefusedError(wrong));
      }
    } else if (packet.topic.startsWith("$")) {
      deps.refused("foreign-topic", connection);
      return callback(new RefusedError("foreign-topic"));
    } else {
      deviceId = deviceOfTopic(packet.topic);
      if (deviceId === undefined) deviceId = carrier = deps.gateways.ownerOf(packet.topic);
    }
    if (deviceId === undefined) return unowned(connection, callback);

    const frame = frameOf(deviceId, packet);
    if (carrier !== undefined) checkCarried(carrier, packet, connection);
    else if (topics !== undefined) checkLeaf(topics, packet, connection);
    const window = packet.qos === 2 && packet.messageId !== undefined && client !== null ? deps.windowOf(client) : undefined;
    if (window === undefined) accept(frame, connection, callback);
    else acceptOnce(window, packet, frame, connection, callback);
  };

  /** Remarks on what is taken all the same. aedes retains what still has the flag. */
  function checkLeaf(topics: DeviceTopics, packet: PublishPacket, connection: GuardedConnection | undefined): void {
    if (!isPublishedLeaf(topics, packet.topic)) deps.refused("unknown-leaf", connection);
    if (packet.retain && (packet.topic !== topics.status || packet.payload.length > deps.maxRetainedBytes)) {
      deps.refused("retain-dropped", connection);
      packet.retain = false;
    }
  }

  /** With broker.open, a topic that is no device's is none of the platform's; else the will of a gateway that may no longer have it. */
  function unowned(connection: GuardedConnection | undefined, callback: Callback): void {
    if (deps.isOpen) return callback(null);
    deps.refused("foreign-topic", connection);
    callback(new RefusedError("foreign-topic"));
  }

  /** A gateway retains what its convention has it retain, within bounds. The frame keeps the flag: it says something of the message. */
  function checkCarried(gateway: DeviceId, packet: PublishPacket, connection: GuardedConnection | undefined): void {
    if (!packet.retain || deps.retained.keep(gateway, packet.topic, packet.payload.length)) return;
    deps.refused("retain-dropped", connection);
    packet.retain = false;
  }

  function accept(frame: Frame, connection: GuardedConnection | undefined, callback: Callback): void {
    let isSettled = false;
    const bytes = frame.payload.length;
    const settled = (refusal?: AcceptRefusal | "accept-failed"): void => {
      if (isSettled) return;
      isSettled = true;
      connection?.publishSettled(bytes);
      if (refusal === undefined) return callback(null);
      deps.refused(refusal, connection);
      deps.setBack(frame.deviceId); // thousands would come back in the same second, and again, while the log has no room
      callback(new RefusedError(refusal));
    };
    connection?.publishBegun(bytes);
    try {
      deps.frames.accept(frame, settled);
    } catch (error) {
      deps.logger.error({ deviceId: frame.deviceId, error }, "Accepting a frame threw; it is not acknowledged");
      settled("accept-failed");
    }
  }

  /**
   * QoS 2: a message that is sent again (DUP) before its PUBREL is answered and not accepted again. One that has a known identifier
   * and no DUP flag comes from a device that lost its state: it is a new message, and swallowing it would lose a reading.
   */
  function acceptOnce(
    window: InboundWindow,
    packet: PublishPacket,
    frame: Frame,
    connection: GuardedConnection | undefined,
    callback: Callback,
  ): void {
    const messageId = packet.messageId as number;
    if (packet.dup && window.isAccepted(messageId)) return callback(null);
    const repetitions = window.accepting.get(messageId);
    if (packet.dup && repetitions !== undefined) return void repetitions.push(callback);
    const waiting: Callback[] = [callback];
    window.accepting.set(messageId, waiting);
    accept(frame, connection, (error) => {
      if (window.accepting.get(messageId) === waiting) window.accepting.delete(messageId);
      if (error === null) window.accepted(messageId);
      for (const answer of waiting) answer(error);
    });
  }
}

/**
 * The frame as it arrived. Its payload is a view into the bytes read from the socket, which are not written to again, but are
 * kept alive by it: who takes frames copies what it keeps, as the accepted log does when it appends.
 */
function frameOf(deviceId: DeviceId, packet: PublishPacket): Frame {
  return {
    deviceId,
    topic: packet.topic,
    payload: packet.payload as Buffer,
    qos: packet.qos,
    retain: packet.retain === true,
    duplicate: packet.dup === true,
  };
}
