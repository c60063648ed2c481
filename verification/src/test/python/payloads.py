"""Payloads and failures as the official Python SDK writes them: a line for each, name and bytes."""

import base64
import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from google.protobuf.duration_pb2 import Duration
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.failure.v1 import Failure
from temporalio.converter import (
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
)
from temporalio.exceptions import (
    ActivityError,
    ApplicationError,
    ApplicationErrorCategory,
    CancelledError,
    ChildWorkflowError,
    RetryState,
    TerminatedError,
    TimeoutError,
    TimeoutType,
)

CONVERTER = DataConverter.default


@dataclass
class Item:
    name: str
    cents: int
    tags: list


class Broken(Exception):
    pass


class Deeper(Exception):
    pass


def show(name, message):
    data = base64.b64encode(message.SerializeToString(deterministic=True)).decode()
    print(json.dumps({"name": name, "bytes": data}), flush=True)


def caused(error, cause):
    error.__cause__ = cause
    return error


VALUES = {
    "null": None,
    "bytes": b"\x00\x01\xff",
    "text": "plain text",
    "integer": 42,
    "negative": -(2**40),
    "number": 1.5,
    "truth": True,
    "list": ["a", 1, None, [True]],
    "map": {"b": 2, "a": {"d": [], "c": ""}},
    "item": Item("pen", 250, ["blue", "new"]),
    "uuid": uuid.UUID("6f1a3c1e-7c2b-4a7e-9a39-0b7f3f9d2d11"),
    "message": WorkflowExecution(workflow_id="order-42"),
    "duration": Duration(seconds=90, nanos=500000000),
}

# Written in another way than by other SDKs, which read it.
OTHERWISE = {
    "accented": "\u00e9 \u20ac",
    "time": datetime(2026, 2, 3, 4, 5, 6, 789000, tzinfo=timezone.utc),
}

FAILURES = {
    "application": ApplicationError(
        "limit exceeded", "card", 7, type="CardDeclined", non_retryable=True
    ),
    "benign": ApplicationError(
        "busy",
        type="Busy",
        next_retry_delay=timedelta(seconds=5),
        category=ApplicationErrorCategory.BENIGN,
    ),
    "exception": caused(Broken("it broke"), Deeper("deep down")),
    "cancelled": CancelledError("enough", "detail"),
    "terminated": TerminatedError("gone"),
    "timeout": TimeoutError(
        "too late", type=TimeoutType.HEARTBEAT, last_heartbeat_details=["half"]
    ),
    "activity": caused(
        ActivityError(
            "Activity task failed",
            scheduled_event_id=5,
            started_event_id=6,
            identity="worker",
            activity_type="charge",
            activity_id="1",
            retry_state=RetryState.MAXIMUM_ATTEMPTS_REACHED,
        ),
        ApplicationError("no money", type="Poor"),
    ),
    "child": caused(
        ChildWorkflowError(
            "Child Workflow execution failed",
            namespace="default",
            workflow_id="child",
            run_id="run",
            workflow_type="Shipping",
            initiated_event_id=5,
            started_event_id=6,
            retry_state=RetryState.RETRY_POLICY_NOT_SET,
        ),
        CancelledError("stopped"),
    ),
}

for name, value in (VALUES | OTHERWISE).items():
    show(name, CONVERTER.payload_converter.to_payload(value))
for name, error in FAILURES.items():
    failure = Failure()
    CONVERTER.failure_converter.to_failure(error, CONVERTER.payload_converter, failure)
    show(name, failure)
hidden = Failure()
DefaultFailureConverterWithEncodedAttributes().to_failure(
    FAILURES["application"], CONVERTER.payload_converter, hidden
)
show("hidden", hidden)
