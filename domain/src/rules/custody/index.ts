export * from "./custody-rule.ts";
export * from "./describe.ts";
export { inputsAtDoor } from "./door-events.ts";
export * from "./opened-without-access.ts";
export * from "./sealed-door.ts";
export * from "./two-person.ts";
export * from "./unlocked-unopened.ts";
export * from "./weight-without-opening.ts";
