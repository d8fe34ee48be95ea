# The platform and the simulated devices in one image; docker-compose.yml says which of them a container runs.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /labcanary
COPY . .
RUN npm ci && npm run build
# Not `--omit=optional`: what draws the charts of e-mails comes as an optional package for each kind of machine. The Node among them is the image's own.
RUN npm prune --omit=dev && rm -rf node_modules/node-linux-* node_modules/.bin/node

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production LABCANARY_DATA=/data LABCANARY_SITE=/site/site.yaml
WORKDIR /labcanary
COPY --from=build /labcanary ./
RUN install -d -o node -g node -m 0700 /data
USER node
VOLUME /data
EXPOSE 1883 8080 8883 9464
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.LABCANARY_OPS_PORT ?? 9464}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# A small young generation: 10,000 devices then fit into 500 MiB, for a fifth of the highest rate (docs/measurements.md).
ENTRYPOINT ["node", "--max-semi-space-size=16", "app/dist/main.js"]
CMD ["start"]
