interface Topic {
  /** With the part that varies in braces. */
  readonly topic: string;
  readonly from: "device" | "platform";
  readonly retained: boolean;
  readonly meaning: string;
}

/** Every topic there is. Devices publish and hear nothing else; `test/contract/topics.test.ts` holds the broker to it. */
export const TOPICS = {
  telemetry: {
    topic: "v1/devices/{deviceId}/telemetry",
    from: "device",
    retained: false,
    meaning: "samples: the native payload or SenML; QoS 1, so that the PUBACK says they are on disk",
  },
  status: {
    topic: "v1/devices/{deviceId}/status",
    from: "device",
    retained: true,
    meaning: "online or offline, firmware, battery, faults; also the device's will",
  },
  events: {
    topic: "v1/devices/{deviceId}/events",
    from: "device",
    retained: false,
    meaning: "what a person or object did: badge, unlock, lock, tag, button; what a siren answers to a command: sounder; QoS 1",
  },
  commands: {
    topic: "v1/devices/{deviceId}/commands",
    from: "platform",
    retained: false,
    meaning:
      "what the platform asks of the device: sounder, identify, interval, with an id where it is to be answered; the only topic a device may subscribe to",
  },
  alarms: {
    topic: "v1/alarms/{alarmId}",
    from: "platform",
    retained: true,
    meaning:
      "an alarm for beacons, sirens and building management, retained until it has ended, then emptied; quiet while `shelved`, `suppressed` or `outOfService` is true, or `parent` names the alarm that stands for it",
  },
  discovery: {
    topic: "homeassistant/{component}/{entityId}/config",
    from: "platform",
    retained: true,
    meaning: "a signal, an alarm or the site as an entity of Home Assistant; only while a device of the site speaks home-assistant",
  },
  observedState: {
    topic: "labcanary/{siteId}/signals/{deviceId}/{signal}/state",
    from: "platform",
    retained: false,
    meaning: "what a signal reads, each time it is read; never kept, so that nobody takes an old value for now",
  },
  observed: {
    topic: "labcanary/{siteId}/signals/{deviceId}/{signal}/{aspect}",
    from: "platform",
    retained: true,
    meaning: "aspect: availability, alarm, alarm-details; beside them labcanary/{siteId}/status and labcanary/{siteId}/alarms",
  },
} as const satisfies Record<string, Topic>;
