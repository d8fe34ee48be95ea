import type { Language } from "@labcanary/domain/basics";
import { EN } from "./messages-en.ts";
import { ZH } from "./messages-zh.ts";

export type MessageKey = keyof typeof EN;

export const MESSAGES: Readonly<Record<Language, Readonly<Record<MessageKey, string>>>> = { en: EN, zh: ZH };
