import type { Text } from "@labcanary/domain/basics";
import type { FindingKind, FindingState } from "@labcanary/domain/governance";
import type { Regime } from "@labcanary/domain/site";

/** What a printed pack of custody evidence says. Braces are filled in. */
export const EVIDENCE_WORDS = {
  title: { en: "Custody evidence {month}: {regime}", zh: "管控物品管理证据 {month}：{regime}" },
  part: {
    en: "Printed by somebody limited to part of the site: what lies outside of it is left out.",
    zh: "打印者的权限仅限部分区域：其以外的内容未列出。",
  },
  "not-over": { en: "The month is not over: this is how it stood at {time}.", zh: "本月尚未结束：内容截至 {time}。" },
  open: { en: "{count} findings of this month are not explained.", zh: "本月有 {count} 项核对结果尚未说明。" },
  unheard: {
    en: "The door of {cabinet} could not be read for {time} of the month: what it did then is not known.",
    zh: "{cabinet} 的门在本月有 {time} 无法读取：其间状态未知。",
  },
  what: { en: "What this is", zh: "说明" },
  regime: { en: "Regime", zh: "监管类别" },
  span: { en: "Span", zh: "时段" },
  "span-is": { en: "{from} to {to}, {zone} time", zh: "{from} 至 {to}（{zone} 时间）" },
  cabinets: { en: "Cabinets", zh: "储存柜" },
  "printed-by": { en: "Signed and printed by", zh: "签字并打印" },
  "signature-means": {
    en: "{name}, {time}. The signature means: approved. Whoever printed it typed their password, and their second factor where they have one, once more; the journal has it with the SHA-256 of the file.",
    zh: "{name}，{time}。签字含义：批准。打印人重新输入了密码（设有第二因素的还输入了验证码）；日志记有该操作及文件的 SHA-256。",
  },
  movements: { en: "Records", zh: "记录" },
  "movements-none": { en: "Nothing was recorded in this month.", zh: "本月无记录。" },
  record: { en: "Record", zh: "编号" },
  when: { en: "Done", zh: "时间" },
  substance: { en: "Substance", zh: "物质" },
  movement: { en: "What", zh: "内容" },
  quantity: { en: "Quantity", zh: "数量" },
  balance: { en: "Balance", zh: "结存" },
  signed: { en: "Signed by", zh: "签字" },
  words: { en: "Purpose or reason", zh: "用途或理由" },
  csv: { en: "The same records as CSV have the SHA-256 {hash}.", zh: "上述记录的 CSV 文件 SHA-256 为 {hash}。" },
  takes: { en: "Stock-takes", zh: "盘点" },
  "takes-none": { en: "No cabinet was counted in this month.", zh: "本月未进行盘点。" },
  take: { en: "Stock-take", zh: "盘点" },
  cabinet: { en: "Cabinet", zh: "储存柜" },
  counted: { en: "Found", zh: "清点结果" },
  booked: { en: "{container}: {counted}, in the books {booked}", zh: "{container}：清点 {counted}，账面 {booked}" },
  "booked-out": { en: "{container}: {counted}, in the books {booked} taken out", zh: "{container}：清点 {counted}，账面领出 {booked}" },
  "booked-in-transit": {
    en: "{container}: {counted}, in the books {booked} on its way",
    zh: "{container}：清点 {counted}，账面移库途中 {booked}",
  },
  "booked-received": {
    en: "{container}: {counted}, in the books {booked} received and not stored",
    zh: "{container}：清点 {counted}，账面已验收未入库 {booked}",
  },
  "count-unseen": { en: "not seen", zh: "未见实物" },
  surplus: { en: "{tag}: {counted}, not in the books of the cabinet", zh: "{tag}：{counted}，该柜账面无此物" },
  findings: { en: "What sensors, counts and books did not agree on", zh: "传感器、盘点与账目不一致之处" },
  "findings-none": { en: "Nothing: sensors, counts and books agreed.", zh: "无：传感器、盘点与账目一致。" },
  finding: { en: "Finding", zh: "编号" },
  explanation: { en: "Explanation", zh: "说明" },
  "not-explained": { en: "NOT EXPLAINED", zh: "尚未说明" },
  explained: { en: "{name}, {time}: {words}", zh: "{name}，{time}：{words}" },
  visits: { en: "Each opening of {cabinet}, with its records", zh: "{cabinet}：开门与对应记录" },
  "visits-none": { en: "No door was seen open in this month.", zh: "本月未见开门。" },
  opened: { en: "Opened", zh: "开启" },
  closed: { en: "Closed", zh: "关闭" },
  "not-closed": { en: "not seen to close", zh: "未见关闭" },
  "not-seen": { en: "{time}, found open after a time without readings", zh: "{time}，无读数时段之后发现已开启" },
  records: { en: "Records of it", zh: "对应记录" },
  "no-record": { en: "NONE", zh: "无" },
  unopened: { en: "Records no opening is known of", zh: "没有对应开门的记录" },
  "unopened-none": { en: "none", zh: "无" },
  chain: { en: "Proof", zh: "证明" },
  "chain-is": {
    en: "All of this is kept in one journal in which each line carries the hash of the one before. It was checked whole for this paper: {lines} lines, {outcome}. Hash of its last line then: {head}. Whoever has this paper can hold the journal to it at any later time.",
    zh: "以上内容均保存在同一日志中，每一行含有上一行的哈希值。打印本文件时已完整校验：共 {lines} 行，{outcome}。当时最后一行的哈希值为 {head}。持有本文件者今后可随时据此核对日志。",
  },
  "chain-ok": { en: "none changed, taken out, put in or cut off", zh: "未发现篡改、删除、插入或截断" },
  "chain-bad": { en: "AND IT DOES NOT HOLD: {codes}", zh: "校验未通过：{codes}" },
  "chain-part": {
    en: "The journal as a whole is checked by whoever sees the whole site; this paper has no proof of it.",
    zh: "日志整体校验须由有权查看全站的人员进行；本文件不含该证明。",
  },
} as const satisfies Record<string, Text>;

