"""The founding case through a client made from the OpenAPI document: three loans fell due at once, and the first action has
its day. Call it with the address of the service and the example; the client lies beside it as `ashore_client`."""

import datetime
import json
import pathlib
import sys

from ashore_client import Client
from ashore_client.api.evaluations import create_evaluation
from ashore_client.models import Answer, Portfolio, Problem

url, example = sys.argv[1:]
client = Client(base_url=url, timeout=60)

portfolio = Portfolio.from_dict(json.loads(pathlib.Path(example).read_text("utf-8")))
answer = create_evaluation.sync(client=client, body=portfolio)
assert isinstance(answer, Answer), answer
due = answer.actions[0].next_step.due.on
assert due == datetime.date(2026, 11, 25), f"the first action is due on {due}, not on 2026-11-25"

# A refusal has its own type, with a place for each bad field.
wrong = Portfolio.from_dict({"as_of": "2026-11-22", "debts": [{"id": "a", "outstanding": "1.005"}]})
refused = create_evaluation.sync(client=client, body=wrong, accept_language="en")
assert isinstance(refused, Problem), refused
place = refused.errors[0].pointer
assert place == "/debts/0/outstanding", f"the refusal names {place}"

print(f"Python: {len(answer.actions)} actions, the first due on {due}; a refusal names {place}")
