#!/usr/bin/env python3
"""Reads every file of `deploy/` and the Dockerfile, and holds what must agree between them: nobody is root, nothing can be
written to, ports and probes are the same, a stop leaves time to drain. Needs PyYAML; call it from the project root."""

import pathlib
import re
import sys

import yaml

ROOT = pathlib.Path("deploy")
PORT = 8080
USER = 10001
problems = []


def hold(true, words):
    if not true:
        problems.append(words)


def seconds(text):
    return int(str(text).removesuffix("s"))


# Every file can be read.
documents = {}
for path in sorted(ROOT.rglob("*.yaml")):
    try:
        documents[path] = [d for d in yaml.safe_load_all(path.read_text("utf-8")) if d is not None]
    except yaml.YAMLError as error:
        problems.append(f"{path}: {error}")

# The image.
dockerfile = pathlib.Path("Dockerfile").read_text("utf-8")
last = dockerfile[dockerfile.rindex("\nFROM ") :]
hold(last.startswith("\nFROM scratch"), "Dockerfile: the last stage starts from nothing, so there is no shell")
hold("RUN " not in last, "Dockerfile: nothing runs in the last stage")
hold(f"USER {USER}:{USER}" in last, f"Dockerfile: the user is {USER}")
hold(f"EXPOSE {PORT}" in last and f"ASHORE_BIND=0.0.0.0:{PORT}" in last, f"Dockerfile: the port is {PORT}")
hold('HEALTHCHECK' in last and '"probe"' in last, "Dockerfile: the program asks itself")
hold("WITHOUT_KEYS=" not in last.replace("ASHORE_WITHOUT_KEYS=true.", ""), "Dockerfile: no service without keys unless somebody says so")
version = re.search(r'^version = "(.*)"', pathlib.Path("Cargo.toml").read_text("utf-8"), re.M).group(1)

# Compose.
service = documents[ROOT / "compose.yaml"][0]["services"]["ashore"]
hold(service["read_only"] is True and service["cap_drop"] == ["ALL"], "compose.yaml: read-only, without capabilities")
hold("no-new-privileges:true" in service["security_opt"], "compose.yaml: no new privileges")
hold(service["user"] == f"{USER}:{USER}", f"compose.yaml: the user is {USER}")
hold(all(p.startswith("127.0.0.1:") and p.endswith(f":{PORT}") for p in service["ports"]), "compose.yaml: this machine alone")
hold(service["image"] == f"ashore:{version}", f"compose.yaml: the image is of version {version}")
hold("mem_limit" in service and "pids_limit" in service, "compose.yaml: limits")
hold(service["healthcheck"]["test"][-1] == "probe", "compose.yaml: the program asks itself")
environment = service["environment"]
stop = int(environment["ASHORE_DRAIN_SECONDS"]) + int(environment["ASHORE_SHUTDOWN_TIMEOUT_SECONDS"])
hold(seconds(service["stop_grace_period"]) > stop, f"compose.yaml: a stop takes up to {stop} s")
hold(environment["ASHORE_KEYS"].startswith("/run/secrets/"), "compose.yaml: keys are a secret")

