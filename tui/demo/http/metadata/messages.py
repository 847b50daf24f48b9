"""What a deploy says of each component: DeployMessage of the WSDL [src]."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Message:
    """One component's result. ``warning`` marks a problem that fails a deploy only where warnings do."""

    kind: str
    name: str
    file: str
    id: str | None = None
    problem: str | None = None
    warning: bool = False
    line: int | None = None
    column: int | None = None
    changed: bool = False
    created: bool = False
    deleted: bool = False

    def failed(self, *, ignore_warnings: bool) -> bool:
        """Whether it fails the deploy."""
        return self.problem is not None and not (self.warning and ignore_warnings)

    def fields(self, at: datetime, *, ignore_warnings: bool) -> dict[str, object]:
        """As the WSDL orders it."""
        failed = self.failed(ignore_warnings=ignore_warnings)
        kind = None if self.problem is None else "Warning" if self.warning else "Error"
        return {
            "changed": self.changed,
            "columnNumber": self.column,
            "componentType": self.kind,
            "created": self.created,
            "createdDate": at,
            "deleted": self.deleted,
            "fileName": self.file,
            "fullName": self.name,
            "id": self.id,
            "lineNumber": self.line,
            "problem": self.problem,
            "problemType": kind,
            "success": not failed,
        }
