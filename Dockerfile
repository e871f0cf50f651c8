# check=error=true
# The image of a release: the command alone, on distroless Node, for linux/amd64 and linux/arm64.
# `npm run test:image` builds this file on bases of Debian's packages and Node, and for arm64 its first stage. On the two bases
# named here it was never built, nor whole for arm64. Their digests are those of the public repository Heey-Global/verity,
# deploy/project-relay.Dockerfile at 03ab41f5, where Renovate keeps them; that file calls BASE's the manifest of all
# architectures. Should it be that of one alone, the first line makes BuildKit refuse it for the other.
ARG BUILD=docker.io/library/node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6
ARG BASE=gcr.io/distroless/nodejs24-debian13:nonroot@sha256:bb6b03d81066993293a10feda7250e8e1cc034035fe9b61cfceededa7c8bf04d

# Runs on the machine that builds, whatever it builds for: no emulator is needed, since npm is told whose binaries to take.
FROM --platform=$BUILDPLATFORM $BUILD AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build
ARG TARGETARCH
RUN cpu="$TARGETARCH"; [ "$cpu" != amd64 ] || cpu=x64; \
    npm ci --omit=dev --ignore-scripts --no-audit --no-fund --os=linux --libc=glibc --cpu="$cpu" \
 && mkdir /scratch

FROM $BASE
COPY --from=build /build/package.json /build/LICENSE /app/
COPY --from=build /build/node_modules /app/node_modules
COPY --from=build /build/queries /app/queries
COPY --from=build /build/dist /app/dist
# All that a run writes outside a lake: temporary files, home and cache. The root may be read-only and lack /tmp; a bind mount
# of Fargate takes its owner from the folder.
COPY --from=build --chown=65532:65532 /scratch /scratch
VOLUME /scratch
ENV TMPDIR=/scratch HOME=/scratch XDG_CACHE_HOME=/scratch
WORKDIR /scratch
USER 65532:65532
ENTRYPOINT ["/nodejs/bin/node", "/app/dist/cli/main.js"]
