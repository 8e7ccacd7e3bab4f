# Two stages: the first builds the binary, the second holds it and the rules.

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

FROM debian:bookworm-slim
COPY --from=build /usr/local/bin/ashore /usr/local/bin/ashore
COPY rules /rules
# Inside a container nothing but its own network can reach it, so it listens on every address; who may reach the
# published port is for the gateway in front of it to say.
ENV ASHORE_RULES=/rules \
    ASHORE_BIND=0.0.0.0:8080 \
    ASHORE_WITHOUT_KEYS=true \
    ASHORE_LOG_JSON=true
# Mount another folder here to answer by other rules.
VOLUME ["/rules"]
EXPOSE 8080
USER 10001:10001
# There is no curl here, and bash can open a connection by itself.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
    CMD ["/bin/bash", "-c", "exec 3<>\"/dev/tcp/127.0.0.1/${ASHORE_BIND##*:}\" && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [[ $status == 200 ]]"]
ENTRYPOINT ["ashore"]
CMD ["serve"]
