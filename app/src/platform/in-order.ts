import type { Logger, Service } from "@labcanary/domain/ports";

/**
 * Starts services one after the other and stops them in reverse; when one cannot be started, those before it are stopped. All are stopped,
 * also when one cannot be; the first error is thrown then.
 */
export function inOrder(services: readonly Service[], logger: Logger): Pick<Service, "start" | "stop"> {
  const started: Service[] = [];
  const stop = async (): Promise<void> => {
    const errors: unknown[] = [];
    for (let service = started.pop(); service !== undefined; service = started.pop()) {
      try {
        await service.stop();
      } catch (error) {
        logger.error({ error, service: service.name }, "a service could not be stopped in order");
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  };
  return {
    async start() {
      try {
        for (const service of services) {
          started.push(service);
          await service.start();
        }
      } catch (error) {
        // Why it did not start is what counts; what went wrong after that is logged.
        await stop().catch(() => undefined);
        throw error;
      }
    },
    stop,
  };
}
