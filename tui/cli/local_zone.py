"""The time zone of this machine with its changes of clocks, which Python gives only moment by moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo


class LocalZone(tzinfo):
    """Whatever the operating system says for each moment."""

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """The offset at a local time; of one that occurs twice, ``fold`` says which."""
        return None if moment is None else self._of(moment).utcoffset()

    def dst(self, moment: datetime | None) -> timedelta | None:
        """Not told apart from the offset."""
        return None if moment is None else timedelta(0)

    def tzname(self, moment: datetime | None) -> str | None:
        """The system's name for it."""
        return None if moment is None else self._of(moment).tzname()

    def fromutc(self, moment: datetime) -> datetime:
        """A moment of UTC as it reads here."""
        return moment.replace(tzinfo=UTC).astimezone().replace(tzinfo=self)

    @staticmethod
    def _of(moment: datetime) -> datetime:
        return moment.replace(tzinfo=None).astimezone()
