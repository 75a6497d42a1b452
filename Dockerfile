# The server and worker of CLOS, without its development tools. PostgreSQL comes from outside, by DATABASE_URL.
# test/packaging.test.ts takes the same steps without a container engine.

FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# Optional packages are PostgreSQL's programs for the embedded database; nothing in production has an install script.
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY migrations ./migrations
COPY src ./src
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --start-interval=1s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node itself and no shell or npm before it, so that SIGTERM arrives and work under way can end.
CMD ["node", "src/main.ts"]
