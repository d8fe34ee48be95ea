import Type from "typebox";

const UUID = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";

/** A command sent again under the same id is carried out once. */
export const COMMAND_ID = Type.Optional(Type.String({ pattern: UUID }));
/** The commissioning test an alarm was one of as the person saw it. */
export const AS_TEST = Type.Optional(Type.String({ maxLength: 64 }));
/** The text's own bound is the desk's to tell, so that it has one code everywhere; this only keeps the journal from novels. */
export const TEXT = Type.Optional(Type.String({ maxLength: 10_000 }));
