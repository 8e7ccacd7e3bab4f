#!/usr/bin/env python3
"""Fills tests/fuzz/corpus with what the project already has of each kind: rule files with a mistake each, examples of
portfolios, labelled messages, lists. Call it from the project root."""

import json
import pathlib
import re

CORPUS = pathlib.Path("tests/fuzz/corpus")


def keep(target, name, data):
    folder = CORPUS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


for file in pathlib.Path("tests/mistakes").glob("*.yaml"):
    keep("rule_file", file.name, file.read_bytes())
for file in pathlib.Path("rules").rglob("*.yaml"):
    if file.stat().st_size < 16_384:
        keep("rule_file", "-".join(file.parts[1:]), file.read_bytes())

for file in pathlib.Path("openapi/examples").rglob("*.json"):
    example = json.loads(file.read_bytes())
    portfolio = example.get("portfolio", example)
    keep("portfolio", file.name, json.dumps(portfolio, ensure_ascii=False).encode())
    for number, debt in enumerate(portfolio.get("debts") or []):
        one = {"as_of": portfolio["as_of"], "household": portfolio.get("household"), "debts": [debt]}
        keep("portfolio", f"debt-{number}-{file.name}", json.dumps(one, ensure_ascii=False).encode())
    for number, contact in enumerate(portfolio.get("contacts") or []):
        one = {"as_of": portfolio["as_of"], "contacts": [{**contact, "debt": None}]}
        keep("portfolio", f"contact-{number}-{file.name}", json.dumps(one, ensure_ascii=False).encode())

for file in pathlib.Path("tests/messages").rglob("*.yaml"):
    for number, said in enumerate(re.findall(r"say: ['\"](.*?)['\"],", file.read_text("utf-8"))):
        keep("message", f"{file.parent.name}-{file.stem}-{number}", said.encode())

# The lists that the tests of importing read, as Windows and as everybody else writes them.
lists = re.findall(r'const [A-Z_]+: &str = "\\\n(.*?)";', pathlib.Path("tests/ashore/import.rs").read_text("utf-8"), re.S)
for number, text in enumerate(lists):
    keep("list", f"{number}-utf-8.csv", text.encode())
    keep("list", f"{number}-gb18030.csv", text.encode("gb18030"))
    keep("list", f"{number}-tabs.csv", text.replace(",", "\t").replace("\n", "\r\n").encode())

for folder in sorted(CORPUS.iterdir()):
    print(f"{folder.name}: {sum(1 for _ in folder.iterdir())} seeds")
