/** The chart and what draws it: loaded when the first alarm is opened, or before, when the console has nothing else to do. */
export const loadEvidence = () => import("./EvidenceChart.svelte");
