"""The official Python SDK against a server that its own test environments start.

    python suite.py dev EXECUTABLE        as its dev server (EXECUTABLE server start-dev ...)
    python suite.py skipping EXECUTABLE   as its time-skipping test server (EXECUTABLE PORT ...)

Prints "ok NAME" or "FAILED NAME" with the reason for each test; the exit code is 1 if one failed.
Every history is replayed at the end of its test.
"""

import asyncio
import os
import sys
import time
import traceback
import uuid
from datetime import datetime, timedelta, timezone

from google.protobuf.empty_pb2 import Empty
from temporalio.api.batch.v1 import (
    BatchOperationCancellation,
    BatchOperationDeletion,
    BatchOperationReset,
    BatchOperationSignal,
    BatchOperationTermination,
)
from temporalio.api.common.v1 import ResetOptions, WorkflowExecution
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.api.workflowservice.v1 import (
    DescribeBatchOperationRequest,
    ResetWorkflowExecutionRequest,
    StartBatchOperationRequest,
)
from temporalio.client import (
    AsyncActivityCancelledError,
    Client,
    Schedule,
    ScheduleActionExecutionStartWorkflow,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleBackfill,
    ScheduleCalendarSpec,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleState,
    ScheduleUpdate,
    WithStartWorkflowOperation,
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateStage,
)
from temporalio.common import (
    RetryPolicy,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import (
    ActivityError,
    ApplicationError,
    CancelledError,
    TerminatedError,
    TimeoutError,
    WorkflowAlreadyStartedError,
)
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, Worker

from workflows import *  # noqa: F403
import workflows as w

PATIENCE = 60
TESTS = []


def test(function):
    TESTS.append(function)
    return function


class Stage:
    """One test's client, queue and workflow id."""

    def __init__(self, env: WorkflowEnvironment, name: str):
        self.env = env
        self.client: Client = env.client
        self.id = f"{name}-{uuid.uuid4().hex[:8]}"
        self.queue = self.id

    async def start(self, run, *args, **options):
        options.setdefault("id", self.id)
        return await self.client.start_workflow(run, args=list(args), task_queue=self.queue, **options)

    async def execute(self, run, *args, **options):
        return await (await self.start(run, *args, **options)).result()


async def until(condition, what="condition"):
    end = time.monotonic() + PATIENCE / 2
    while True:
        value = await condition()
        if value:
            return value
        assert time.monotonic() < end, f"waited in vain for {what}"
        await asyncio.sleep(0.02)


async def raises(kind, awaitable):
    try:
        await awaitable
    except kind as e:
        return e
    raise AssertionError(f"{kind.__name__} was not raised")


# Activities


@test
async def an_activity_greets(s):
    assert await s.execute(w.Hello.run, "Ada") == "Hello, Ada!"


@test
async def a_failing_activity_is_retried(s):
    assert await s.execute(w.Retried.run) == 3


@test
async def an_activity_fails_for_good(s):
    e = await raises(WorkflowFailureError, s.execute(w.FailedActivity.run))
    assert isinstance(e.cause, ActivityError)
    assert e.cause.cause.type == "Never"
    assert e.cause.cause.details == ({"some": "detail"},)


@test
async def heartbeat_details_reach_the_next_attempt(s):
    assert await s.execute(w.Heartbeats.run) == "half way 7"


@test
async def activities_time_out(s):
    for kind in ["schedule_to_start", "start_to_close", "schedule_to_close", "heartbeat"]:
        result = await s.execute(w.TimedOutActivity.run, kind, id=s.id + kind)
        assert result == kind, result


@test
async def an_activity_is_completed_from_outside(s):
    handle = await s.start(w.AsyncCompletion.run)
    outside = s.client.get_async_activity_handle(
        workflow_id=s.id, run_id=None, activity_id="outside"
    )

    async def beat():
        try:
            await outside.heartbeat("on it")
            return True
        except RPCError:
            return False

    await until(beat, "the activity")
    await outside.complete("from outside")
    assert await handle.result() == "from outside"


@test
async def an_activity_fails_or_is_canceled_from_outside(s):
    outside = s.client.get_async_activity_handle(
        workflow_id=s.id, run_id=None, activity_id="outside"
    )

    async def done(call):
        try:
            await call()
            return True
        except RPCError:
            return False

    handle = await s.start(w.AsyncCompletion.run)
    await until(
        lambda: done(
            lambda: outside.fail(ApplicationError("no", type="Outside", non_retryable=True))
        ),
        "the activity",
    )
    e = await raises(WorkflowFailureError, handle.result())
    assert e.cause.cause.type == "Outside"

    handle = await s.start(w.AsyncCompletion.run)
    await until(lambda: done(outside.heartbeat), "the activity")
    await handle.cancel()

    async def canceled():
        try:
            await outside.heartbeat()
            return False
        except AsyncActivityCancelledError:
            return True

    await until(canceled, "the cancel request")
    await outside.report_cancellation("bye")
    e = await raises(WorkflowFailureError, handle.result())
    assert isinstance(e.cause, CancelledError), e.cause


@test
async def activities_are_canceled_in_each_way(s):
    for kind in ["TRY_CANCEL", "WAIT_CANCELLATION_COMPLETED", "ABANDON"]:
        result = await s.execute(w.CanceledActivity.run, kind, id=s.id + kind)
        assert result == "CancelledError", (kind, result)


@test
async def local_activities_run_and_are_retried(s):
    assert await s.execute(w.LocalActivities.run) == "Hi, local! 3"


# Signals, queries, updates


@test
async def signals_arrive_in_order(s):
    handle = await s.start(w.Inbox.run)
    for i in range(10):
        await handle.signal(w.Inbox.add, str(i))
    await handle.signal(w.Inbox.end)
    assert await handle.result() == [str(i) for i in range(10)]


@test
async def queries_are_answered_also_after_the_end(s):
    handle = await s.start(w.Inbox.run)
    await handle.signal(w.Inbox.add, "a")
    assert await handle.query(w.Inbox.count) == 1
    await raises(WorkflowQueryFailedError, handle.query(w.Inbox.broken))
    await raises(WorkflowQueryFailedError, handle.query("unknown"))
    await handle.signal(w.Inbox.end)
    await handle.result()
    assert await handle.query(w.Inbox.count) == 1


@test
async def a_signal_starts_its_workflow(s):
    handle = await s.start(w.Inbox.run, start_signal="add", start_signal_args=["first"])
    await s.start(w.Inbox.run, start_signal="end")
    assert await handle.result() == ["first"]


@test
async def updates_are_validated_accepted_and_answered(s):
    handle = await s.start(w.Account.run)
    assert await handle.execute_update(w.Account.deposit, 5) == 5
    e = await raises(WorkflowUpdateFailedError, handle.execute_update(w.Account.deposit, -1))
    assert e.cause.type == "BadAmount"
    e = await raises(WorkflowUpdateFailedError, handle.execute_update(w.Account.fail))
    assert "refused later" in str(e.cause)
    later = await handle.start_update(
        w.Account.deposit, 7, id="later", wait_for_stage=WorkflowUpdateStage.ACCEPTED
    )
    assert await later.result() == 12
    assert await handle.execute_update(w.Account.deposit, 7, id="later") == 12
    assert await handle.get_update_handle("later", result_type=int).result() == 12
    assert await handle.execute_update(w.Account.close) == 12
    assert await handle.result() == 12


@test
async def a_rejected_update_leaves_no_trace(s):
    handle = await s.start(w.Account.run)
    await handle.execute_update(w.Account.deposit, 1)
    before = (await handle.describe()).history_length
    await raises(WorkflowUpdateFailedError, handle.execute_update(w.Account.deposit, 0))
    assert (await handle.describe()).history_length == before
    await handle.execute_update(w.Account.close)


@test
async def an_update_starts_its_workflow(s):
    def start():
        return WithStartWorkflowOperation(
            w.Account.run,
            id=s.id,
            task_queue=s.queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )

    first = start()
    result = await s.client.execute_update_with_start_workflow(
        w.Account.deposit, 3, start_workflow_operation=first
    )
    assert result == 3
    again = await s.client.execute_update_with_start_workflow(
        w.Account.deposit, 4, start_workflow_operation=start()
    )
    assert again == 7
    handle = await first.workflow_handle()
    await handle.execute_update(w.Account.close)
    assert await handle.result() == 7


# Runs


@test
async def a_workflow_continues_as_new(s):
    assert await s.execute(w.ContinuesAsNew.run, 2, memo={"color": "red"}) == "red True"


@test
async def a_failed_workflow_is_retried(s):
    result = await s.execute(
        w.RetriedWorkflow.run,
        retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=10), maximum_attempts=5),
    )
    assert result == 3


