#!/usr/bin/env python3
"""Says what of an OpenAPI document would break a client of the one before it, and fails where something would.

    python3 tests/conform/breaking.py openapi/released.json openapi/openapi.json

What a client sends must go on being taken, so a request may only get wider; what a client reads must go on being there, so
an answer may only get narrower or longer. A new word in an answer is a warning: clients are asked to live with words they
do not know. Both documents are OpenAPI 3.1 as this project writes it: references within the document, no `$id`, no remote
parts. Tested by breaking_test.py."""

import json
import sys

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
ANY_TYPE = {"null", "boolean", "number", "integer", "string", "array", "object"}


class Comparison:
    """Two documents, and what was found between them."""

    def __init__(self, old, new):
        self.old, self.new = old, new
        self.breaking, self.warnings = [], []
        self.seen = set()

    def run(self):
        for path, item in self.old.get("paths", {}).items():
            now = self.new.get("paths", {}).get(path)
            if now is None:
                self.breaking.append(f"{path}: the path is gone")
                continue
            for method in METHODS:
                if method not in item:
                    continue
                at = f"{method.upper()} {path}"
                if method not in now:
                    self.breaking.append(f"{at}: the method is gone")
                else:
                    self.operation(at, merged(item, item[method]), merged(now, now[method]))
        return self

    def operation(self, at, old, new):
        self.parameters(at, old, new)
        self.body(at, old.get("requestBody"), new.get("requestBody"))
        for status, response in old.get("responses", {}).items():
            now = new.get("responses", {}).get(status)
            if now is None:
                self.breaking.append(f"{at}: the answer {status} is gone")
                continue
            self.contents(f"{at} {status}", response.get("content", {}), now.get("content", {}), self.answer)
            for name in response.get("headers", {}):
                if name not in now.get("headers", {}):
                    self.breaking.append(f"{at} {status}: the header {name} is gone")
        for status in new.get("responses", {}):
            if status not in old.get("responses", {}):
                say = self.warnings if status.startswith(("4", "5")) else self.breaking
                say.append(f"{at}: the answer {status} is new")
        if new.get("security") and not old.get("security"):
            self.warnings.append(f"{at}: a key may be asked for")

    def parameters(self, at, old, new):
        before = {(p["in"], p["name"]): p for p in old.get("parameters", [])}
        after = {(p["in"], p["name"]): p for p in new.get("parameters", [])}
        for key, parameter in before.items():
            where = f"{at}: the {key[0]} parameter {key[1]}"
            if key not in after:
                self.breaking.append(f"{where} is gone")
                continue
            if after[key].get("required") and not parameter.get("required"):
                self.breaking.append(f"{where} has become required")
            self.request(where, parameter.get("schema", {}), after[key].get("schema", {}))
        for key, parameter in after.items():
            if key not in before and parameter.get("required"):
                self.breaking.append(f"{at}: the {key[0]} parameter {key[1]} is new and required")

    def body(self, at, old, new):
        if old is None and new is not None and new.get("required"):
            self.breaking.append(f"{at}: a body is required now")
        if old is None:
            return
        if new is None:
            self.breaking.append(f"{at}: no body is taken any more")
            return
        if new.get("required") and not old.get("required"):
            self.breaking.append(f"{at}: the body has become required")
        self.contents(f"{at} body", old.get("content", {}), new.get("content", {}), self.request)

    def contents(self, at, old, new, compare):
        for media, content in old.items():
            if media not in new:
                self.breaking.append(f"{at}: the media type {media} is gone")
            else:
                compare(f"{at} {media}", content.get("schema", {}), new[media].get("schema", {}))

    def request(self, at, old, new):
        """Everything the old schema takes, the new one has to take."""
        old, new = self.resolved(self.old, old), self.resolved(self.new, new)
        if not self.first_time("request", old, new):
            return
        for missing in sorted(types(old) - widened(types(new))):
            self.breaking.append(f"{at}: {missing} is not taken any more")
        lost = words(old) - words(new) if words(new) is not None and words(old) is not None else set()
        if words(new) is not None and words(old) is None and types(old) & {"string", "integer", "number"}:
            self.breaking.append(f"{at}: only listed words are taken now")
        for word in sorted(lost):
            self.breaking.append(f"{at}: the word {word} is not taken any more")
        for limit in UPPER:
            if limit in new and (limit not in old or new[limit] < old[limit]):
                self.breaking.append(f"{at}: {limit} is {new[limit]}, it was {old.get(limit, 'without limit')}")
        for limit in LOWER:
            if limit in new and (new[limit] > old.get(limit, 0 if limit.startswith("min") and limit != "minimum" else float("-inf"))):
                self.breaking.append(f"{at}: {limit} is {new[limit]}, it was {old.get(limit, 'without limit')}")
        for rule in ("pattern", "format", "multipleOf", "const"):
            if rule in new and new[rule] != old.get(rule) and (rule, new[rule]) != ("format", "int64"):
                self.breaking.append(f"{at}: {rule} is {new[rule]}, it was {old.get(rule, 'not asked for')}")
        before, after = old.get("properties", {}), new.get("properties", {})
        for name in sorted(set(new.get("required", [])) - set(old.get("required", []))):
            self.breaking.append(f"{at}/{name}: has become required")
        for name, schema in before.items():
            if name in after:
                self.request(f"{at}/{name}", schema, after[name])
            elif new.get("additionalProperties", True) is False:
                self.breaking.append(f"{at}/{name}: is not taken any more")
        if new.get("additionalProperties", True) is False and old.get("additionalProperties", True) is not False:
            self.breaking.append(f"{at}: other fields are not taken any more")
        self.nested(at, old, new, self.request)
        # Every old alternative needs a new one that takes it.
        for number, one in enumerate(alternatives(old) or ([old] if alternatives(new) else [])):
            if not any(self.silent("request", one, other) for other in alternatives(new) or [new]):
                self.breaking.append(f"{at}: {described(self.resolved(self.old, one), number)} is not taken any more")

    def answer(self, at, old, new):
        """Everything the new schema sends, a reader of the old one has to understand."""
        old, new = self.resolved(self.old, old), self.resolved(self.new, new)
        if not self.first_time("answer", old, new):
            return
        for more in sorted(types(new) - widened(types(old))):
            self.breaking.append(f"{at}: may be {more} now")
        if words(old) is not None:
            for word in sorted((words(new) or set()) - words(old)):
                self.warnings.append(f"{at}: the word {word} is new")
            if words(new) is None:
                self.breaking.append(f"{at}: may be any word now")
        for rule in ("format", "const"):
            if rule in old and new.get(rule) != old[rule] and (old[rule], new.get(rule)) != ("int32", "int64"):
                self.breaking.append(f"{at}: {rule} is {new.get(rule, 'gone')}, it was {old[rule]}")
        before, after = old.get("properties", {}), new.get("properties", {})
        for name, schema in before.items():
            if name not in after:
                self.breaking.append(f"{at}/{name}: is gone")
            else:
                if name in old.get("required", []) and name not in new.get("required", []):
                    self.breaking.append(f"{at}/{name}: may be left out now")
                self.answer(f"{at}/{name}", schema, after[name])
        self.nested(at, old, new, self.answer)
        for number, one in enumerate(alternatives(new) or ([new] if alternatives(old) else [])):
            if not any(self.silent("answer", other, one) for other in alternatives(old) or [old]):
                self.breaking.append(f"{at}: {described(self.resolved(self.new, one), number)} is new")

    def nested(self, at, old, new, compare):
        if isinstance(old.get("items"), dict) and isinstance(new.get("items"), dict):
            compare(f"{at}/*", old["items"], new["items"])
        more = "additionalProperties"
        if isinstance(old.get(more), dict) and isinstance(new.get(more), dict):
            compare(f"{at}/*", old[more], new[more])

    def silent(self, which, old, new):
        """Whether two schemas agree, without saying where not."""
        trial = Comparison(self.old, self.new)
        trial.seen = set(self.seen)
        getattr(trial, which)("", old, new)
        return not trial.breaking

    def first_time(self, which, old, new):
        """A schema may hold itself; each pair is compared once."""
        pair = (which, json.dumps(old, sort_keys=True), json.dumps(new, sort_keys=True))
        if pair in self.seen:
            return False
        self.seen.add(pair)
        return pair[1] != pair[2] or "$ref" in pair[1]

    def resolved(self, document, schema):
        """What a reference stands for, with the parts of `allOf` laid together."""
        if schema is True:
            schema = {}
        if "$ref" in schema:
            target = document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~")]
            rest = {name: value for name, value in schema.items() if name != "$ref"}
            return {**self.resolved(document, target), **rest}
        if "allOf" in schema:
            whole = {name: value for name, value in schema.items() if name != "allOf"}
            for part in schema["allOf"]:
                part = self.resolved(document, part)
                properties = {**part.get("properties", {}), **whole.get("properties", {})}
                required = sorted({*part.get("required", []), *whole.get("required", [])})
                whole = {**part, **whole, "properties": properties, "required": required}
            return whole
        return schema


