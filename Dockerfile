# Three stages: the first builds the binary, the second gathers the libraries it needs, the last holds these and the rules:
# no shell, no package manager, nothing to write to.

FROM rust:1.95-slim-bookworm AS build
WORKDIR /build
COPY Cargo.toml Cargo.lock ./
COPY src src
# The examples stand in the program's documentation page.
COPY openapi/examples openapi/examples
# A kept target folder may hold a build of newer files; the touch has the program itself built again in any case.
RUN --mount=type=cache,id=ashore-registry,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,id=ashore-target,target=/build/target,sharing=locked \
    touch src/lib.rs src/main.rs \
    && cargo build --profile dist --locked --bin ashore \
    && cp target/dist/ashore /usr/local/bin/ashore

FROM debian:bookworm-slim AS gathered
COPY --from=build /usr/local/bin/ashore /gathered/usr/local/bin/ashore
# What the binary is linked with, the loader included, each where the loader looks for it; and that it starts with these
# alone.
RUN ldd /gathered/usr/local/bin/ashore | grep -o '/[^ ]*' | sort -u | while read -r library; do \
        install -D "$(readlink -f "$library")" "/gathered$library"; \
    done \
    && mkdir -p /gathered/tmp && chmod 1777 /gathered/tmp \
    && chroot /gathered /usr/local/bin/ashore --version

FROM scratch
COPY --from=gathered /gathered /
COPY rules /rules
# Inside a container nothing but its own network can reach it, so it listens on every address; who may reach the
# published port is for the keys (ASHORE_KEYS) or the gateway in front of it to say. To serve without keys is said by whoever
# starts it: ASHORE_WITHOUT_KEYS=true.
ENV ASHORE_RULES=/rules \
    ASHORE_BIND=0.0.0.0:8080 \
    ASHORE_LOG_JSON=true
# Mount another folder here to answer by other rules.
VOLUME ["/rules"]
EXPOSE 8080
USER 10001:10001
# There is no shell here: the program asks itself.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 CMD ["/usr/local/bin/ashore", "probe"]
ENTRYPOINT ["/usr/local/bin/ashore"]
CMD ["serve"]
