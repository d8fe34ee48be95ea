export { type Broker, type BrokerDeps, createBroker } from "./broker.ts";
export { BROKER_START_ERRORS, type BrokerStartErrorCode, BrokerStartError, type ListenerAddress } from "./listeners.ts";
export { BROKER_DEFAULTS, type BrokerLimits, type BrokerListeners, type BrokerOptions } from "./options.ts";
export { BROKER_REFUSALS, type BrokerRefusal, whereRefused } from "./refusals.ts";