export const REGIME_WORDS: Readonly<Record<Regime, Text>> = {
  "highly-toxic": { en: "highly toxic chemicals", zh: "剧毒化学品" },
  "explosive-precursor": { en: "explosive precursors", zh: "易制爆危险化学品" },
  "drug-precursor": { en: "drug precursors", zh: "易制毒化学品" },
  "radioactive-source": { en: "radioactive sources", zh: "放射源" },
};

/** By what the export calls a movement. */
export const MOVEMENT_WORDS: Readonly<Record<string, Text>> = {
  approve: { en: "purchase approved", zh: "批准采购" },
  receive: { en: "received", zh: "接收" },
  store: { en: "put into the store", zh: "入库" },
  withdraw: { en: "withdrawn", zh: "领用" },
  use: { en: "used", zh: "使用" },
  return: { en: "returned", zh: "归还" },
  transfer: { en: "sent to another cabinet", zh: "移库" },
  "hand-on": { en: "handed on", zh: "转让" },
  dispose: { en: "disposed of", zh: "处置" },
  correct: { en: "corrected", zh: "更正" },
  inspect: { en: "looked at", zh: "检查" },
  count: { en: "counted", zh: "盘点" },
};

export const FINDING_WORDS: Readonly<Record<FindingKind, Text>> = {
  "opened-unrecorded": { en: "opened without a record", zh: "开门而无记录" },
  "record-unopened": { en: "recorded without an opening", zh: "有记录而未开门" },
  "signer-absent": { en: "who signed was not at the door", zh: "签字人未到门前" },
  "weight-differs": { en: "the weight changed by something else than recorded", zh: "重量变化与记录不符" },
  "weight-not-seen": { en: "opened while the scale said nothing", zh: "开门期间无称重数据" },
  "out-of-hours": { en: "opened out of hours", zh: "非规定时间开门" },
  "signer-same": { en: "one person tried again to sign for two", zh: "一人反复冒签第二人" },
  "count-differs": { en: "counted otherwise than booked", zh: "盘点与账面不符" },
};

export const FINDING_STATE_WORDS: Readonly<Record<FindingState, Text>> = {
  open: { en: "open", zh: "未说明" },
  accounted: { en: "the door was heard of late", zh: "门的读数迟到，已对应" },
  explained: { en: "explained", zh: "已说明" },
};
