const PREFIX = "drill/";

/** What the alarms of a drill have as the test they are of: the drill's number, which people say it by; `*` as a pattern of all. */
export const testOfDrill = (number: number | "*"): string => `${PREFIX}${number}`;

/** Number of the drill whose test this is; undefined of a commissioning test, and of none. */
export const drillOfTest = (test: string | undefined): number | undefined =>
  test?.startsWith(PREFIX) === true ? Number(test.slice(PREFIX.length)) : undefined;

/** Raised in a drill: marked as such from its raising until it is forgotten, ordered behind every other alarm, and counted in no figure. */
export const isOfDrill = ({ test }: { readonly test?: string | undefined }): boolean => drillOfTest(test) !== undefined;