@test
async def cron_repeats_with_the_last_result(s):
    handle = await s.start(w.Cron.run, cron_schedule="@every 1s")
    await until(lambda: _result_of_third_run(s), "the third run")
    await s.client.get_workflow_handle(s.id).terminate("enough")
    e = await raises(WorkflowFailureError, handle.result())
    assert isinstance(e.cause, TerminatedError)


async def _result_of_third_run(s):
    history = await s.client.get_workflow_handle(s.id).fetch_history()
    started = history.events[0].workflow_execution_started_event_attributes
    return [p.data for p in started.last_completion_result.payloads] == [b"2"]


@test
async def a_run_times_out(s):
    e = await raises(
        WorkflowFailureError,
        s.execute(w.Sleeps.run, 60.0, run_timeout=timedelta(seconds=1)),
    )
    assert isinstance(e.cause, TimeoutError)


@test
async def an_execution_times_out_through_its_runs(s):
    e = await raises(
        WorkflowFailureError,
        s.execute(w.GoesOnForEver.run, execution_timeout=timedelta(seconds=3)),
    )
    assert isinstance(e.cause, TimeoutError)


@test
async def a_canceled_workflow_cleans_up(s):
    handle = await s.start(w.Cleanup.run)
    await handle.cancel()
    assert await handle.result() == "Bye, all!"


