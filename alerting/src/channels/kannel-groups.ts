import { answerAddress } from "./receipt-listener.ts";

/**
 * What has to stand in `kannel.conf` for answers and reports to arrive, with the address and the secret of this installation (Kannel User
 * Guide 1.4.5, "SMS-service" and "Smsbox" groups). Retries, because Kannel itself tries a call-back once and forgets it: 360 times 10 s
 * (chosen: an hour outlasts a restart of this machine). `max-messages = 0`, so that nobody is texted what we say to Kannel.
 */
export function kannelGroups(options: { readonly host: string; readonly port: number; readonly dataFolder: string }): string {
  return `# In the group "smsbox" that is there:
http-request-retry = 360
http-queue-delay = 10

# A group of its own, after that of the smsbox:
group = sms-service
keyword = default
catch-all = true
max-messages = 0
get-url = "${answerAddress(options)}"
`;
}
