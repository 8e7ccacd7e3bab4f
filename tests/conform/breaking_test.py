#!/usr/bin/env python3
"""What breaks a client and what does not, one change at a time: python3 tests/conform/breaking_test.py"""

import copy
import unittest

from breaking import Comparison

DOCUMENT = {
    "paths": {
        "/v1/things/{id}": {
            "post": {
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "form", "in": "query", "schema": {"type": "string", "enum": ["json", "html"]}},
                ],
                "requestBody": {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Ask"}}}},
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}, "text/html": {}}},
                    "422": {"content": {"application/problem+json": {"schema": {"type": "object"}}}},
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Ask": {
                "type": "object",
                "additionalProperties": False,
                "required": ["day"],
                "properties": {
                    "day": {"type": "string", "format": "date"},
                    "count": {"type": "integer", "minimum": 0, "maximum": 9},
                    "kind": {"anyOf": [{"type": "string", "enum": ["a", "b"]}, {"type": "null"}]},
                    "parts": {"type": "array", "maxItems": 5, "items": {"$ref": "#/components/schemas/Ask"}},
                },
            },
            "Thing": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string"},
                    "state": {"type": "string", "enum": ["open", "shut"]},
                    "next": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Thing"}]},
                },
            },
        }
    },
}
OPERATION = ("paths", "/v1/things/{id}", "post")
ASK = ("components", "schemas", "Ask")
THING = ("components", "schemas", "Thing")


def compare(*changes):
    """The findings after setting each of the places to a value; a place set to None is taken away."""
    new = copy.deepcopy(DOCUMENT)
    for place, value in changes:
        *way, last = place
        at = new
        for step in way:
            at = at[step]
        if value is None:
            del at[last]
        else:
            at[last] = value
    return Comparison(DOCUMENT, new).run()


class Breaking(unittest.TestCase):
    def check(self, words, *changes):
        found = compare(*changes).breaking
        self.assertEqual(len(found), 1, found)
        self.assertIn(words, found[0])

    def test_what_is_gone(self):
        self.check("the path is gone", (("paths", "/v1/things/{id}"), None))
        self.check("the method is gone", (OPERATION, None))
        self.check("the answer 422 is gone", ((*OPERATION, "responses", "422"), None))
        self.check("media type text/html is gone", ((*OPERATION, "responses", "200", "content", "text/html"), None))
        self.check("query parameter form is gone", ((*OPERATION, "parameters"), DOCUMENT["paths"]["/v1/things/{id}"]["post"]["parameters"][:1]))
        self.check("/state: is gone", ((*THING, "properties", "state"), None))

    def test_a_narrower_request(self):
        self.check("/count: has become required", ((*ASK, "required"), ["day", "count"]))
        self.check("maximum is 8, it was 9", ((*ASK, "properties", "count", "maximum"), 8))
        self.check("minimum is 1, it was 0", ((*ASK, "properties", "count", "minimum"), 1))
        self.check("maxItems is 4, it was 5", ((*ASK, "properties", "parts", "maxItems"), 4))
        self.check("format is uuid, it was date", ((*ASK, "properties", "day", "format"), "uuid"))
        self.check("integer is not taken any more", ((*ASK, "properties", "count"), {"type": "string"}))
        self.check("['a', 'b'] is not taken any more", ((*ASK, "properties", "kind", "anyOf"), [{"type": "string", "enum": ["a"]}, {"type": "null"}]))
        self.check("null is not taken any more", ((*ASK, "properties", "kind", "anyOf"), [{"type": "string", "enum": ["a", "b"]}]))
        self.check("/count: is not taken any more", ((*ASK, "properties", "count"), None))
        self.check("the word html is not taken", ((*OPERATION, "parameters", 1, "schema", "enum"), ["json"]))
        self.check("form has become required", ((*OPERATION, "parameters", 1, "required"), True))

    def test_a_wider_answer(self):
        self.check("/name: may be left out now", ((*THING, "required"), []))
        self.check("may be null now", ((*THING, "properties", "name", "type"), ["string", "null"]))
        self.check("may be integer now", ((*THING, "properties", "name", "type"), ["string", "integer"]))
        self.check("may be any word now", ((*THING, "properties", "state", "enum"), None))
        self.check("the answer 202 is new", ((*OPERATION, "responses", "202"), {}))
        self.check(
            "the alternative string is new",
            ((*THING, "properties", "next", "oneOf"), [{"type": "null"}, {"$ref": "#/components/schemas/Thing"}, {"type": "string"}]),
        )

    def test_what_clients_can_live_with(self):
        for change in [
            (("paths", "/v2"), {"get": {"responses": {}}}),
            ((*ASK, "properties", "note"), {"type": "string"}),
            ((*ASK, "required"), []),
            ((*ASK, "properties", "count", "maximum"), 10),
            ((*ASK, "properties", "count", "type"), ["integer", "null"]),
            ((*ASK, "properties", "count"), {"type": "number"}),
            ((*ASK, "properties", "kind", "anyOf"), [{"type": "string", "enum": ["a", "b", "c"]}, {"type": "null"}, {"type": "integer"}]),
            ((*THING, "properties", "more"), {"type": "string"}),
            ((*THING, "required"), ["name", "state"]),
            ((*THING, "properties", "state", "enum"), ["open"]),
            ((*OPERATION, "description"), "other words"),
        ]:
            found = compare(change)
            self.assertEqual((found.breaking, found.warnings), ([], []), change)

    def test_what_is_only_a_warning(self):
        self.assertEqual(len(compare(((*THING, "properties", "state", "enum"), ["open", "shut", "ajar"])).warnings), 1)
        found = compare(((*OPERATION, "responses", "429"), {}))
        self.assertEqual((found.breaking, len(found.warnings)), ([], 1))


if __name__ == "__main__":
    unittest.main()
