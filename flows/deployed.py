"""What a run that a deployment has scheduled asks itself before it begins.

After a sleep of a week seven runs of the day are due: the last of them makes up what the others would have pulled. And where two
checkouts share a Prefect server, a worker may be handed the run of another one.
"""

import os
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.context import FlowRunContext
from prefect.states import Cancelled

from flows.week import utc_now
from warehouse.settings import PROJECT, SettingError

P = ParamSpec("P")
R = TypeVar("R")


def deployed(function: Callable[P, R]) -> Callable[P, R]:
    """The function of a flow that prefect.yaml schedules. A run that a later one makes up for ends as cancelled, and says so."""

    @wraps(function)
    def run(*arguments: P.args, **named: P.kwargs) -> R:
        context = FlowRunContext.get()
        own = context.flow_run if context is not None else None
        if own is not None and own.deployment_id is not None:
            require_own_checkout()
            due = runs_due_after(own)
            if due:
                return cast(R, let_go(own, due))
        return function(*arguments, **named)

    return run


def require_own_checkout() -> None:
    """Raises SettingError if the worker is another checkout's: it would write here what it believes to write there."""
    checkout = os.environ.get("OPENLAG_CHECKOUT")
    if checkout and os.path.realpath(checkout) != str(PROJECT):
        raise SettingError(
            f"This run belongs to {PROJECT}, but its worker to OPENLAG_CHECKOUT={checkout}; "
            "give each checkout a Prefect server or a PREFECT_HOME of its own."
        )


def runs_due_after(own: FlowRun) -> list[FlowRun]:
    """The runs that the schedule of a run's deployment made for later times than its own, up to now, the last of them first."""
    if not own.auto_scheduled:
        return []
    due = FlowRunFilter.model_validate(
        {
            "deployment_id": {"any_": [own.deployment_id]},
            "state": {"type": {"any_": [StateType.SCHEDULED]}},
            "expected_start_time": {"after_": own.expected_start_time, "before_": utc_now()},
        }
    )
    with get_client(sync_client=True) as client:
        found = client.read_flow_runs(flow_run_filter=due, sort=FlowRunSort.EXPECTED_START_TIME_DESC)
    return [run for run in found if run.auto_scheduled and run.id != own.id]


def let_go(own: FlowRun, due: list[FlowRun]) -> State[None]:
    """The end of a run for which the last of those due makes up, and of all between, which then need not begin to see it."""
    last, *between = due
    late = [_time(run) for run in (own, *reversed(between))]
    sentence = (
        f"Let go, since the run of {_time(last)} is due too and makes up for them: the late runs of {', '.join(late)}."
    )
    print(sentence)
    with get_client(sync_client=True) as client:
        for run in between:
            client.set_flow_run_state(run.id, Cancelled(message=sentence), force=True)
    return Cancelled(message=sentence)


def _time(run: FlowRun) -> str:
    return f"{run.expected_start_time:%Y-%m-%d %H:%M}"