@test
async def a_workflow_is_canceled(s):
    handle = await s.start(w.CanceledForGood.run)
    await handle.cancel()
    e = await raises(WorkflowFailureError, handle.result())
    assert isinstance(e.cause, CancelledError)
    assert (await handle.describe()).status == WorkflowExecutionStatus.CANCELED


@test
async def a_workflow_is_terminated(s):
    handle = await s.start(w.CanceledForGood.run)
    await handle.terminate("because", "detail")
    e = await raises(WorkflowFailureError, handle.result())
    assert isinstance(e.cause, TerminatedError)


@test
async def ids_are_used_again_as_the_policies_say(s):
    handle = await s.start(w.CanceledForGood.run)
    await raises(WorkflowAlreadyStartedError, s.start(w.CanceledForGood.run))
    same = await s.start(
        w.CanceledForGood.run, id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING
    )
    assert same.result_run_id == handle.result_run_id
    other = await s.start(
        w.CanceledForGood.run, id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING
    )
    assert other.result_run_id != handle.result_run_id
    await other.terminate()
    await raises(
        WorkflowAlreadyStartedError,
        s.start(w.CanceledForGood.run, id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE),
    )


@test
async def a_workflow_is_reset(s):
    handle = await s.start(w.ResetMe.run)
    await handle.signal(w.ResetMe.poke)
    await until(lambda: _has(handle, "activity_task_completed"), "the activity")
    await handle.signal(w.ResetMe.poke)
    assert await handle.result() == 2
    reply = await s.client.workflow_service.reset_workflow_execution(
        ResetWorkflowExecutionRequest(
            namespace=s.client.namespace,
            workflow_execution=WorkflowExecution(
                workflow_id=s.id, run_id=handle.result_run_id
            ),
            reason="again",
            workflow_task_finish_event_id=4,
            request_id=str(uuid.uuid4()),
        )
    )
    assert await s.client.get_workflow_handle(s.id, run_id=reply.run_id).result() == 2


