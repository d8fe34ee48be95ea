import type { Alarm } from "@labcanary/domain/alarm";

/** No test, no drill, nothing simulated: something of the place itself. */
export const isReal = ({ simulated, test }: Pick<Alarm, "simulated" | "test">): boolean => !simulated && test === undefined;
