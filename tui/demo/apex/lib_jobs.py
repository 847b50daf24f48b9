"""The org's own job classes as anonymous Apex reaches them, each as long as it is deployed, and ``System.abortJob``."""

from __future__ import annotations

from typing import Any

from tui.demo.apex.execution import Run
from tui.demo.apex.shelf import Signature, WithRun, methods
from tui.demo.apex.values import null_used, thrown
from tui.demo.world.jobs.queue import NotAborted
from tui.demo.world.jobs.twin import ARTICLES, JOB, JobRefused
from tui.demo.world.jobs.twin_org import has_objects
from tui.demo.world.kit.deployed import Deployed


def _abort(run: Run, job_id: str | None) -> None:
    if job_id is None:
        raise null_used()
    try:
        run.world.jobs.abort(job_id, run.world.now.replace(microsecond=0))
    except NotAborted as error:
        kind, _, message = str(error).partition(": ")
        raise thrown(kind, message) from error


def _start(run: Run) -> None:
    try:
        run.world.kit_job.start()
    except JobRefused as refusal:
        raise thrown(f"{JOB}.JobException", str(refusal)) from refusal


def _abort_all(run: Run) -> Any:
    return run.world.kit_job.abort()


ABORT: list[Signature] = methods("System", {"static void abortJob(Id)": WithRun(_abort)})
_CLASSES = {
    JOB: methods(JOB, {"static void start()": WithRun(_start), "static Integer abort()": WithRun(_abort_all)}),
    ARTICLES: methods(
        ARTICLES,
        {
            "static void startJob()": WithRun(lambda run: run.world.article_job.start()),
            "static void abortJob()": WithRun(lambda run: run.world.article_job.abort()),
        },
    ),
}
SAVED = frozenset(name.lower() for name in _CLASSES)


def job_classes(deployed: Deployed) -> list[Signature]:
    """What the job classes offer that are in the org."""
    there = {JOB: has_objects(deployed), ARTICLES: True}
    return [one for name, offered in _CLASSES.items() if there[name] and deployed.has_class(name) for one in offered]
