"""The article's own job in the simulated org, so that one can see it work, and fight with another.

A twin of its code with the two errors mended that keep it from compiling, and with all its others: it toggles every
user every time, it follows nobody's other sessions, an error ends the chain without a word, abort ends one job only.
Members who are no users are left out: this org's DE refuses them, and whether a real one answers them is not known.
"""

from __future__ import annotations

from tui.demo.world.de import DEError
from tui.demo.world.ids import record_id
from tui.demo.world.jobs.queue import Context, TooDeep, Uncaught, Work
from tui.demo.world.jobs.twin import ARTICLES
from tui.demo.world.jobs.twin_org import OrgNow, World
from tui.demo.world.jobs.twin_turn import DE_EXCEPTION
from tui.demo.world.kit.deployed import ApexCode, Part

_MINUTES = 5
_ABORTED = frozenset({"Holding", "Queued", "Prepared", "Processing"})  # the article's words; the second last is none
_BODY = """\
public with sharing class ToggleDEUserBasedOnSession implements System.Queueable {

    public void execute(QueueableContext context) {
        // Fetch all DE user ids
        Map<Id, Map<Id, Boolean>> teamUserAvailability = n2de.DistributionEngineGlobal.getUserAvailabilityAllTeams();
        Set<Id> allDEUserIds = new Set<Id>();
        for (Map<Id, Boolean> teamAvailability : teamUserAvailability.values()) {
            allDEUserIds.addAll(teamAvailability.keySet());
        }

        // Collect the UI auth sessions for the users
        List<AuthSession> authSessions = [
            SELECT UsersId, LastModifiedDate, NumSecondsValid
            FROM AuthSession
            WHERE UsersId IN :allDEUserIds AND SessionType = 'UI' AND LoginType = 'Application'
            ORDER BY LastModifiedDate ASC
        ];
        Set<Id> usersWithSessions = new Set<Id>();
        for (AuthSession authSession : authSessions) {
            if (authSession.LastModifiedDate.addSeconds(authSession.NumSecondsValid) > System.now()) {
                usersWithSessions.add(authSession.UsersId);
            }
        }

        // Determine whether the users are online
        List<n2de.DistributionEngineGlobal.ToggleUserDTO> userDtoList =
            new List<n2de.DistributionEngineGlobal.ToggleUserDTO>();
        for (Id userId : allDEUserIds) {
            Boolean active = usersWithSessions.contains(userId);
            userDtoList.add(
                new n2de.DistributionEngineGlobal.ToggleUserDTO(userId, active, active ? null : 'No active session')
            );
        }

        // Toggle the users
        n2de.DistributionEngineGlobal.toggleUsers(userDtoList);

        // Schedule the next job in 5 minutes
        System.enqueueJob(new ToggleDEUserBasedOnSession(), 5);
    }

    public static void startJob() {
        System.enqueueJob(new ToggleDEUserBasedOnSession());
    }

    public static void abortJob() {
        List<AsyncApexJob> jobs = [
            SELECT Id, Status
            FROM AsyncApexJob
            WHERE Status IN ('Holding', 'Queued', 'Prepared', 'Processing')
                AND ApexClass.Name = :ToggleDEUserBasedOnSession.class.getName()
        ];
        if (!jobs.isEmpty()) {
            System.abortJob(jobs.get(0).Id);
        }
    }
}
"""


class ArticleJob:
    """The job of one world, once its class is there."""

    def __init__(self, world: World) -> None:
        self._world = world

    def part(self) -> Part:
        """The class as somebody would have put it there by hand."""
        at = self._world.now.replace(microsecond=0)
        return Part("ApexClass", ARTICLES, record_id("01p", 302), _BODY, ApexCode(_BODY, 65.0), at, at)

    def start(self) -> None:
        """``startJob()``: a chain, whether one runs or not."""
        self._world.jobs.enqueue(self._link(), self._outside())

    def abort(self) -> None:
        """``abortJob()``: the first that it finds."""
        found = [one for one in self._world.jobs.rows if one.class_name == ARTICLES and one.status in _ABORTED]
        if found:
            self._world.jobs.abort(found[0].id, self._outside().at)

    def _outside(self) -> Context:
        return Context(self._world.now.replace(microsecond=0), self._world.caller)

    def _link(self) -> Work:
        return Work(ARTICLES, self._execute)

    def _execute(self, context: Context) -> None:
        org = OrgNow(self._world, context.at, context.owner)
        try:
            members = {one: None for team in org.answer().values() for one in team if one.startswith("005")}
            live = {
                row.user_id
                for row in org.sessions(members, frozenset())
                if row.kind == "UI" and row.login == "Application" and row.expires > context.at
            }
            for online in (True, False):
                users = [one for one in members if (one in live) is online]
                org.toggle(users, online, None if online else "No active session")
            self._world.jobs.enqueue(self._link(), context, _MINUTES)
        except (DEError, TooDeep) as error:
            raise Uncaught(f"{DE_EXCEPTION}: {error}" if isinstance(error, DEError) else str(error)) from error
