import {
  CONTAINER_REFUSALS,
  type ContainerRefusalCode,
  FINDING_REFUSALS,
  type FindingRefusalCode,
  STOCK_TAKE_REFUSALS,
  type StockTakeRefusalCode,
} from "@labcanary/domain/governance";
import { withMeanings } from "../http/with-meanings.ts";

const STATUS_OF_CONTAINER: Readonly<Record<ContainerRefusalCode, number>> = {
  CONTAINER_UNKNOWN: 404,
  SUBSTANCE_UNKNOWN: 404,
  CABINET_UNKNOWN: 404,
  CABINET_REGIME: 400,
  STOCK_QUANTITY: 400,
  STOCK_TARE: 400,
  STOCK_WORDS: 400,
  STOCK_TIME: 400,
  STOCK_TAG_INVALID: 400,
  STOCK_TAG_TAKEN: 409,
  STOCK_TAG_UNKNOWN: 409,
  CONTAINER_STATE: 409,
  BALANCE_BELOW_ZERO: 409,
  BALANCE_DIFFERS: 409,
  RECEIVED_BEYOND_APPROVAL: 409,
  OUT_STANDING: 409,
  STOCK_CORRECTION_NONE: 400,
  RECORD_BACKDATED: 400,
  RECORD_FUTURE: 400,
  WITNESS_AWAITED: 409,
  WITNESS_NONE: 409,
  SIGNER_SAME: 403,
  SIGNER_ROLE: 403,
  SIGNER_UNLINKED: 403,
  ENTRY_DIFFERS: 409,
};

const STATUS_OF_FINDING: Readonly<Record<FindingRefusalCode, number>> = {
  FINDING_UNKNOWN: 404,
  FINDING_STATE: 409,
  FINDING_WORDS: 400,
  EXPLAINER_INVOLVED: 403,
};

const STATUS_OF_STOCK_TAKE: Readonly<Record<StockTakeRefusalCode, number>> = {
  STOCK_TAKE_UNKNOWN: 404,
  STOCK_TAKE_CABINETS: 400,
  STOCK_TAKE_PART: 400,
  STOCK_TAKE_TIME: 400,
  STOCK_TAKE_WORDS: 400,
  STOCK_TAKE_COUNTED: 409,
  COUNT_INCOMPLETE: 400,
  COUNT_QUANTITY: 400,
  COUNT_SURPLUS: 400,
  COUNT_OPEN: 409,
  COUNT_UNKNOWN: 409,
  COUNTER_SAME: 403,
  COUNTER_ROLE: 403,
  COUNTER_UNLINKED: 403,
  COUNT_DIFFERS: 409,
};

/** Ways something about controlled substances is not done. */
export const SUBSTANCE_HTTP_ERRORS = {
  ...withMeanings(STATUS_OF_CONTAINER, CONTAINER_REFUSALS),
  ...withMeanings(STATUS_OF_FINDING, FINDING_REFUSALS),
  ...withMeanings(STATUS_OF_STOCK_TAKE, STOCK_TAKE_REFUSALS),
  EXPORT_MAPPING_INVALID: {
    status: 400,
    meaning: "the mapping names a column the export does not have, or a header twice; `detail` says which",
  },
} as const;
