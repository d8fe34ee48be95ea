import type { LEDGER_LINES as EN } from "../en/ledger-lines.ts";

export const LEDGER_LINES: Readonly<Record<keyof typeof EN, string>> = {
  "journal.say.public-report-recorded":
    "{who}：扫码报告 PR-{record} {act, select, sent {已受理} photo_added {新增照片} linked {已登记进隐患台账} answered {已答复} contact_read {的报告人联系方式被查看} other {的报告人联系方式被删除}}。",
  "journal.say.substance-recorded":
    "{who}：容器 SC-{record} {act, select, requested {已申请采购，待第二人批准} approved {采购已批准} proposed {已登记“{movement}”，待第二人签字} moved {“{movement}”已签字入账} refused {登记的操作不予签字} lapsed {登记的操作逾时无人签字，已作废} signed_twice {试图以第二人身份为本人的操作签字} other {逾期未到位}}。",
  "journal.say.dossier-recorded":
    "{who}：温度偏离档案 DS-{record} {act, select, opened {已建立} decided {作出物品处置决定} approved {决定已批准并签字} other {决定被退回}}。",
  "journal.say.custody-recorded":
    "{who}：CF-{record} {act, select, found {管控物品台账与监测数据不符} accounted {柜门数据已补传} other {已说明情况}}。",
  "journal.say.stock-take-recorded":
    "{who}：盘点 ST-{record} {act, select, opened {已发起} proposed {有柜已清点，待第二人复点} counted {有柜已清点并签字} refused {清点结果不予签字} lapsed {清点结果逾时无人签字，已作废} signed_twice {试图以第二人身份为本人的清点签字} other {逾期未完成}}。",
  "journal.say.substances-exported": "{who} 导出了管控物品记录。",
  "journal.say.report-recorded":
    "{who}：安全报告 {record} 号{act, select, made {已生成} signed {已审阅签字} unsignable {到期时全单位无人有权签字} signable {已有人有权签字，重新计时} voided {因生成时时钟超前而作废} void_lifted {恢复有效：作废时的时钟慢了} other {逾期未审阅}}。",
  "journal.say.hazard-recorded":
    "{who}：隐患 HZ-{record} {act, select, filed {已登记} settled {已落实整改“五落实”} remedied {报告整改完成} overdue {逾期未处理} reopened {重新立项} commented {有新备注} corrected {已更正登记信息} correction_proposed {已申请降低等级，待他人签字} correction_refused {等级不予降低} photographed {新增照片} other {验收{passed, select, no {不合格} other {合格，已销号}}}}。",
  "journal.say.measure-recorded":
    "{who}：管控措施 SM-{record} {act, select, added {已登记} changed {已修改} reviewed {已复核} ended {已停用} other {逾期未复核}}。",
  "journal.say.drill-recorded":
    "{who}：演练 DR-{record} {act, select, planned {已安排} begun {已签字开始} cancelled {已取消} reached {：{drillStep, select, detected {已发现} told {已通知到人} acknowledged {已确认} safe {处置完毕} other {已到场}}} step_corrected {：{withdrawn, select, yes {撤销了“{drillStep, select, safe {处置完毕} other {到场}}”} other {更正了“{drillStep, select, safe {处置完毕} other {到场}}”的时间}}} noted {有观察记录} photographed {新增照片} ended {已结束{drillEnd, select, interrupted {：出现真实报警} other {}}} hazard {的问题已列入隐患 HZ-{hazard}} other {已签字总结}}。",
  "journal.say.checklist-recorded": "检查表 {list}（版本 {version}）已按当前内容存档，供检查使用。",
  "journal.say.patrol-recorded":
    "巡查 {patrol} {act, select, round {{day} 的检查已开启{drawn, select, yes {，抽查区域由第 {line} 条日志的哈希值抽取} other {}}} begun {自此纳入检查计划} other {已从站点文件中移除}}。",
  "journal.say.check-recorded":
    "{who}：检查 CK-{record} {act, select, opened {已开启} started {已开始} answered {已填写 {item}{failed, select, yes {，结果不合格} other {}}} photographed {已为 {item} 添加照片} signed {已签字确认{late, select, yes {（逾期）} other {}}} hazard {的 {item} 已列为隐患 HZ-{hazard}} missed {逾期未做} other {已失效，由 CK-{by} 代替}}。",
  "journal.say.watched": "平台自 {since} 至 {end} 持续监视。",
  "journal.say.protection-impaired": "{signal} 的保护{again, select, yes {仍然} other {}}受损：{impairment}。",
  "journal.say.protection-restored": "{signal} 的保护已恢复（此前：{impairment}）。",
  "journal.say.site-changed": "站点描述已更改：新增 {added, plural, other {# 条}}规则，删除 {removed} 条，更改 {changed} 条。",
  "journal.say.site-change-proposed":
    "站点更改放宽了生命安全保护，{known, select, no {等待第二人批准，但站点文件未注明更改人} other {等待 {author} 以外的第二人批准}}。",
  "journal.say.site-change-approved": "{who} 批准了 {author} 的站点更改。",
  "journal.say.site-change-rejected": "{who} 否决了站点更改。",
  "journal.say.site-change-withdrawn": "等待批准的站点更改已不在站点文件中。",
  "journal.say.plan-proposed": "{who} 提出修改平面图 {plan}：放置 {placed} 处，移动 {moved} 处，移除 {off} 处。",
  "journal.say.plan-proposal-withdrawn": "{who} 撤下了平面图 {plan} 的一份修改提案。",
  "journal.say.signed-in": "{who} 以{role}身份登录，方式：{by}，来自 {from}。",
  "journal.say.sign-in-refused": "来自 {from} 的登录被拒绝，方式：{by}。",
  "journal.say.session-revoked": "{who} 注销了 {user} 的 {count} 个会话。",
  "journal.say.personal-data-read": "{who} 查看了 {about} 的个人信息。",
  "journal.say.personal-data-removed": "{who} 删除了 {about} 可以删除的个人信息。",
  "journal.say.personal-data-expired": "保存期满，{count} 个姓名已从对照表中删除。",
  "journal.say.legal-hold-set": "{who} 冻结了 {about} 的个人信息，暂不删除。",
  "journal.say.legal-hold-lifted": "{who} 解除了对 {about} 个人信息的冻结。",
  "journal.say.words-removed": "{who} 删除了日志第 {line} 行中的文字。",
  "journal.say.photo-removed": "{who} 删除了 {shown} 的照片。",
  "journal.say.photos-expired": "保存期满，{count} 张照片已删除。",
  "journal.say.api-token-issued": "{who} 签发了 API 令牌 {token}，权限为{role}，有效至 {end}。",
  "journal.say.api-token-revoked": "{who} 吊销了 API 令牌 {token}。",
  "journal.say.device-enrolled": "{who} 为设备 {device} {again, select, yes {更换了令牌，旧令牌失效} other {签发了令牌}}。",
  "journal.say.device-revoked": "{who} 吊销了设备 {device} 的令牌。",
  "journal.say.device-token-rotated": "{who} 为设备 {device} 更换了令牌，旧令牌最迟于 {end} 失效。",
  "journal.say.device-token-ended": "设备 {device} 的旧令牌已失效：{ending, select, used {新令牌已启用} other {已到期}}。",
  "journal.say.device-replaced":
    "设备 {device} 已更换{serial, select, none {} other {，新设备序列号 {serialNumber}}}；{signal} 现由新设备测量，其状况尚待确认。",
  "journal.say.device-proposed": "{who} 提议将设备 {device} 纳入站点。",
  "journal.say.device-proposal-withdrawn": "{who} 撤回了纳入设备 {device} 的提议。",
  "journal.say.user-changed": "{who} 更改了账户 {user}：{userChange}。",
};
