/**
 * What somebody puts their name to (21 CFR 11.50, EU Annex 11: a signature shows name, time and meaning). Whoever signs is asked for the
 * password again by who sends the command; name and time are those of the line of the journal.
 */
export const SIGNATURE_MEANINGS = [
  "requested",
  "verified",
  "reviewed",
  "checked",
  "approved",
  "carried-out",
  "witnessed",
  "explained",
] as const;
export type SignatureMeaning = (typeof SIGNATURE_MEANINGS)[number];
