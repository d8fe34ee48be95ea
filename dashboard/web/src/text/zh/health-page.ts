import type { HEALTH_PAGE as EN } from "../en/health-page.ts";

export const HEALTH_PAGE: Readonly<Record<keyof typeof EN, string>> = {
  "books.title": "账目：每条读数的去向",
  "books.received": "收到",
  "books.stored": "已存储",
  "books.duplicate": "重复",
  "books.rejected": "拒收",
  "books.quarantined": "搁置：未知信号",
  "books.sum": "合计",
  "books.waiting": "日志中等待的消息",
  "books.balanced": "账目平衡：从日志取出的每条读数都有去向。",
  "books.waiting.note": "消息在历史数据库接收之前保存在磁盘上，接收时才计入读数。",
  "books.unbalanced": "账目不平：{missing, plural, =0 {规则与历史的计数不一致} other {# 条读数去向不明}}。",
  "rejects.title": "最近未作为读数接收的消息",
  "rejects.none": "启动以来没有。",
  "rejects.column.time": "时间",
  "rejects.column.device": "设备",
  "rejects.column.code": "代码",
  "rejects.column.detail": "详情（英文原文）",
  "rejects.column.payload": "消息开头",
};