# Kubernetes.
kinds = {d.get("kind"): d for path, whole in documents.items() if "base" in path.parts for d in whole}
pod = kinds["Deployment"]["spec"]["template"]
container = pod["spec"]["containers"][0]
labels = pod["metadata"]["labels"].items()
hold(pod["spec"]["securityContext"]["runAsNonRoot"] is True, "Deployment: nobody is root")
hold(pod["spec"]["securityContext"]["runAsUser"] == USER, f"Deployment: the user is {USER}")
hold(pod["spec"]["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault", "Deployment: system calls are filtered")
hold(pod["spec"]["automountServiceAccountToken"] is False, "Deployment: no token of the cluster")
context = container["securityContext"]
hold(context["readOnlyRootFilesystem"] is True and context["allowPrivilegeEscalation"] is False, "Deployment: read-only")
hold(context["capabilities"] == {"drop": ["ALL"]}, "Deployment: no capabilities")
hold({"requests", "limits"} <= container["resources"].keys(), "Deployment: requests and limits")
hold(container["image"] == f"ashore:{version}", f"Deployment: the image is of version {version}")
named = {p["name"]: p["containerPort"] for p in container["ports"]}
hold(named == {"http": PORT}, f"Deployment: the port is {PORT}")
for probe, path in {"startupProbe": "/livez", "livenessProbe": "/livez", "readinessProbe": "/readyz"}.items():
    hold(container[probe]["httpGet"] == {"path": path, "port": "http"}, f"Deployment: {probe} asks {path}")
given = {e["name"]: e["value"] for e in container["env"]}
hold(given["ASHORE_BIND"] == f"0.0.0.0:{PORT}", f"Deployment: it listens on {PORT}")
stop = int(given["ASHORE_DRAIN_SECONDS"]) + int(given["ASHORE_SHUTDOWN_TIMEOUT_SECONDS"])
hold(pod["spec"]["terminationGracePeriodSeconds"] > stop, f"Deployment: a stop takes up to {stop} s")
hold(any(given["ASHORE_KEYS"].startswith(m["mountPath"] + "/") for m in container["volumeMounts"]), "Deployment: keys are mounted")
mounted, there = {m["name"] for m in container["volumeMounts"]}, {v["name"] for v in pod["spec"]["volumes"]}
hold(mounted == there, "Deployment: every volume is mounted, and every mount is a volume")
for kind, selector in {
    "Service": kinds["Service"]["spec"]["selector"],
    "Deployment": kinds["Deployment"]["spec"]["selector"]["matchLabels"],
    "PodDisruptionBudget": kinds["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
    "NetworkPolicy": kinds["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"],
}.items():
    hold(selector.items() <= labels, f"{kind}: selects the pods of the Deployment")
hold(kinds["Service"]["spec"]["ports"][0]["targetPort"] in named, "Service: the port has a name in the Deployment")
hold(kinds["NetworkPolicy"]["spec"]["ingress"][0]["ports"][0]["port"] == PORT, f"NetworkPolicy: the port is {PORT}")
scaled = kinds["HorizontalPodAutoscaler"]["spec"]
hold(scaled["scaleTargetRef"]["name"] == kinds["Deployment"]["metadata"]["name"], "HorizontalPodAutoscaler: names the Deployment")
hold(scaled["minReplicas"] > kinds["PodDisruptionBudget"]["spec"]["minAvailable"], "PodDisruptionBudget: leaves room to drain a node")
for path, whole in documents.items():
    if path.name == "kustomization.yaml":
        parts = [*whole[0].get("resources", []), *(p["path"] for p in whole[0].get("patches", []))]
        hold(all((path.parent / part).exists() for part in parts), f"{path}: everything it names is there: {parts}")

# systemd.
unit = (ROOT / "systemd/ashore.service").read_text("utf-8")
for line in ["Type=notify", "DynamicUser=yes", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=", "LimitCORE=0"]:
    hold(f"\n{line}\n" in unit, f"ashore.service: {line}")
setting = {name: value for name, value in re.findall(r"^Environment=(ASHORE_\w+)=(.*)$", unit, re.M)}
stop = int(setting["ASHORE_DRAIN_SECONDS"]) + int(setting["ASHORE_SHUTDOWN_TIMEOUT_SECONDS"])
hold(int(re.search(r"^TimeoutStopSec=(\d+)$", unit, re.M).group(1)) > stop, f"ashore.service: a stop takes up to {stop} s")
hold(f"\nSocketBindAllow=tcp:{setting['ASHORE_BIND'].rpartition(':')[2]}\n" in unit, "ashore.service: may listen where it is told to")

for problem in problems:
    print(f"deploy: {problem}", file=sys.stderr)
print(f"deploy: {sum(map(len, documents.values()))} documents in {len(documents)} files, {len(problems)} problems")
sys.exit(1 if problems else 0)
