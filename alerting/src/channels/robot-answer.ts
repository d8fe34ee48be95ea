import type { DeliveryOutcome } from "@labcanary/domain/notification";
import { type Failure, failureOfStatus } from "./failures.ts";
import { type HttpAnswer, isSuccess, jsonOf, NOT_THE_PROVIDER } from "./http-request.ts";

/** Where a provider says how it went, and what its codes mean. */
export interface RobotCodes {
  readonly name: string;
  readonly codeOf: (answer: Readonly<Record<string, unknown>>) => unknown;
  /** A code that is not listed is a failure that may pass: the text is kept. */
  readonly failures: Readonly<Record<number, Failure>>;
}

/** What a robot's answer means: these providers say 200 to everything, and what went wrong in a code. */
export function outcomeOfRobot(answer: HttpAnswer, { name, codeOf, failures }: RobotCodes): DeliveryOutcome {
  if (!isSuccess(answer)) return failureOfStatus(answer);
  const said = jsonOf(answer.body);
  const code = said === undefined ? undefined : codeOf(said);
  if (code === 0) return { kind: "accepted", providerRef: `${name}-accepted` };
  return (typeof code === "number" ? failures[code] : undefined) ?? NOT_THE_PROVIDER;
}
