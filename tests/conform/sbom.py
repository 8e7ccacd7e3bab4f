#!/usr/bin/env python3
"""A bill of materials (CycloneDX 1.6, JSON) of what the binary is built from, out of `cargo metadata --locked`: every crate
that is linked or runs at build time, with its version, licence, checksum and what it depends on. Call it from the project
root: python3 tests/conform/sbom.py > ashore.cdx.json"""

import json
import subprocess
import sys
import tomllib

TARGET = "x86_64-unknown-linux-gnu"

command = ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", TARGET]
metadata = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
with open("Cargo.lock", "rb") as lock:
    checksums = {(p["name"], p["version"]): p.get("checksum") for p in tomllib.load(lock)["package"]}
packages = {p["id"]: p for p in metadata["packages"]}
nodes = {n["id"]: n for n in metadata["resolve"]["nodes"]}
root = metadata["resolve"]["root"]


def purl(package):
    return f"pkg:cargo/{package['name']}@{package['version']}"


def needed(node):
    """What a crate needs other than for its tests."""
    return [d["pkg"] for d in node["deps"] if any(kind["kind"] != "dev" for kind in d["dep_kinds"])]


reached, todo = set(), [root]
while todo:
    one = todo.pop()
    if one not in reached:
        reached.add(one)
        todo.extend(needed(nodes[one]))


def component(package, kind):
    described = {"type": kind, "bom-ref": purl(package), "name": package["name"], "version": package["version"], "purl": purl(package)}
    if package.get("license"):
        described["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
    if checksum := checksums.get((package["name"], package["version"])):
        described["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    return described


ordered = sorted((packages[i] for i in reached), key=purl)
bill = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "version": 1,
    "metadata": {"component": component(packages[root], "application")},
    "components": [component(p, "library") for p in ordered if p["id"] != root],
    "dependencies": [
        {"ref": purl(p), "dependsOn": sorted({purl(packages[d]) for d in needed(nodes[p["id"]])})} for p in ordered
    ],
}
json.dump(bill, sys.stdout, indent=2, ensure_ascii=False)
print()
