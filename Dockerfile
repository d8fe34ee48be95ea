# The platform and the simulated devices in one image; docker-compose.yml says which of them a container runs.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /labcanary
COPY . .
RUN npm ci && npm run build && npm prune --omit=dev --omit=optional

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production LABCANARY_DATA=/data LABCANARY_SITE=/site/site.yaml
WORKDIR /labcanary
COPY --from=build /labcanary ./
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 1883 8080 8883 9464
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.LABCANARY_OPS_PORT ?? 9464}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# A small young generation: 10,000 devices then fit into 500 MiB, for a fifth of the highest rate (docs/measurements.md).
ENTRYPOINT ["node", "--max-semi-space-size=16", "app/dist/main.js"]
CMD ["start"]