async def _has(handle, attributes):
    events = (await handle.fetch_history()).events
    return any(e.WhichOneof("attributes") == attributes + "_event_attributes" for e in events)


@test
async def memo_is_kept_and_changed(s):
    handle = await s.start(w.Memo.run, memo={"color": "red"})
    assert await handle.result() == "later gone"
    assert await (await handle.describe()).memo() == {"added": "later"}


@test
async def patched_code_remembers_its_way(s):
    assert await s.execute(w.Patched.run) == "new"


@test
async def an_unknown_workflow_is_not_found(s):
    e = await raises(RPCError, s.client.get_workflow_handle("nobody-" + s.id).describe())
    assert e.status == RPCStatusCode.NOT_FOUND


@test
async def a_start_is_delayed(s):
    handle = await s.start(w.Hello.run, "late", start_delay=timedelta(seconds=1))
    assert await handle.result() == "Hello, late!"


# Other workflows


@test
async def a_child_completes_and_fails(s):
    assert await s.execute(w.Parent.run, "made") == f"made by {s.id}"
    result = await s.execute(w.Parent.run, "fail", id=s.id + "f")
    assert result == "ApplicationError: the child's mistake", result


@test
async def children_are_canceled_in_each_way(s):
    for kind in ["WAIT_CANCELLATION_COMPLETED", "WAIT_CANCELLATION_REQUESTED", "TRY_CANCEL", "ABANDON"]:
        result = await s.execute(w.CanceledChild.run, kind, id=s.id + kind)
        assert result == "CancelledError", (kind, result)


@test
async def children_end_with_their_parent_as_it_says(s):
    wanted = {
        "TERMINATE": WorkflowExecutionStatus.TERMINATED,
        "REQUEST_CANCEL": WorkflowExecutionStatus.CANCELED,
        "ABANDON": WorkflowExecutionStatus.RUNNING,
    }
    for policy, status in wanted.items():
        await s.execute(w.ParentCloses.run, policy, id=s.id + policy)
        child = s.client.get_workflow_handle(s.id + policy + "-child")

        async def ended():
            return (await child.describe()).status == status

        await until(ended, f"{policy} to lead to {status}")
        if policy == "ABANDON":
            await child.terminate()


@test
async def a_workflow_signals_another(s):
    other = await s.start(w.Inbox.run, id=s.id + "-other")
    message = await s.execute(w.SignalsAnother.run, s.id + "-other")
    assert "not found" in message.lower(), message
    assert await other.result() == ["from a workflow"]


@test
async def a_workflow_cancels_another(s):
    other = await s.start(w.CanceledForGood.run, id=s.id + "-other")
    await s.execute(w.CancelsAnother.run, s.id + "-other")
    e = await raises(WorkflowFailureError, other.result())
    assert isinstance(e.cause, CancelledError)


@test
async def workflows_are_listed_and_counted(s):
    for i in range(3):
        await s.execute(w.Hello.run, str(i), id=f"{s.id}-{i}")
    query = f"WorkflowId STARTS_WITH '{s.id}-' AND ExecutionStatus = 'Completed'"

    async def all_listed():
        return len([e async for e in s.client.list_workflows(query)]) == 3

    await until(all_listed, "three workflows in the list")
    assert (await s.client.count_workflows(query)).count == 3


