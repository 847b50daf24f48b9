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
    return answer or _pasted(person, attempt, callback, wait)


def _pasted(person: Person, attempt: Attempt, callback: Callback, wait: float) -> Answer:
    """What the person pastes; or what the browser has brought meanwhile, through a forwarded port for example."""
    question = _PASTE if callback.why_none else _PASTE_OR_ENTER
    for _ in range(_TRIES):
        text = person.paste(question)
        answer = callback.wait(0 if text is None or callback.why_none else wait if not text.strip() else 0)
        answer = answer or (pasted_answer(text, attempt.state) if text else None)
        if answer is not None:
            return answer
        if text is None:
            break
        if text.strip():
            person.tell("That is not the answer to this login: it has another state, or no code.")
    address = callback_url(attempt.saved.callback_port)
    raise LoginRefused(
        "No login took place",
        "the browser did not come back, and nothing was pasted that belongs to this login",
        f"The browser's page may say why; redirect_uri_mismatch: register exactly {address} in the app",
    )
