"""Sends a person through the org's login page and brings the answer back: by the browser, or by what they paste."""

from __future__ import annotations

from tui.org.login.attempt import Answer, Attempt, pasted_answer
from tui.org.login.callback import Callback
from tui.org.login.callback_address import callback_url
from tui.org.login.person import Person
from tui.org.login.refusals import LoginRefused

WAIT = 120.0  # seconds, as the Salesforce CLI waits (core 9.4.0)
_TRIES = 3
_PASTE = "Address that the browser ends at"
_PASTE_OR_ENTER = "Address that the browser ends at, or Enter once it says that you can close it"


def answer_of(person: Person, attempt: Attempt, callback: Callback, wait: float) -> Answer:
    """The browser's answer to this attempt. Raises LoginRefused where none comes."""
    if callback.why_none:
        port = attempt.saved.callback_port
        person.tell(f"Nothing can listen at localhost:{port}: {callback.why_none}. The browser will end at a page")
        person.tell("that does not exist, and its address is wanted here.")
    opened = person.open(attempt.url)
    person.tell("Log in and allow the app in your browser. If no page opens there, open this address:")
    person.tell(attempt.url)
    answer = callback.wait(wait) if opened and not callback.why_none else None
    answer = answer or _pasted(person, attempt, callback, 0 if opened else wait)
    if answer is None:
        address = callback_url(attempt.saved.callback_port)
        raise LoginRefused(
            "No login took place",
            "the browser did not come back, and nothing was pasted that belongs to this login",
            f"The browser's page may say why; redirect_uri_mismatch: register exactly {address} in the app",
        )
    return answer


def _pasted(person: Person, attempt: Attempt, callback: Callback, wait: float) -> Answer | None:
    """What the person pastes; or what the browser has brought meanwhile, through a forwarded port for example.

    Enter alone, or nobody at the terminal, leaves it to the browser, for which ``wait`` seconds are left.
    """
    question = _PASTE if callback.why_none else _PASTE_OR_ENTER
    for _ in range(_TRIES):
        text = (person.paste(question) or "").strip()
        if not text:
            return callback.wait(0) or _waited(person, callback, wait)
        if answer := pasted_answer(text, attempt.state):
            return answer
        person.tell("That is not the answer to this login: it has another state, or no code.")
        person.tell(f"Paste the whole address, {callback_url(attempt.saved.callback_port)}?code=…, or its code alone.")
    return callback.wait(0)


def _waited(person: Person, callback: Callback, wait: float) -> Answer | None:
    if callback.why_none or wait <= 0:
        return None
    person.tell(f"Waiting {wait:.0f} s for the browser; Ctrl-C ends it.")
    return callback.wait(wait)
