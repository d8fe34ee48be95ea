import type { Hazard } from "@labcanary/domain/governance";

/** The hazards the platform has filed, by what says what stands there. */
export interface FiledBySource {
  /** As they are now, in the order they were filed. */
  of(source: string): readonly Hazard[];
  /** One that was filed since. */
  add(hazard: Hazard): void;
}

/** Of one look, in one pass: the hazards of many years are very many, and at each look thousands of sources are asked about. */
export function filedBySource(hazards: { all(): readonly Hazard[]; get(number: number): Hazard | undefined }): FiledBySource {
  const numbers = new Map<string, number[]>();
  function add({ source, number }: Hazard): void {
    if (source === undefined) return;
    const known = numbers.get(source);
    if (known === undefined) numbers.set(source, [number]);
    else known.push(number);
  }
  for (const hazard of hazards.all()) add(hazard);
  return { of: (source) => (numbers.get(source) ?? []).flatMap((number) => hazards.get(number) ?? []), add };
}
