export * from "./impairment-watch.ts";
export * from "./told-impairment.ts";
