import { type DurationMs, err, ok, type Result, seconds } from "@labcanary/domain/basics";
import { Type } from "typebox";
import { Compile } from "typebox/compile";

/** What the platform can ask of a device on `v1/devices/{id}/commands`. */
export type DeviceCommand =
  | { readonly kind: "identify"; readonly span: DurationMs }
  | { readonly kind: "set-interval"; readonly every: DurationMs }
  /** Until it is told otherwise, or no longer than `span`. A command with an `id` is answered. */
  | { readonly kind: "sounder"; readonly on: boolean; readonly span?: DurationMs; readonly id?: string };

/** Why a command was not obeyed. */
export type CommandErrorCode = "COMMAND_NOT_JSON" | "COMMAND_SHAPE";

/** How long a device blinks when the command does not say (chosen: long enough to walk along a corridor of cabinets). */
const IDENTIFY_SPAN = seconds(30);

const schema = Compile(
  Type.Union([
    Type.Object({ command: Type.Literal("identify"), seconds: Type.Optional(Type.Number({ minimum: 1, maximum: 3600 })) }),
    Type.Object({ command: Type.Literal("set-interval"), seconds: Type.Number({ minimum: 0.1, maximum: 86_400 }) }),
    Type.Object({
      command: Type.Literal("sounder"),
      state: Type.Union([Type.Literal("on"), Type.Literal("off")]),
      seconds: Type.Optional(Type.Number({ minimum: 1, maximum: 3600 })),
      id: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    }),
  ]),
);

/**
 * Reads `{"command":"identify","seconds"?}`, `{"command":"set-interval","seconds"}` or
 * `{"command":"sounder","state":"on"|"off","seconds"?,"id"?}`.
 */
export function decodeCommand(payload: Uint8Array): Result<DeviceCommand, { readonly code: CommandErrorCode }> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
  } catch {
    return err({ code: "COMMAND_NOT_JSON" });
  }
  if (!schema.Check(json)) return err({ code: "COMMAND_SHAPE" });
  switch (json.command) {
    case "identify":
      return ok({ kind: "identify", span: json.seconds === undefined ? IDENTIFY_SPAN : seconds(json.seconds) });
    case "set-interval":
      return ok({ kind: "set-interval", every: seconds(json.seconds) });
    case "sounder":
      return ok({
        kind: "sounder",
        on: json.state === "on",
        ...(json.seconds === undefined ? {} : { span: seconds(json.seconds) }),
        ...(json.id === undefined ? {} : { id: json.id }),
      });
  }
}
