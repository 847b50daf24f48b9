"""The org's own job started and aborted: by the companion or by anonymous Apex, once each, and looked at again."""

from __future__ import annotations

import pytest

from tests.org.job_org import BARE, JobOrg, link
from tui.org.wire.calls import Kind
from tui.org.wire.errors import AnswerLost, MissingPermission, Rejected
from tui.presence.chains import JobState

ARTICLES = "ToggleDEUserBasedOnSession"
COMPILED = {"compiled": True, "success": True}


def uncompiled(_: str) -> object:
    problem = "Variable does not exist: DePresenceJob"
    return {"compiled": False, "success": False, "compileProblem": problem}


def test_start_goes_through_anonymous_apex_and_tells_the_job_after_it() -> None:
    org = JobOrg()
    state = org.start()
    assert org.verbs == ["DePresenceJob.start();"]
    assert [one.status for one in state.chains or ()] == ["Queued"]


def test_with_the_companion_start_needs_no_apex() -> None:
    org = JobOrg(companion=True)
    org.permissions = BARE
    org.told = {"version": "1.2.3", "chains": []}
    org.start()
    assert org.verbs == ["job: start"]


def test_a_companion_that_is_closed_leaves_anonymous_apex() -> None:
    org = JobOrg(companion=True)

    def closed(verb: str) -> object:
        return MissingPermission("no access") if verb.startswith("job:") else org.obey(verb)

    org.on_write = closed
    assert org.start().chains
    assert org.verbs == ["job: start", "DePresenceJob.start();"]


def test_where_nothing_is_open_it_says_what_is_missing() -> None:
    org = JobOrg(companion=True)
    org.permissions = BARE
    org.on_write = lambda verb: MissingPermission("no") if verb.startswith("job:") else Rejected("no", "no", code="X")
    with pytest.raises(MissingPermission) as caught:
        org.start()
    problem = caught.value.problem
    assert problem.title == "You may not start the org's job"
    assert "DE Presence" in problem.next
    assert "Author Apex" in problem.next


@pytest.mark.parametrize("name", ["DePresenceJob", ARTICLES])
def test_a_second_chain_is_refused_and_nothing_is_written(name: str) -> None:
    org = JobOrg(link(55, name=name))
    with pytest.raises(Rejected) as caught:
        org.start()
    assert caught.value.problem.title == "The org's own job runs already"
    assert caught.value.problem.cause == f"{name}, Queued, as Ada"
    assert org.verbs == []


def test_what_the_job_itself_refuses_is_told_in_its_words() -> None:
    org = JobOrg(companion=True)
    org.on_write = lambda _: Rejected("no", "DePresenceJob.JobException: The job runs already", code="APEX_ERROR")
    with pytest.raises(Rejected, match="The job runs already"):
        org.start()
    assert org.verbs == ["job: start"]


def refusing(message: str) -> JobOrg:
    """An org whose companion answers a verb with status 400."""
    org = JobOrg(companion=True)

    def refuse(verb: str) -> object:
        org.calls.refuse_actions = verb.startswith("job:")
        return [{"errorCode": "INVALID_INPUT", "message": message}] if verb.startswith("job:") else org.obey(verb)

    org.on_write = refuse
    return org


def test_a_refusal_of_the_companion_is_told_and_not_tried_another_way() -> None:
    org = refusing("Your user may not see all sessions (Manage Users); start the job as one who may")
    with pytest.raises(Rejected, match="Your user may not see all sessions"):
        org.start()
    assert org.verbs == ["job: start"]


def test_a_companion_of_an_earlier_kit_leaves_anonymous_apex() -> None:
    org = refusing("There is nothing by the name job")
    assert org.start().chains
    assert org.verbs == ["job: start", "DePresenceJob.start();"]


def test_an_org_without_the_kit_is_told_how_to_get_it() -> None:
    org = JobOrg(kit=False)
    with pytest.raises(Rejected) as caught:
        org.start()
    assert caught.value.problem.next == "de-presence kit deploy brings it"
    assert org.verbs == []


def test_so_is_one_whose_classes_may_not_be_seen() -> None:
    org = JobOrg(kit=False)
    org.refused.add("ApexClass")
    org.on_write = uncompiled
    with pytest.raises(Rejected, match="The kit's job is not in this org"):
        org.start()