def merged(item, operation):
    """An operation with the parameters of its path."""
    own = {(p["in"], p["name"]) for p in operation.get("parameters", [])}
    shared = [p for p in item.get("parameters", []) if (p["in"], p["name"]) not in own]
    return {**operation, "parameters": [*shared, *operation.get("parameters", [])]}


def types(schema):
    """The JSON types a schema says; all of them where it says none, none where its alternatives say."""
    if alternatives(schema):
        return set()
    kind = schema.get("type")
    if kind is None:
        return set() if "enum" in schema or "const" in schema else set(ANY_TYPE)
    return {kind} if isinstance(kind, str) else set(kind)


def widened(kinds):
    """A number may be whole; what is said of alternatives is for them to say."""
    return kinds | ({"integer"} if "number" in kinds else set()) if kinds else set(ANY_TYPE)


def words(schema):
    return {str(word) for word in schema["enum"] if word is not None} if "enum" in schema else None


def alternatives(schema):
    return schema.get("anyOf") or schema.get("oneOf") or []


def described(schema, number):
    kind = schema.get("title") or schema.get("type") or f"alternative {number + 1}"
    return f"the alternative {kind}" + (f" of {sorted(words(schema))}" if words(schema) else "")


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: breaking.py RELEASED NEW")
    documents = []
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            documents.append(json.load(file))
    found = Comparison(*documents).run()
    for line in found.warnings:
        print(f"warning: {line}")
    for line in found.breaking:
        print(f"breaking: {line}")
    if found.breaking:
        print(
            f"{len(found.breaking)} changes break clients of the last release; keep what was there beside what is new, or"
            " serve the new form under another version of the path",
            file=sys.stderr,
        )
        sys.exit(1)
    print(f"nothing breaks clients of the last release; {len(found.warnings)} warnings")


if __name__ == "__main__":
    main()
