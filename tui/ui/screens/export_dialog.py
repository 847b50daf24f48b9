"""Where to write what is shown, and in which form; a file that cannot be written is told here, and tried again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from textual import events, on, work
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.ui.exported import why_not_written
from tui.ui.plain import plain
from tui.ui.screens.dialog import Choice, Dialog
from tui.ui.screens.taken import Form
from tui.ui.tones import QUIET

CHOICES = (Choice("w", "Write", "write"),)
LABEL_CELLS = 18
Write = Callable[[Form, Path], Awaitable[Path]]


class ExportDialog(Dialog[Path]):
    """The answer is the whole path of the file that was written.

    ``about`` says what is in it, ``name`` is what the file may be called. ``write`` writes it, and raises OSError.
    """

    HELP = (
        "Whom the table shows, in its order, goes to a new file; one that is there already is never overwritten. "
        "A number chooses the form, f goes to the file's name."
    )

    AUTO_FOCUS = "#forms"
    FIELDS: ClassVar[Mapping[str, str]] = {"f": "#file"}

    def __init__(self, title: str, about: str, name: str, *, forms: Sequence[Form], write: Write) -> None:
        super().__init__(Content(title), CHOICES)
        self._about, self._name, self._forms, self._write = about, name, forms, write

    def body(self) -> Iterable[Widget]:
        """What, in which form, and where."""
        yield Static(Content(self._about), classes="words")
        yield OptionList(*(Option(_line(one), id=one.key) for one in self._forms), id="forms", compact=True)
        with Horizontal(classes="field"):
            yield Static(Content.assemble(("f", "bold"), "  file"), classes="label")
            yield Input(self._name, id="file", compact=True, select_on_focus=False)
        yield Static(id="summary")

    def on_mount(self) -> None:
        """Say where a bare name leads."""
        self.query_one("#forms", OptionList).highlighted = 0
        self._say(f"enter writes; a bare name is in {Path.cwd()}", QUIET)

    def _say(self, text: str, style: str) -> None:
        self.query_one("#summary", Static).update(Content.styled(plain(text), style))

    @property
    def _form(self) -> Form:
        return self._forms[self.query_one("#forms", OptionList).highlighted or 0]

    def on_key(self, event: events.Key) -> None:
        """A form's number goes to it, ``f`` to the file's name."""
        if self.goes_to_a_field(event):
            return
        for place, form in enumerate(self._forms):
            if event.key == form.key:
                self.query_one("#forms", OptionList).highlighted = place

    @on(OptionList.OptionHighlighted)
    def _form_chosen(self) -> None:
        """The name ends as the form does, where it ended in a form's way."""
        field = self.query_one("#file", Input)
        bare, dot, suffix = field.value.rpartition(".")
        if f".{suffix}" in {one.suffix for one in self._forms} and f"{dot}{suffix}" != self._form.suffix:
            field.value = bare + self._form.suffix

    @on(Input.Changed)
    def _named(self, event: Input.Changed) -> None:
        """So does the form follow the name."""
        meant = [place for place, one in enumerate(self._forms) if event.value.lower().endswith(one.suffix)]
        forms = self.query_one("#forms", OptionList)
        if meant and forms.highlighted not in meant:
            forms.highlighted = meant[0]

    @on(OptionList.OptionSelected)
    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.chosen("write")

    def chosen(self, value: str) -> None:  # noqa: ARG002 — there is one
        """Write; what fails is told, and may be tried again."""
        self._write_now()

    @work(group="write", exclusive=True)
    async def _write_now(self) -> None:
        name = self.query_one("#file", Input).value.strip()
        if not name:
            self._say("A file needs a name.", "$text-error")
            return
        path = Path(name)
        try:
            self.dismiss(await self._write(self._form, path))
        except (OSError, ValueError) as error:
            self._say(why_not_written(path, error), "$text-error")


def _line(form: Form) -> Content:
    return Content.assemble((form.key, "bold"), f"  {form.label:<{LABEL_CELLS}}", (form.note, QUIET))