def test_a_caller_who_sees_only_their_own_sessions_cannot_start_a_job_that_runs_as_them() -> None:
    org = JobOrg()
    org.permissions = type(BARE)(False, True, True, True)
    with pytest.raises(MissingPermission, match="lack Manage Users"):
        org.start()
    assert org.verbs == []


def test_every_write_leaves_as_a_write_so_that_nothing_below_repeats_it() -> None:
    org = JobOrg(companion=True)
    org.start()
    assert [one.kind for one in org.calls.asked if one.path.endswith("/job") and one.method == "POST"] == [Kind.WRITE]


def test_a_start_whose_answer_was_lost_is_settled_by_the_next_look() -> None:
    org = JobOrg()

    def lost(verb: str) -> object:
        org.obey(verb)
        return AnswerLost("lost", "timed out")

    org.on_write = lost
    assert org.start().chains
    assert len(org.verbs) == 1


def test_where_the_look_shows_nothing_nobody_knows_and_it_is_not_sent_again() -> None:
    org = JobOrg()
    org.on_write = lambda _: AnswerLost("lost", "timed out")
    with pytest.raises(AnswerLost, match="not known whether the org's job was started"):
        org.start()
    assert len(org.verbs) == 1


# abort


def ended(state: JobState) -> bool:
    return state.chains == ()


def test_abort_ends_all_chains_by_one_word_to_the_kit_and_looks_again() -> None:
    org = JobOrg(link(54), link(55, name=ARTICLES))
    assert ended(org.abort())
    assert org.verbs == ["DePresenceJob.abort();"]
    assert org.slept == [1.0]


def test_abort_goes_through_the_companion_where_it_is_open() -> None:
    org = JobOrg(link(54), companion=True)
    assert ended(org.abort())
    assert org.verbs == ["job: abort"]


def test_where_nothing_runs_nothing_is_written() -> None:
    org = JobOrg()
    assert ended(org.abort())
    assert org.verbs == []


def test_the_articles_links_are_aborted_one_by_one_where_the_kit_is_not_there() -> None:
    org = JobOrg(link(54, name=ARTICLES), link(55, name=ARTICLES), kit=False)
    assert ended(org.abort())
    assert org.verbs == ["System.abortJob('7075e0000000054AAA');", "System.abortJob('7075e0000000055AAA');"]


def test_so_are_they_where_nobody_tells_whether_the_kit_is_there() -> None:
    org = JobOrg(link(54, name=ARTICLES), kit=False)
    org.refused.add("ApexClass")
    org.on_write = lambda verb: uncompiled(verb) if "DePresence" in verb else org.obey(verb)
    assert ended(org.abort())
    assert org.verbs == ["DePresenceJob.abort();", "System.abortJob('7075e0000000054AAA');"]


def test_a_link_at_work_that_enqueues_the_next_one_after_its_abort_does_not_get_away() -> None:
    org = JobOrg(link(54, "Processing", ARTICLES), kit=False)
    waiting = [link(56, name=ARTICLES)]

    def born_late() -> None:
        if len(org.slept) == 2:
            org.links.append(waiting.pop())

    org.on_sleep = born_late
    assert ended(org.abort())
    assert org.verbs[-1] == "System.abortJob('7075e0000000056AAA');"
    assert len(org.slept) == 4


def test_a_chain_that_does_not_end_is_told_after_a_bounded_number_of_looks() -> None:
    org = JobOrg(link(54, name=ARTICLES), kit=False)
    org.on_write = lambda _: {**COMPILED, "success": False, "exceptionMessage": "it cannot be aborted"}
    state = org.abort()
    assert [one.id for one in state.chains or ()] == ["7075e0000000054AAA"]
    assert len(org.slept) == 5


def test_an_abort_whose_answer_was_lost_is_settled_by_the_next_look() -> None:
    org = JobOrg(link(54))

    def lost(verb: str) -> object:
        org.obey(verb)
        return AnswerLost("lost", "timed out")

    org.on_write = lost
    assert ended(org.abort())
    assert len(org.verbs) == 1


def test_an_abort_that_the_org_refuses_is_a_failure() -> None:
    org = JobOrg(link(54))
    org.on_write = lambda _: {**COMPILED, "success": False, "exceptionMessage": "System.DmlException: no"}
    with pytest.raises(Rejected, match="did not abort its job"):
        org.abort()
