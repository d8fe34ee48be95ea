import type { Translate } from "../text/translate.ts";

/** The word for a name the platform uses; the name itself where there is none. */
export function wordFor(family: string, name: string, t: Translate, values: Readonly<Record<string, string>> = {}): string {
  const key = `${family}.${name}`;
  return t.has(key) ? t(key, values) : name;
}

/** A part of a detail as text; nothing where it is neither text nor a figure. */
export const textOf = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
