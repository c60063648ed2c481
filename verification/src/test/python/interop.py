"""The story of InteropSuite as a worker of the official Python SDK tells it.

interop.py ADDRESS QUEUE
"""

import asyncio
import logging
import sys
from dataclasses import dataclass
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.common import (
    RetryPolicy,
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
)
from temporalio.converter import DataConverter
from temporalio.exceptions import (
    ActivityError,
    ApplicationError,
    CancelledError,
    ChildWorkflowError,
    FailureError,
    TerminatedError,
    TimeoutError,
)
from temporalio.worker import (
    ActivityInboundInterceptor,
    Interceptor,
    UnsandboxedWorkflowRunner,
    Worker,
    WorkflowInboundInterceptor,
    WorkflowOutboundInterceptor,
)

CITY = SearchAttributeKey.for_keyword("City")
PAYLOADS = DataConverter.default.payload_converter


@dataclass
class Item:
    name: str
    count: int
    price: float
    colors: list[str]
    comment: str | None


def refusal():
    error = ApplicationError("no", 42, type="Refusal", non_retryable=True)
    error.__cause__ = ApplicationError("deep down", type="Deep")
    return error


@activity.defn(name="greet")
async def greet(name: str) -> str:
    return f"Hello, {name}!"


@activity.defn(name="echo")
async def echo(item: Item) -> Item:
    return item


@activity.defn(name="refuse")
async def refuse() -> str:
    raise refusal()


@activity.defn(name="hang")
async def hang() -> str:
    await asyncio.sleep(60)
    return "never"


@activity.defn(name="stall")
async def stall() -> str:
    activity.heartbeat(7)
    return await hang()


@workflow.defn(name="Child")
class Child:
    def __init__(self):
        self.news = None

    @workflow.run
    async def run(self, what: str, other_queue: str) -> str:
        if what == "returns":
            attributes = workflow.info().typed_search_attributes
            return f"who={workflow.memo_value('who')} city={attributes[CITY]}"
        if what == "refuses":
            raise refusal()
        if what == "delegates":
            return await step("refuse", other_queue)
        await workflow.wait_condition(lambda: self.news is not None)
        return f"got {self.news}"

    @workflow.signal
    def tell(self, what: str) -> None:
        self.news = what


async def step(
    name, queue, *args, seconds=10.0, heartbeat=None, attempts=0, result_type=str
):
    return await workflow.execute_activity(
        name,
        args=args,
        task_queue=queue,
        start_to_close_timeout=timedelta(seconds=seconds),
        heartbeat_timeout=timedelta(seconds=heartbeat) if heartbeat else None,
        retry_policy=RetryPolicy(maximum_attempts=attempts),
        result_type=result_type,
    )


@workflow.defn(name="Parent")
class Parent:
    @workflow.run
    async def run(self, other_queue: str, own_queue: str) -> list[str]:
        story = []

        async def tell(what, awaitable):
            try:
                story.append(f"{what}: {await awaitable}")
            except FailureError as e:
                story.append(f"{what}: {in_words(e)}")

        def start(what, **options):
            return workflow.start_child_workflow(
                "Child",
                args=[what, own_queue],
                task_queue=other_queue,
                memo={"who": "ada"},
                search_attributes=TypedSearchAttributes(
                    [SearchAttributePair(CITY, "Bern")]
                ),
                result_type=str,
                **options,
            )

        async def end(what, **options):
            return await (await start(what, **options))

        async def echoed():
            pen = Item("pen", 3, 0.5, ["blue", "red"], None)
            item = await step("echo", other_queue, pen, result_type=Item)
            comment = "null" if item.comment is None else item.comment
            colors = " ".join(item.colors)
            return f"{item.name}, {item.count}, {item.price}, {colors}, {comment}"

        async def signalled():
            child = await start("waits")
            await child.signal("tell", "news")
            return await child

        async def cancelled():
            child = await start("waits")
            child.cancel()
            return await child

        await tell("greet", step("greet", other_queue, "Ada"))
        await tell("echo", echoed())
        await tell("refuse", step("refuse", other_queue))
        await tell("hang", step("hang", other_queue, seconds=0.5, attempts=1))
        await tell("stall", step("stall", other_queue, heartbeat=0.5, attempts=1))
        await tell("returns", end("returns"))
        await tell("refuses", end("refuses"))
        await tell("delegates", end("delegates"))
        await tell("times out", end("waits", run_timeout=timedelta(seconds=0.5)))
        await tell("is signalled", signalled())
        await tell("is cancelled", cancelled())
        doomed = workflow.info().workflow_id + "-doomed"
        await tell("is terminated", end("waits", id=doomed))
        return story


def in_words(failure):
    match failure:
        case ActivityError():
            here = "Activity"
        case ChildWorkflowError():
            here = "Child"
        case CancelledError():
            here = "Cancelled"
        case TimeoutError():
            details = failure.last_heartbeat_details
            here = f"Timeout {failure.type.name} {details[0] if details else ''}".strip()
        case TerminatedError():
            here = "Terminated"
        case ApplicationError():
            details = str(failure.details[0]) if failure.details else ""
            final = " final" if failure.non_retryable else ""
            here = f"{failure.type} ({failure.message}) {details}{final}".strip()
        case _:
            here = repr(failure)
    cause = failure.__cause__
    return here if cause is None else f"{here} < {in_words(cause)}"


def traced(result, headers):
    trace = headers.get("trace")
    if trace is None or not isinstance(result, str):
        return result
    return f"{result} trace={PAYLOADS.from_payload(trace, str)}"


class Activities(ActivityInboundInterceptor):
    async def execute_activity(self, input):
        return traced(await super().execute_activity(input), input.headers)


class Outbound(WorkflowOutboundInterceptor):
    def start_activity(self, input):
        input.headers = {**input.headers, "trace": PAYLOADS.to_payload("t-1")}
        return super().start_activity(input)

    async def start_child_workflow(self, input):
        input.headers = {**input.headers, "trace": PAYLOADS.to_payload("t-1")}
        return await super().start_child_workflow(input)


class Workflows(WorkflowInboundInterceptor):
    def init(self, outbound):
        super().init(Outbound(outbound))

    async def execute_workflow(self, input):
        return traced(await super().execute_workflow(input), input.headers)


class Trace(Interceptor):
    def intercept_activity(self, next):
        return Activities(next)

    def workflow_interceptor_class(self, input):
        return Workflows


async def main():
    logging.disable()  # activities fail on purpose
    client = await Client.connect(sys.argv[1])
    async with Worker(
        client,
        task_queue=sys.argv[2],
        workflows=[Parent, Child],
        activities=[greet, echo, refuse, hang, stall],
        interceptors=[Trace()],
        workflow_runner=UnsandboxedWorkflowRunner(),
    ):
        print("ready", flush=True)
        await asyncio.Event().wait()


asyncio.run(main())