@test
async def workflows_are_found_by_their_search_attributes(s):
    await s.client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(
            namespace=s.client.namespace,
            search_attributes={
                "PyCustomer": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
                "PyAmount": IndexedValueType.INDEXED_VALUE_TYPE_INT,
                "PyTags": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
            },
        )
    )
    handle = await s.start(
        w.Attributed.run,
        search_attributes=TypedSearchAttributes([SearchAttributePair(w.CUSTOMER, s.id)]),
    )

    async def found(query):
        return [e async for e in s.client.list_workflows(f"PyCustomer = '{s.id}' AND {query}")]

    (run,) = await until(lambda: found("PyAmount > 5"), "the upsert")
    assert run.typed_search_attributes[w.CUSTOMER] == s.id
    assert run.typed_search_attributes[w.AMOUNT] == 7
    assert list(run.typed_search_attributes[w.TAGS]) == ["new", "fragile"]
    assert len(await found("PyTags IN ('fragile', 'other') AND CloseTime IS NULL")) == 1
    assert await found("PyTags = 'other'") == []
    assert (await s.client.count_workflows("PyAmount BETWEEN 7 AND 8")).count == 1
    await raises(RPCError, found("PyAmount = 'many'"))
    await handle.signal(w.Attributed.tell)
    await handle.result()
    assert len(await found("ExecutionStatus = 'Completed'")) == 1


# A namespace has one batch operation at a time.
BATCHES = asyncio.Lock()


async def _batch(s, query, **operation):
    """Starts a batch operation and waits for its end."""
    service = s.client.workflow_service
    job = f"job-{uuid.uuid4()}"

    async def ended():
        batch = await service.describe_batch_operation(
            DescribeBatchOperationRequest(namespace=s.client.namespace, job_id=job)
        )
        return batch if batch.HasField("close_time") else None

    async with BATCHES:
        await service.start_batch_operation(
            StartBatchOperationRequest(
                namespace=s.client.namespace,
                job_id=job,
                reason="tidying up",
                visibility_query=query,
                max_operations_per_second=1000,
                **operation,
            )
        )
        return await until(ended, "the end of the batch")


@test
async def batches_signal_and_terminate_what_a_query_finds(s):
    handles = [await s.start(w.CanceledForGood.run, id=f"{s.id}-{i}") for i in range(3)]
    query = f"WorkflowId STARTS_WITH '{s.id}-'"

    signals = await _batch(s, query, signal_operation=BatchOperationSignal(signal="hello"))
    assert (signals.complete_operation_count, signals.failure_operation_count) == (3, 0), signals
    for handle in handles:
        # It waits in the buffer while the first task is worked on.
        await until(lambda: _has(handle, "workflow_execution_signaled"), "the signal")

    ends = await _batch(
        s, query, termination_operation=BatchOperationTermination(identity="python")
    )
    assert ends.total_operation_count == 3 and ends.identity == "python", ends
    for handle in handles:
        e = await raises(WorkflowFailureError, handle.result())
        assert isinstance(e.cause, TerminatedError) and "tidying up" in str(e.cause), e.cause


@test
async def batches_reset_cancel_and_delete_what_a_query_finds(s):
    handles = [await s.start(w.CanceledForGood.run, id=f"{s.id}-{i}") for i in range(2)]
    for handle in handles:
        await until(lambda: _has(handle, "workflow_task_completed"), "the first task")
    query = f"WorkflowId STARTS_WITH '{s.id}-'"

    beginning = ResetOptions(first_workflow_task=Empty())
    resets = await _batch(s, query, reset_operation=BatchOperationReset(options=beginning))
    assert (resets.complete_operation_count, resets.failure_operation_count) == (2, 0), resets
    latest = [s.client.get_workflow_handle(handle.id) for handle in handles]
    for before, now in zip(handles, latest):
        assert (await now.describe()).run_id != before.result_run_id

    await _batch(s, query, cancellation_operation=BatchOperationCancellation(identity="python"))
    for handle in latest:
        e = await raises(WorkflowFailureError, handle.result())
        assert isinstance(e.cause, CancelledError), e.cause

    deletes = await _batch(s, query, deletion_operation=BatchOperationDeletion(identity="python"))
    assert deletes.complete_operation_count == 4, deletes

    async def gone():
        return (await s.client.count_workflows(query)).count == 0

    await until(gone, "the end of all runs")


# Schedules


