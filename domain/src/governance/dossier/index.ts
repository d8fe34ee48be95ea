export * from "./dossier-due.ts";
export * from "./dossier-ledger.ts";
export * from "./dossier.ts";
export * from "./excursion.ts";
export * from "./mean-kinetic-temperature.ts";
