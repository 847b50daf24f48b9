"""DeployResult, in the order and spelling of the WSDL [src]."""

from __future__ import annotations

from datetime import datetime

from tui.demo.http.metadata.deploys import Deploy

_RUNNING = "InProgress"


def deploy_result(deploy: Deploy, *, details: bool, by: tuple[str, str], now: datetime) -> dict[str, object]:
    """How a deploy stands; ``by`` is the Id and the name of whoever began it."""
    counted = [one for one in deploy.messages if one.kind or one.problem]
    failed, tests = len(deploy.failures), deploy.ran
    canceled = by if deploy.status == "Canceled" else (None, None)
    return {
        "canceledBy": canceled[0],
        "canceledByName": canceled[1],
        "checkOnly": deploy.options.check_only,
        "completedDate": deploy.completed,
        "createdBy": by[0],
        "createdByName": by[1],
        "createdDate": deploy.created,
        "details": _details(deploy) if details else None,
        "done": deploy.done,
        "id": deploy.id,
        "ignoreWarnings": deploy.options.ignore_warnings,
        "lastModifiedDate": deploy.completed or now,
        "numberComponentErrors": failed,
        "numberComponentsDeployed": len(counted) - failed,
        "numberComponentsTotal": len(counted),
        "numberTestErrors": len(tests.failures) if tests else 0,
        "numberTestsCompleted": len(tests.successes) if tests else 0,
        "numberTestsTotal": len(tests.successes) + len(tests.failures) if tests else 0,
        "rollbackOnError": deploy.options.rollback,
        "runTestsEnabled": tests is not None,
        "startDate": deploy.started,
        "stateDetail": "Processing Type: Apex Component" if deploy.status == _RUNNING else None,
        "status": deploy.status,
        "success": deploy.status in {"Succeeded", "SucceededPartial"},
    }


def _details(deploy: Deploy) -> dict[str, object]:
    ignore = deploy.options.ignore_warnings
    at = deploy.completed or deploy.created
    told = {
        failed: [
            one.fields(at, ignore_warnings=ignore) for one in deploy.messages if (one in deploy.failures) is failed
        ]
        for failed in (True, False)
    }
    none = {"numFailures": 0, "numTestsRun": 0, "totalTime": 0.0}
    return {
        "componentFailures": told[True],
        "componentSuccesses": told[False],
        "runTestResult": deploy.ran.fields() if deploy.ran else none,
    }