def scheduled(s, every, **options):
    return Schedule(
        action=ScheduleActionStartWorkflow(
            w.Hello.run, "Ada", id=s.id + "-run", task_queue=s.queue
        ),
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every)]),
        **options,
    )


async def actions(handle, count):
    async def described():
        description = await handle.describe()
        return description if description.info.num_actions >= count else None

    return await until(described, f"{count} actions")


@test
async def a_schedule_starts_workflows(s):
    handle = await s.client.create_schedule(s.id, scheduled(s, timedelta(seconds=1)))
    info = (await actions(handle, 2)).info
    first = info.recent_actions[0].action
    assert isinstance(first, ScheduleActionExecutionStartWorkflow)
    result = await s.client.get_workflow_handle(first.workflow_id).result()
    assert result == "Hello, Ada!", result
    assert info.next_action_times
    await handle.delete()


@test
async def a_schedule_is_described_as_it_was_made(s):
    schedule = scheduled(
        s,
        timedelta(days=300),
        policy=SchedulePolicy(
            overlap=ScheduleOverlapPolicy.BUFFER_ONE,
            catchup_window=timedelta(minutes=5),
            pause_on_failure=True,
        ),
        state=ScheduleState(note="a note", paused=True, limited_actions=True, remaining_actions=3),
    )
    schedule.spec.calendars = [
        ScheduleCalendarSpec(hour=[ScheduleRange(9)], comment="in the morning")
    ]
    schedule.spec.cron_expressions = ["0 12 * * MON"]
    schedule.spec.skip = [ScheduleCalendarSpec(hour=[ScheduleRange(13)])]
    schedule.spec.jitter = timedelta(seconds=80)
    schedule.spec.time_zone_name = "America/New_York"
    handle = await s.client.create_schedule(s.id, schedule, memo={"owner": "Ada"})
    description = await handle.describe()
    made = description.schedule
    assert made.policy == schedule.policy
    assert made.state.note == "a note" and made.state.paused and made.state.remaining_actions == 3
    assert made.spec.intervals == schedule.spec.intervals
    assert len(made.spec.calendars) == 2 and len(made.spec.skip) == 1, made.spec
    assert made.spec.calendars[0].comment == "in the morning"
    assert list(made.spec.calendars[1].day_of_week) == [ScheduleRange(1, 1, 1)]
    assert made.spec.jitter == schedule.spec.jitter
    assert made.spec.time_zone_name == "America/New_York"
    assert not made.spec.cron_expressions
    assert await description.memo_value("owner") == "Ada"
    assert description.info.num_actions == 0
    await handle.delete()
    e = await raises(RPCError, handle.describe())
    assert e.status == RPCStatusCode.NOT_FOUND


@test
async def a_schedule_is_triggered_paused_updated_and_backfilled(s):
    handle = await s.client.create_schedule(
        s.id, scheduled(s, timedelta(hours=1)), trigger_immediately=True
    )
    await actions(handle, 1)
    await raises(
        ScheduleAlreadyRunningError,
        s.client.create_schedule(s.id, scheduled(s, timedelta(hours=1))),
    )
    await handle.pause(note="wait")
    assert (await handle.describe()).schedule.state.paused
    await handle.unpause(note="go")
    assert (await handle.describe()).schedule.state.note == "go"
    at = datetime(2026, 1, 1, 12, tzinfo=timezone.utc)
    await handle.backfill(
        ScheduleBackfill(
            start_at=at - timedelta(hours=2), end_at=at, overlap=ScheduleOverlapPolicy.ALLOW_ALL
        )
    )
    info = (await actions(handle, 4)).info
    ids = [action.action.workflow_id for action in info.recent_actions]
    assert f"{s.id}-run-2026-01-01T10:00:00Z" in ids, ids

    def monthly(update):
        schedule = update.description.schedule
        schedule.spec = ScheduleSpec(cron_expressions=["@monthly"])
        return ScheduleUpdate(schedule=schedule)

    await handle.update(monthly)
    updated = await handle.describe()
    assert updated.info.last_updated_at
    assert updated.info.next_action_times[0].day == 1
    await handle.delete()


