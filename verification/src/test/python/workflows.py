"""The workflows and activities of the suite."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Optional

from temporalio import activity, workflow
from temporalio.common import RetryPolicy, SearchAttributeKey
from temporalio.exceptions import (
    ActivityError,
    ApplicationError,
    CancelledError,
    ChildWorkflowError,
    TimeoutError,
)

SECONDS_10 = timedelta(seconds=10)
QUICKLY = RetryPolicy(initial_interval=timedelta(milliseconds=10))


@dataclass
class Greeting:
    greeting: str
    name: str


@activity.defn
async def greet(greeting: Greeting) -> str:
    return f"{greeting.greeting}, {greeting.name}!"


@activity.defn
async def fail_twice() -> int:
    if activity.info().attempt < 3:
        raise ApplicationError("not yet", type="NotYet")
    return activity.info().attempt


@activity.defn
async def fail_for_good() -> None:
    raise ApplicationError("never", {"some": "detail"}, type="Never", non_retryable=True)


@activity.defn
async def resume_from_heartbeat() -> str:
    details = activity.info().heartbeat_details
    if not details:
        activity.heartbeat("half way", 7)
        raise ApplicationError("stopped half way")
    return f"{details[0]} {details[1]}"


@activity.defn
async def never_end() -> None:
    activity.heartbeat("alive")
    await asyncio.sleep(600)


@activity.defn
async def run_until_canceled() -> str:
    try:
        while True:
            activity.heartbeat()
            await asyncio.sleep(0.05)
    except asyncio.CancelledError:
        raise


@activity.defn
async def finish_elsewhere(workflow_id: str) -> str:
    activity.raise_complete_async()


ACTIVITIES = [
    greet,
    fail_twice,
    fail_for_good,
    resume_from_heartbeat,
    never_end,
    run_until_canceled,
    finish_elsewhere,
]


@workflow.defn
class Hello:
    @workflow.run
    async def run(self, name: str) -> str:
        return await workflow.execute_activity(
            greet, Greeting("Hello", name), start_to_close_timeout=SECONDS_10
        )


@workflow.defn
class Retried:
    @workflow.run
    async def run(self) -> int:
        return await workflow.execute_activity(
            fail_twice, start_to_close_timeout=SECONDS_10, retry_policy=QUICKLY
        )


@workflow.defn
class FailedActivity:
    @workflow.run
    async def run(self) -> None:
        await workflow.execute_activity(fail_for_good, start_to_close_timeout=SECONDS_10)


@workflow.defn
class Heartbeats:
    @workflow.run
    async def run(self) -> str:
        return await workflow.execute_activity(
            resume_from_heartbeat,
            start_to_close_timeout=SECONDS_10,
            heartbeat_timeout=SECONDS_10,
            retry_policy=QUICKLY,
        )


@workflow.defn
class TimedOutActivity:
    @workflow.run
    async def run(self, kind: str) -> str:
        try:
            await workflow.execute_activity(
                never_end,
                task_queue="nobody" if kind == "schedule_to_start" else None,
                schedule_to_start_timeout=timedelta(seconds=1)
                if kind == "schedule_to_start"
                else None,
                schedule_to_close_timeout=timedelta(seconds=1)
                if kind == "schedule_to_close"
                else None,
                start_to_close_timeout=timedelta(seconds=1)
                if kind == "start_to_close"
                else timedelta(seconds=30),
                heartbeat_timeout=timedelta(seconds=1) if kind == "heartbeat" else None,
                retry_policy=RetryPolicy(maximum_attempts=1),
            )
        except ActivityError as e:
            assert isinstance(e.cause, TimeoutError)
            return e.cause.type.name.lower()
        return "no timeout"


@workflow.defn
class AsyncCompletion:
    @workflow.run
    async def run(self) -> str:
        return await workflow.execute_activity(
            finish_elsewhere,
            workflow.info().workflow_id,
            activity_id="outside",
            start_to_close_timeout=timedelta(seconds=60),
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        )


@workflow.defn
class CanceledActivity:
    @workflow.run
    async def run(self, kind: str) -> str:
        handle = workflow.start_activity(
            run_until_canceled,
            start_to_close_timeout=timedelta(seconds=60),
            heartbeat_timeout=timedelta(seconds=5),
            cancellation_type=workflow.ActivityCancellationType[kind],
        )
        await workflow.sleep(0.3)
        handle.cancel()
        try:
            await handle
        except ActivityError as e:
            return type(e.cause).__name__
        return "not canceled"


@workflow.defn
class LocalActivities:
    @workflow.run
    async def run(self) -> str:
        first = await workflow.execute_local_activity(
            greet, Greeting("Hi", "local"), start_to_close_timeout=SECONDS_10
        )
        attempts = await workflow.execute_local_activity(
            fail_twice, start_to_close_timeout=SECONDS_10, retry_policy=QUICKLY
        )
        return f"{first} {attempts}"


@workflow.defn
class Inbox:
    """Collects signals and answers queries until it has been told to end."""

    def __init__(self) -> None:
        self.items: list[str] = []
        self.ended = False

    @workflow.run
    async def run(self) -> list[str]:
        await workflow.wait_condition(lambda: self.ended)
        return self.items

    @workflow.signal
    def add(self, item: str) -> None:
        self.items.append(item)

    @workflow.signal
    def end(self) -> None:
        self.ended = True

    @workflow.query
    def count(self) -> int:
        return len(self.items)

    @workflow.query
    def broken(self) -> int:
        raise ApplicationError("no answer")


@workflow.defn
class Account:
    """Updates with validators, at once and later."""

    def __init__(self) -> None:
        self.balance = 0
        self.closed = False

    @workflow.run
    async def run(self) -> int:
        await workflow.wait_condition(lambda: self.closed)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self.balance

    @workflow.update
    async def deposit(self, amount: int) -> int:
        await workflow.sleep(0.05)
        self.balance += amount
        return self.balance

    @deposit.validator
    def check_deposit(self, amount: int) -> None:
        if amount <= 0:
            raise ApplicationError("only positive amounts", type="BadAmount")

    @workflow.update
    def close(self) -> int:
        self.closed = True
        return self.balance

    @workflow.update
    async def fail(self) -> None:
        raise ApplicationError("refused later")


@workflow.defn
class ContinuesAsNew:
    @workflow.run
    async def run(self, left: int) -> str:
        if left > 0:
            workflow.continue_as_new(left - 1)
        return workflow.memo_value("color", "none") + " " + str(
            workflow.info().first_execution_run_id != workflow.info().run_id
        )


@workflow.defn
class Child:
    @workflow.run
    async def run(self, what: str) -> str:
        if what == "fail":
            raise ApplicationError("the child's mistake", type="ChildMistake")
        if what == "wait":
            await workflow.wait_condition(lambda: False)
        return f"{what} by {workflow.info().parent.workflow_id}"


@workflow.defn
class Parent:
    @workflow.run
    async def run(self, what: str) -> str:
        try:
            return await workflow.execute_child_workflow(
                Child.run,
                what,
                id=workflow.info().workflow_id + "-child",
                retry_policy=RetryPolicy(maximum_attempts=1),
            )
        except ChildWorkflowError as e:
            return f"{type(e.cause).__name__}: {e.cause.message}"


@workflow.defn
class CanceledChild:
    @workflow.run
    async def run(self, kind: str) -> str:
        handle = await workflow.start_child_workflow(
            Child.run,
            "wait",
            id=workflow.info().workflow_id + "-child",
            cancellation_type=workflow.ChildWorkflowCancellationType[kind],
            parent_close_policy=workflow.ParentClosePolicy.TERMINATE,
        )
        handle.cancel()
        try:
            await handle
        except ChildWorkflowError as e:
            return type(e.cause).__name__
        except CancelledError as e:
            return "CancelledError"
        return "not canceled"


@workflow.defn
class ParentCloses:
    @workflow.run
    async def run(self, policy: str) -> None:
        await workflow.start_child_workflow(
            Child.run,
            "wait",
            id=workflow.info().workflow_id + "-child",
            parent_close_policy=workflow.ParentClosePolicy[policy],
        )


@workflow.defn
class SignalsAnother:
    @workflow.run
    async def run(self, workflow_id: str) -> str:
        other = workflow.get_external_workflow_handle(workflow_id)
        await other.signal("add", "from a workflow")
        await other.signal("end")
        try:
            await workflow.get_external_workflow_handle("nobody-" + workflow_id).signal("add", "x")
        except ApplicationError as e:
            return e.message
        return "not refused"


@workflow.defn
class CancelsAnother:
    @workflow.run
    async def run(self, workflow_id: str) -> None:
        await workflow.get_external_workflow_handle(workflow_id).cancel()


@workflow.defn
class Sleeps:
    @workflow.run
    async def run(self, seconds: float) -> float:
        started = workflow.now()
        await workflow.sleep(seconds)
        return (workflow.now() - started).total_seconds()


@workflow.defn
class GoesOnForEver:
    @workflow.run
    async def run(self) -> None:
        await workflow.sleep(0.2)
        workflow.continue_as_new()


@workflow.defn
class Cleanup:
    """Runs an activity after it was canceled."""

    @workflow.run
    async def run(self) -> str:
        try:
            await workflow.wait_condition(lambda: False)
        except asyncio.CancelledError:
            return await workflow.execute_activity(
                greet, Greeting("Bye", "all"), start_to_close_timeout=SECONDS_10
            )
        return "not canceled"


@workflow.defn
class CanceledForGood:
    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)


@workflow.defn
class RetriedWorkflow:
    @workflow.run
    async def run(self) -> int:
        if workflow.info().attempt < 3:
            raise ApplicationError("once more")
        return workflow.info().attempt


@workflow.defn
class Cron:
    @workflow.run
    async def run(self) -> int:
        last = workflow.get_last_completion_result(Optional[int])
        return (last or 0) + 1


@workflow.defn
class Memo:
    @workflow.run
    async def run(self) -> str:
        workflow.upsert_memo({"added": "later", "color": None})
        await workflow.sleep(0.01)
        return str(workflow.memo_value("added")) + " " + str(workflow.memo_value("color", "gone"))


@workflow.defn
class Patched:
    @workflow.run
    async def run(self) -> str:
        if workflow.patched("new-way"):
            await workflow.sleep(0.01)
            return "new"
        return "old"


@workflow.defn
class ResetMe:
    def __init__(self) -> None:
        self.signals = 0

    @workflow.run
    async def run(self) -> int:
        await workflow.execute_activity(
            greet, Greeting("Hi", "reset"), start_to_close_timeout=SECONDS_10
        )
        await workflow.wait_condition(lambda: self.signals >= 2)
        return self.signals

    @workflow.signal
    def poke(self) -> None:
        self.signals += 1


CUSTOMER = SearchAttributeKey.for_keyword("PyCustomer")
AMOUNT = SearchAttributeKey.for_int("PyAmount")
TAGS = SearchAttributeKey.for_keyword_list("PyTags")


@workflow.defn
class Attributed:
    """Describes itself, and waits for a signal."""

    def __init__(self):
        self.told = False

    @workflow.run
    async def run(self) -> None:
        workflow.upsert_search_attributes([AMOUNT.value_set(7), TAGS.value_set(["new", "fragile"])])
        await workflow.wait_condition(lambda: self.told)

    @workflow.signal
    def tell(self) -> None:
        self.told = True


WORKFLOWS = [
    Attributed,
    Hello,
    Retried,
    FailedActivity,
    Heartbeats,
    TimedOutActivity,
    AsyncCompletion,
    CanceledActivity,
    LocalActivities,
    Inbox,
    Account,
    ContinuesAsNew,
    Child,
    Parent,
    CanceledChild,
    ParentCloses,
    SignalsAnother,
    CancelsAnother,
    Sleeps,
    GoesOnForEver,
    Cleanup,
    CanceledForGood,
    RetriedWorkflow,
    Cron,
    Memo,
    Patched,
    ResetMe,
]
