"""The preview of a toggle: who, from what to what, who is skipped and why, in which org. Nothing is sent before y."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, NamedTuple

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from tui.presence.words import plural
from tui.ui.bulk import Bulk, Target
from tui.ui.page import Page
from tui.ui.plain import fit
from tui.ui.screens.dialog import Choice, Dialog, label_of
from tui.ui.tones import FAINT, badge

NAME_CELLS = 28
REASON_MOST = 255  # characters


class BulkAnswer(NamedTuple):
    """What a person agreed to."""

    bulk: Bulk
    reason: str | None


class BulkDialog(Dialog[BulkAnswer]):
    """Shows a bulk and waits for ``y``; ``i`` includes marked users that the filter hides."""

    HELP = (
        "Who is toggled, from what to what, in which org; who is skipped, and why. Nothing is sent before y. r "
        "goes to the reason, n to the number where one is wanted."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "fill('r')", "Reason", show=False),
        Binding("n", "fill('n')", "Number", show=False),
    ]
    FIELDS: ClassVar[Mapping[str, str]] = {"r": "#reason", "n": "#count"}

    def __init__(self, bulk: Bulk, with_hidden: Bulk | None, *, reason: str, reasons: Sequence[str] = ()) -> None:
        self._bulk, self._with_hidden = bulk, with_hidden
        self._reason, self._reasons = reason, reasons
        choices = [Choice("y", _verb(bulk), "send")]
        if with_hidden is not None:
            choices.append(Choice("i", f"include {bulk.hidden:,} hidden", "include"))
        super().__init__(title_of(bulk), choices, production=not bulk.sandbox)

    @property
    def bulk(self) -> Bulk:
        """The bulk that y would send."""
        return self._bulk

    def body(self) -> Iterable[Widget]:
        """Targets, what to know of them, and the fields to fill in."""
        yield Page(id="targets")
        yield Static(id="summary", classes="words")
        if not self._bulk.to:
            suggester = SuggestFromList(list(self._reasons), case_sensitive=False) if self._reasons else None
            yield _field("r", "Reason", Input(self._reason, id="reason", max_length=REASON_MOST, suggester=suggester))
        if self._bulk.wants_count or (self._with_hidden is not None and self._with_hidden.wants_count):
            yield _field("n", "Number", Input(id="count", restrict=r"[0-9]*", max_length=7))

    def on_mount(self) -> None:
        """Fill the box."""
        self._draw()

    def _draw(self) -> None:
        bulk = self._bulk
        self.query_one("#targets", Page).show(target_lines(bulk))
        said = summary(bulk, includable=self._with_hidden is not None)
        self.query_one("#summary", Static).update(said)
        self.query_one("#summary").display = bool(said)
        send = self.query_one("#send", Button)
        send.label = label_of(Choice("y", _verb(bulk), "send"))
        for count in self.query("#count").results(Input):
            count.placeholder = f"type {len(bulk.sends)} to confirm"
            self.query_one("#count-field").display = bulk.wants_count
        self._update_send()

    def action_fill(self, key: str) -> None:
        """Type in this key's field from now on; enter comes back."""
        self.query(self.FIELDS[key]).focus()

    @on(Input.Changed, "#count")
    def _update_send(self) -> None:
        self.query_one("#send", Button).disabled = not self.enabled("send")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        """The typed number is a word of its own; a reason only gives the focus back."""
        if event.input.id == "count" and self.enabled("send"):
            self.chosen("send")
        else:
            self.query_one("#cancel").focus()

    def enabled(self, value: str) -> bool:
        """Sending needs somebody to send for, and the typed number where many are toggled in production."""
        if value != "send":
            return True
        if not self._bulk.sends:
            return False
        typed = [count.value for count in self.query("#count").results(Input)]
        return not self._bulk.wants_count or typed == [str(len(self._bulk.sends))]

    def chosen(self, value: str) -> None:
        """Send, or take in the hidden ones."""
        if value == "include" and self._with_hidden is not None:
            self._bulk, self._with_hidden = self._with_hidden, None
            self.query_one("#include").display = False
            self._draw()
        elif value == "send":
            reason = None if self._bulk.to else self.query_one("#reason", Input).value.strip() or self._reason
            self.dismiss(BulkAnswer(self._bulk, reason))


def _field(key: str, label: str, field: Input) -> Horizontal:
    """A field with its label and the key that goes there."""
    field.compact = True
    words = Content.assemble((key, "bold"), f"  {label}")
    return Horizontal(Static(words, classes="label"), field, classes="field", id=f"{field.id}-field")


def _verb(bulk: Bulk) -> str:
    return f"Toggle {len(bulk.sends):,} {bulk.word}"


def title_of(bulk: Bulk) -> Content:
    """``Toggle off 3 users in Acme Sales · PRODUCTION``."""
    undo = "Undo: t" if bulk.undo else "T"
    users = plural(len(bulk.targets), "user")
    return Content.assemble(f"{undo}oggle {bulk.word} {users} in {bulk.org}  ", badge(sandbox=bulk.sandbox))


def target_lines(bulk: Bulk) -> list[Content]:
    """A line for each target, in columns."""
    name = min(NAME_CELLS, max((len(one.name) for one in bulk.targets), default=0))
    was = max((len(one.was) for one in bulk.targets), default=0)
    return [_line(one, bulk.word, name, was) for one in bulk.targets]


def _line(target: Target, wanted: str, name: int, was: int) -> Content:
    start = fit(target.name, name)
    if target.skip:
        return Content.styled(f"{start}   {target.was.ljust(was)}   {target.skip}", FAINT)
    change = f"{target.was.ljust(was)} → {wanted}"
    return Content.assemble(start, "   ", (change, "bold"), "   ", ("  ".join(target.warnings), "$text-warning"))


def summary(bulk: Bulk, *, includable: bool) -> Content:
    """What the list may hide: how many are skipped or warned of, and who is not in it."""
    lines = []
    if bulk.skipped:
        lines.append(f"{plural(len(bulk.skipped), 'user')} skipped: nothing is sent for them.")
    unknown = sum("presence unknown" in one.warnings for one in bulk.targets)
    if unknown:
        lines.append(f"Presence of {plural(unknown, 'user')} is unknown: you decide, the loop would not.")
    if bulk.others:
        lines.append(f"Changed by somebody else since, left alone: {'; '.join(bulk.others[:5])}.")
    if bulk.hidden:
        are, how = "is" if bulk.hidden == 1 else "are", " (i to include)" if includable else ""
        lines.append(f"{bulk.hidden:,} more {are} marked but hidden by the filter: not included{how}.")
    return Content.styled("\n".join(lines), "$text-warning")