@test
async def schedules_are_listed(s):
    for i in range(3):
        await s.client.create_schedule(f"{s.id}-{i}", scheduled(s, timedelta(days=300)))
    ids = [
        entry.id
        async for entry in await s.client.list_schedules(
            query=f"ScheduleId STARTS_WITH '{s.id}'", page_size=2
        )
    ]
    assert sorted(ids) == [f"{s.id}-{i}" for i in range(3)], ids
    for i in range(3):
        await s.client.get_schedule_handle(f"{s.id}-{i}").delete()


# Time


async def a_sleep_of_a_year_ends_at_once(s):
    began = time.monotonic()
    year = 365 * 24 * 3600.0
    assert await s.execute(w.Sleeps.run, year) >= year
    assert time.monotonic() - began < 10


async def the_environment_sleeps_in_its_own_time(s):
    before = await s.env.get_current_time()
    await s.env.sleep(timedelta(days=1))
    assert await s.env.get_current_time() - before >= timedelta(days=1)


async def an_activity_times_out_without_waiting(s):
    began = time.monotonic()
    assert await s.execute(w.TimedOutActivity.run, "schedule_to_start") == "schedule_to_start"
    assert time.monotonic() - began < 10


SKIPPING = [
    an_activity_greets,
    a_failing_activity_is_retried,
    heartbeat_details_reach_the_next_attempt,
    local_activities_run_and_are_retried,
    signals_arrive_in_order,
    queries_are_answered_also_after_the_end,
    updates_are_validated_accepted_and_answered,
    a_workflow_continues_as_new,
    a_failed_workflow_is_retried,
    cron_repeats_with_the_last_result,
    a_child_completes_and_fails,
    children_are_canceled_in_each_way,
    a_sleep_of_a_year_ends_at_once,
    the_environment_sleeps_in_its_own_time,
    an_activity_times_out_without_waiting,
]


async def replay(s):
    """Every run that the test made replays."""
    replayer = Replayer(workflows=w.WORKFLOWS)
    async for execution in s.client.list_workflows(f"WorkflowId STARTS_WITH '{s.id}'"):
        handle = s.client.get_workflow_handle(execution.id, run_id=execution.run_id)
        await replayer.replay_workflow(await handle.fetch_history())


async def patiently(start):
    """The SDK gives its server five seconds to start, which a busy machine may not have."""
    for _ in range(9):
        try:
            return await start()
        except RuntimeError as e:
            print(e, file=sys.stderr)
    return await start()


async def run(env, function):
    name = function.__name__
    stage = Stage(env, name)
    try:
        async with Worker(
            env.client,
            task_queue=stage.queue,
            workflows=w.WORKFLOWS,
            activities=w.ACTIVITIES,
        ):
            await asyncio.wait_for(function(stage), PATIENCE)
        await replay(stage)
        print("ok", name, flush=True)
        return True
    except BaseException:
        print("FAILED", name, flush=True)
        traceback.print_exc(file=sys.stdout)
        return False


async def main(mode, executable, chosen):
    if mode == "dev":
        env = await patiently(
            lambda: WorkflowEnvironment.start_local(dev_server_existing_path=executable)
        )
        tests = TESTS
    else:
        env = await patiently(
            lambda: WorkflowEnvironment.start_time_skipping(test_server_existing_path=executable)
        )
        tests = SKIPPING
    tests = [t for t in tests if not chosen or t.__name__ in chosen]
    async with env:
        if mode == "dev":
            limit = asyncio.Semaphore(6)

            async def limited(t):
                async with limit:
                    return await run(env, t)

            results = await asyncio.gather(*[limited(t) for t in tests])
        else:
            # One clock for all: one test at a time.
            results = [await run(env, t) for t in tests]
    print("ended", len(results), flush=True)
    return 0 if all(results) else 1


if __name__ == "__main__":
    code = asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
    sys.stdout.flush()
    os._exit(code)  # The SDK's own threads do not always survive the interpreter's end.
