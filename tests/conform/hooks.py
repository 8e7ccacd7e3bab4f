"""Media types schemathesis has no word for: lines of JSON and lists with tabs go as the text they are."""

import json

import schemathesis

TABS = "text/tab-separated-values"
LINES = ("application/x-ndjson", "application/ndjson", "application/jsonl")


@schemathesis.serializer(*LINES, TABS)
def as_lines(context, value):
    if isinstance(value, bytes):
        return value
    return (value if isinstance(value, str) else json.dumps(value)).encode("utf-8", "replace")


@schemathesis.deserializer(*LINES)
def from_lines(context, response):
    return response.content.decode("utf-8")
