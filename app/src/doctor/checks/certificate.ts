import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { isIP } from "node:net";
import { days } from "@labcanary/domain/basics";
import { type Check, type Finding, found, type FindingKind } from "../check.ts";

const RENEW = {
  en: "Renew it and restart: devices that check it cannot connect once it is over.",
  zh: "请更新证书并重启：到期后校验证书的设备将无法连接。",
};
const EXPIRED: FindingKind = { code: "CERTIFICATE_EXPIRED", urgency: "now", remedy: RENEW };
const EXPIRING: FindingKind = { code: "CERTIFICATE_EXPIRING", urgency: "soon", remedy: RENEW };
const KEY_MISMATCH: FindingKind = {
  code: "CERTIFICATE_KEY_MISMATCH",
  urgency: "now",
  remedy: {
    en: "Name the key that belongs to the first certificate of the file in mqtt.tls.keyFile.",
    zh: "请在 mqtt.tls.keyFile 中指定与文件中第一张证书匹配的私钥。",
  },
};
const NAME: FindingKind = {
  code: "CERTIFICATE_NAME",
  urgency: "soon",
  remedy: {
    en: "Have a certificate made for the name devices connect to; those that check the name refuse this one.",
    zh: "请为设备连接所用的名称签发证书；校验名称的设备会拒绝当前证书。",
  },
};
const CHAIN: FindingKind = {
  code: "CERTIFICATE_CHAIN",
  urgency: "soon",
  remedy: {
    en: "Put the certificates of the intermediate authorities into the file, each after the one it signed.",
    zh: "请把中间证书依次放入文件，每张证书之后是其签发者的证书。",
  },
};
const KEY_OPEN: FindingKind = {
  code: "CERTIFICATE_KEY_OPEN",
  urgency: "now",
  remedy: { en: "chmod 600 the key: whoever reads it can pose as the platform.", zh: "请对私钥执行 chmod 600：能读取它的人可冒充本平台。" },
};

/** Chosen: a month of warning, as most authorities' own reminders. */
const WARN_BEFORE = days(30);

/** The certificate of MQTT over TLS, its chain, its name and its key. */
export const certificate: Check = {
  name: "certificate",
  kinds: [EXPIRED, EXPIRING, KEY_MISMATCH, NAME, CHAIN, KEY_OPEN],
  look({ settings, now }) {
    const [file, keyFile] = [settings["mqtt.tls.certificateFile"], settings["mqtt.tls.keyFile"]];
    if (file === undefined || keyFile === undefined) return [];
    const findings: Finding[] = [];
    const chain = certificatesIn(file);
    for (const each of chain) {
      const [left, until] = [each.validToDate.getTime() - now, each.validToDate.toISOString().slice(0, 10)];
      const name = subjectOf(each);
      if (left <= 0) findings.push(found(EXPIRED, `the certificate ${name} ended on ${until}`, `证书 ${name} 已于 ${until} 到期`));
      else if (left < WARN_BEFORE) {
        const count = Math.floor(left / days(1));
        findings.push(
          found(EXPIRING, `the certificate ${name} ends in ${count} days, on ${until}`, `证书 ${name} 将在 ${count} 天后（${until}）到期`),
        );
      }
    }
    const [own] = chain;
    if (own === undefined) throw new Error(`${file} holds no certificate`);
    if (!own.checkPrivateKey(createPrivateKey(readFileSync(keyFile))))
      findings.push(found(KEY_MISMATCH, `${keyFile} is not the key of ${subjectOf(own)}`, `${keyFile} 不是 ${subjectOf(own)} 的私钥`));
    const broken = chain.findIndex((each, place) => {
      const issuer = chain[place + 1];
      return issuer !== undefined && !each.checkIssued(issuer);
    });
    if (broken !== -1) {
      const name = subjectOf(chain[broken] as X509Certificate);
      findings.push(found(CHAIN, `in ${file}, what follows ${name} did not sign it`, `${file} 中 ${name} 之后的证书不是其签发者`));
    }
    const host = settings["mqtt.tls.host"];
    const isEveryAddress = host === "0.0.0.0" || host === "::" || host === "127.0.0.1";
    if (!isEveryAddress && (isIP(host) === 0 ? own.checkHost(host) : own.checkIP(host)) === undefined)
      findings.push(
        found(NAME, `the certificate is not for ${host}, but for ${namesOf(own)}`, `证书不适用于 ${host}，其适用名称为 ${namesOf(own)}`),
      );
    if ((statSync(keyFile).mode & 0o077) !== 0)
      findings.push(found(KEY_OPEN, `others than its owner may read ${keyFile}`, `${keyFile} 可被其他账户读取`));
    return findings;
  },
};

const PEM_BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const certificatesIn = (file: string): readonly X509Certificate[] =>
  (readFileSync(file, "utf8").match(PEM_BLOCK) ?? []).map((block) => new X509Certificate(block));

const subjectOf = ({ subject }: X509Certificate): string => subject.split("\n").join(", ");
const namesOf = (own: X509Certificate): string => own.subjectAltName ?? subjectOf(own);
