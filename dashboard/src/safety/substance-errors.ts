import {
  CONTAINER_REFUSALS,
  type ContainerRefusalCode,
  FINDING_REFUSALS,
  type FindingRefusalCode,
  STOCK_TAKE_REFUSALS,
  type StockTakeRefusalCode,
} from "@labcanary/domain/governance";

type SubstanceCode = ContainerRefusalCode | FindingRefusalCode | StockTakeRefusalCode;

const UNKNOWN = [
  "CONTAINER_UNKNOWN",
  "FINDING_UNKNOWN",
  "STOCK_TAKE_UNKNOWN",
  "SUBSTANCE_UNKNOWN",
  "CABINET_UNKNOWN",
] as const satisfies readonly SubstanceCode[];
const FORBIDDEN = [
  "SIGNER_SAME",
  "SIGNER_ROLE",
  "EXPLAINER_INVOLVED",
  "COUNTER_SAME",
  "COUNTER_ROLE",
] as const satisfies readonly SubstanceCode[];
const CONFLICTS = [
  "STOCK_TAG_TAKEN",
  "STOCK_TAG_UNKNOWN",
  "CONTAINER_STATE",
  "BALANCE_BELOW_ZERO",
  "BALANCE_DIFFERS",
  "RECEIVED_BEYOND_APPROVAL",
  "OUT_STANDING",
  "WITNESS_AWAITED",
  "WITNESS_NONE",
  "ENTRY_DIFFERS",
  "FINDING_STATE",
  "STOCK_TAKE_COUNTED",
  "COUNT_OPEN",
  "COUNT_UNKNOWN",
  "COUNT_DIFFERS",
] as const satisfies readonly SubstanceCode[];

const statusOf = (code: string): 400 | 403 | 404 | 409 => {
  const isOf = (codes: readonly string[]): boolean => codes.includes(code);
  return isOf(UNKNOWN) ? 404 : isOf(FORBIDDEN) ? 403 : isOf(CONFLICTS) ? 409 : 400;
};

/** Ways something about controlled substances is not done. */
export const SUBSTANCE_HTTP_ERRORS = {
  ...(Object.fromEntries(
    Object.entries({ ...CONTAINER_REFUSALS, ...FINDING_REFUSALS, ...STOCK_TAKE_REFUSALS }).map(([code, meaning]) => [
      code,
      { status: statusOf(code), meaning },
    ]),
  ) as Readonly<Record<SubstanceCode, { readonly status: 400 | 403 | 404 | 409; readonly meaning: string }>>),
  EXPORT_MAPPING_INVALID: {
    status: 400,
    meaning: "the mapping names a column the export does not have, or a header twice; `detail` says which",
  },
} as const;
