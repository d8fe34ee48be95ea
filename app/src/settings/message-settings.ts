import type { Setting } from "./setting.ts";

/** Ways to people: text messages by each gateway there may be, e-mail, and where addresses and secrets of the others stand. */
export const MESSAGE_SETTINGS = {
  "sms.kannel.url": {
    kind: "url",
    environment: "LABCANARY_SMS_KANNEL_URL",
    default: undefined,
    description:
      "Kannel's sendsms listener, http://127.0.0.1:13013; with a path where its service is not /cgi-bin/sendsms; absent: no text messages",
  },
  "sms.kannel.username": {
    kind: "text",
    environment: "LABCANARY_SMS_KANNEL_USERNAME",
    default: "labcanary",
    description: "Its sendsms user",
  },
  "sms.kannel.passwordFile": {
    kind: "text",
    environment: "LABCANARY_SMS_KANNEL_PASSWORD_FILE",
    default: undefined,
    description: "File with its password; or LABCANARY_SMS_KANNEL_PASSWORD",
  },
  "sms.kannel.from": {
    kind: "text",
    environment: "LABCANARY_SMS_KANNEL_FROM",
    default: undefined,
    description: "Sender shown on the phone; needed where Kannel's smsbox has no global-sender, or it refuses every text",
  },
  "sms.kannel.callbackPort": {
    kind: "port",
    environment: "LABCANARY_SMS_KANNEL_CALLBACK_PORT",
    default: 9465,
    description: "Loopback port delivery reports come back on; 0 takes a free one",
  },
  "sms.kannel.replies": {
    kind: "flag",
    environment: "LABCANARY_SMS_KANNEL_REPLIES",
    default: false,
    description: "Kannel brings what people answer, as `labcanary kannel` says; without it texts carry no code to answer with",
  },
  "sms.gammu.database": {
    kind: "text",
    environment: "LABCANARY_SMS_GAMMU_DATABASE",
    default: undefined,
    description: "SQLite database of gammu-smsd, which serves a GSM modem; absent: no modem",
  },
  "sms.gammu.receipts": {
    kind: "flag",
    environment: "LABCANARY_SMS_GAMMU_RECEIPTS",
    default: true,
    description: "Ask the modem's network for receipts; without them no text by it is proven delivered",
  },
  "sms.gammu.replies": {
    kind: "flag",
    environment: "LABCANARY_SMS_GAMMU_REPLIES",
    default: true,
    description: "Take what comes in at the modem as answers",
  },
  "sms.routes": {
    kind: "text",
    environment: "LABCANARY_SMS_ROUTES",
    default: undefined,
    description:
      "One or two of kannel, gammu, twilio, alibaba: the second takes over when the first fails; absent: what is set up, in that order",
  },
  "sms.twilio.accountSid": {
    kind: "text",
    environment: "LABCANARY_SMS_TWILIO_ACCOUNT_SID",
    default: undefined,
    description: "Twilio account (`AC…`) to send text messages with; absent: not by Twilio",
  },
  "sms.twilio.authTokenFile": {
    kind: "text",
    environment: "LABCANARY_SMS_TWILIO_AUTH_TOKEN_FILE",
    default: undefined,
    description: "File with its auth token, which also proves that a call-back is Twilio's; or LABCANARY_SMS_TWILIO_AUTH_TOKEN",
  },
  "sms.twilio.apiKeySid": {
    kind: "text",
    environment: "LABCANARY_SMS_TWILIO_API_KEY_SID",
    default: undefined,
    description: "API key (`SK…`) to send with; absent: account and auth token",
  },
  "sms.twilio.apiKeySecretFile": {
    kind: "text",
    environment: "LABCANARY_SMS_TWILIO_API_KEY_SECRET_FILE",
    default: undefined,
    description: "File with the API key's secret; or LABCANARY_SMS_TWILIO_API_KEY_SECRET",
  },
  "sms.twilio.from": {
    kind: "text",
    environment: "LABCANARY_SMS_TWILIO_FROM",
    default: undefined,
    description: "Sender: a number of the account (`+…`) or a messaging service (`MG…`)",
  },
  "sms.twilio.url": {
    kind: "url",
    environment: "LABCANARY_SMS_TWILIO_URL",
    default: "https://api.twilio.com",
    description: "Twilio's API, or that of a region",
  },
  "sms.twilio.callbackUrl": {
    kind: "url",
    environment: "LABCANARY_SMS_TWILIO_CALLBACK_URL",
    default: undefined,
    description: "Address Twilio calls back, as it sees it from outside; absent: states of messages are asked for, and nobody can answer",
  },
  "sms.twilio.callbackPort": {
    kind: "port",
    environment: "LABCANARY_SMS_TWILIO_CALLBACK_PORT",
    default: 9466,
    description: "Loopback port a proxy hands Twilio's calls to; 0 takes a free one",
  },
  "sms.alibaba.accessKeyId": {
    kind: "text",
    environment: "LABCANARY_SMS_ALIBABA_ACCESS_KEY_ID",
    default: undefined,
    description: "Alibaba Cloud key to send text messages with; absent: not by Alibaba Cloud",
  },
  "sms.alibaba.accessKeySecretFile": {
    kind: "text",
    environment: "LABCANARY_SMS_ALIBABA_ACCESS_KEY_SECRET_FILE",
    default: undefined,
    description: "File with the key's secret; or LABCANARY_SMS_ALIBABA_ACCESS_KEY_SECRET",
  },
  "sms.alibaba.signName": {
    kind: "text",
    environment: "LABCANARY_SMS_ALIBABA_SIGN_NAME",
    default: undefined,
    description: "Approved signature, without brackets",
  },
  "sms.alibaba.url": {
    kind: "url",
    environment: "LABCANARY_SMS_ALIBABA_URL",
    default: "https://dysmsapi.aliyuncs.com",
    description: "Alibaba Cloud's SMS API, or that of a region",
  },
  "sms.alibaba.template.alarm": {
    kind: "text",
    environment: "LABCANARY_SMS_ALIBABA_TEMPLATE_ALARM",
    default: undefined,
    description: "Approved template (`SMS_…`) of an alarm, and of every kind that has none of its own",
  },
  "sms.alibaba.template.returnedToNormal": {
    kind: "text",
    environment: "LABCANARY_SMS_ALIBABA_TEMPLATE_RETURNED_TO_NORMAL",
    default: undefined,
    description: "Template of a return to normal",
  },
  "sms.alibaba.template.allClear": {
    kind: "text",
    environment: "LABCANARY_SMS_ALIBABA_TEMPLATE_ALL_CLEAR",
    default: undefined,
    description: "Template of an all-clear",
  },
  "sms.alibaba.template.test": {
    kind: "text",
    environment: "LABCANARY_SMS_ALIBABA_TEMPLATE_TEST",
    default: undefined,
    description: "Template of a test",
  },
  "sms.alibaba.template.answer": {
    kind: "text",
    environment: "LABCANARY_SMS_ALIBABA_TEMPLATE_ANSWER",
    default: undefined,
    description: "Template of what became of an answer",
  },
  "endpoints.file": {
    kind: "text",
    environment: "LABCANARY_ENDPOINTS_FILE",
    default: undefined,
    description: "File of the robots, topics and webhooks a site may name, with their secrets; only its owner may read it",
  },
  "email.smtp.url": {
    kind: "mail-server",
    environment: "LABCANARY_EMAIL_SMTP_URL",
    default: undefined,
    description:
      "SMTP server, smtps://mail.example.org (TLS, port 465) or smtp://mail.example.org (STARTTLS, port 587); TLS is required but to loopback; absent: no e-mail",
  },
  "email.smtp.username": {
    kind: "text",
    environment: "LABCANARY_EMAIL_SMTP_USERNAME",
    default: undefined,
    description: "Its user; absent: nobody signs in",
  },
  "email.smtp.passwordFile": {
    kind: "text",
    environment: "LABCANARY_EMAIL_SMTP_PASSWORD_FILE",
    default: undefined,
    description: "File with its password; or LABCANARY_EMAIL_SMTP_PASSWORD",
  },
  "email.smtp.caFile": {
    kind: "text",
    environment: "LABCANARY_EMAIL_SMTP_CA_FILE",
    default: undefined,
    description: "Authority of its certificate (PEM), where it is not a public one",
  },
  "email.from": {
    kind: "text",
    environment: "LABCANARY_EMAIL_FROM",
    default: undefined,
    description: "Address e-mails come from",
  },
} as const satisfies Record<string, Setting>;
