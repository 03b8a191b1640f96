"""What a start does to Prefect's database before its server: bring it up to date, look whose schedules it holds, end what nobody runs.

A kill or a power loss leaves runs that are RUNNING for ever, and slots taken by leases which lived in the memory of a server that is
gone: the deployment would wait for them for ever.
"""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import prefect
import sqlalchemy as sa
from alembic.util import CommandError
from prefect.server import models
from prefect.server.database import PrefectDBInterface, provide_database_interface
from prefect.server.schemas.filters import FlowRunFilterTags
from prefect.server.schemas.states import Crashed, StateType
from prefect.settings import get_current_settings
from sqlalchemy.ext.asyncio import AsyncSession

from cli import starts
from cli.local_server import POOL
from warehouse.settings import PROJECT

ANOTHER = "set PREFECT_HOME to another folder"
DEPTH = 3  # of the flows of a flow: the week begins the pull, and one more
_CRASHED = "The process that ran it is gone, killed or cut off; a later start of openlag found it so."


class Refused(Exception):
    """A server must not start on this database. The message is a sentence."""


async def prepare(kind: str) -> list[str]:
    """Make the database ready for a server of this kind; what there is to say of it. Raises Refused."""
    db, home = provide_database_interface(), get_current_settings().home
    try:
        await db.create_db()
    except CommandError as error:
        raise Refused(
            f"The database of PREFECT_HOME, {home}, was made by a newer Prefect than the {prefect.__version__} of this openlag ({error}); "
            f"{ANOTHER}, or bring openlag up to date."
        ) from None
    if not db.database_config.connection_url.endswith(f"{home}/prefect.db"):
        return []  # another's database: whether somebody on another machine runs its runs cannot be told from here
    logging.getLogger("prefect.server.orchestration.core_policy").setLevel(
        logging.ERROR
    )  # it misses the leases that are gone
    async with db.session_context(begin_transaction=True) as session:
        crashed: list[str] = []
        if kind == "serve":
            await _refuse_strangers(db, session, home)
            crashed += await _crash(db, session, db.FlowRun.deployment_id.in_(_ours(db)))
            await session.execute(
                sa.update(db.ConcurrencyLimitV2)
                .where(db.ConcurrencyLimitV2.id.in_(_ours(db, db.Deployment.concurrency_limit_id)))
                .values(active_slots=0)
            )
        with starts.ended(home) as names:
            for name in names:
                crashed += await _crash(db, session, FlowRunFilterTags(any_=[name]).as_sql_filter())
    if not crashed:
        return []
    return [f"Marked as crashed, since nobody runs them any more: {', '.join(sorted(crashed))}."]


def _ours(db: PrefectDBInterface, column: Any = None) -> Any:
    """A column (default: the id) of the deployments in our pool."""
    pool = sa.select(db.WorkQueue.id).join(db.WorkPool, db.WorkPool.id == db.WorkQueue.work_pool_id)
    return sa.select(db.Deployment.id if column is None else column).where(
        db.Deployment.work_queue_id.in_(pool.where(db.WorkPool.name == POOL))
    )


async def _refuse_strangers(db: PrefectDBInterface, session: AsyncSession, home: Path) -> None:
    """Our worker runs whatever is in its pool, so what is there must be this checkout's, or that of one which is gone."""
    query = sa.select(db.Deployment.name, db.Deployment.pull_steps).where(db.Deployment.id.in_(_ours(db)))
    for name, steps in (await session.execute(query)).all():
        folder = checkout_of(steps)
        if folder is None:
            raise Refused(
                f"The deployment {name!r} in the work pool {POOL} of PREFECT_HOME, {home}, is none of ours, and the worker would run it; "
                f"{ANOTHER}."
            )
        if folder != str(PROJECT) and Path(folder, "prefect.yaml").exists():
            raise Refused(
                f"The deployment {name!r} of PREFECT_HOME, {home}, belongs to another checkout, {folder}; serve that one, or {ANOTHER}."
            )


def checkout_of(steps: Sequence[dict[str, Any]] | None) -> str | None:
    """The checkout in which a deployment runs; None if it takes other steps than those of prefect.yaml."""
    match steps:
        case [{"prefect.deployments.steps.set_working_directory": {"directory": str(folder), **others}, **more}] if (
            not others and not more
        ):
            return folder
    return None


async def _crash(db: PrefectDBInterface, session: AsyncSession, condition: Any) -> list[str]:
    """Mark as crashed the runs under way for which a condition holds and all that they began; the names of the former."""
    named: list[str] = []
    for depth in range(DEPTH):
        query = sa.select(db.FlowRun.id, db.Flow.name, db.FlowRun.name).join(db.Flow, db.Flow.id == db.FlowRun.flow_id)
        for run_id, flow, name in (await session.execute(query.where(condition, _is_under_way(db.FlowRun)))).all():
            await models.flow_runs.set_flow_run_state(session, run_id, Crashed(message=_CRASHED), force=True)
            named += [f"{flow} ({name})"] if depth == 0 else []
        tasks = db.TaskRun.flow_run_id.in_(sa.select(db.FlowRun.id).where(condition))
        for task_id in (await session.scalars(sa.select(db.TaskRun.id).where(tasks, _is_under_way(db.TaskRun)))).all():
            await models.task_runs.set_task_run_state(session, task_id, Crashed(message=_CRASHED), force=True)
        condition = db.FlowRun.parent_task_run_id.in_(sa.select(db.TaskRun.id).where(tasks))
    return named


def _is_under_way(run: Any) -> Any:
    return run.state_type.in_((StateType.PENDING, StateType.RUNNING, StateType.CANCELLING))
