"""What a list asks of the network, and how it takes what it is told. Nothing here prints."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from readinglist.lists.lookup import Lookup
from readinglist.model.finding import Origin
from readinglist.model.provenance import Lock
from readinglist.store.store import Store

if TYPE_CHECKING:
    from readinglist.links.check import Progress as LinkProgress
    from readinglist.links.network import Network
    from readinglist.links.results import LinkReport
    from readinglist.links.run import Listed
    from readinglist.metadata.resolve import Progress, Resolution
    from readinglist.settings import ResolveSettings, Settings
    from readinglist.web.asking.answer import Asker


class Online(Lookup):
    """A list that can ask about its works and its links."""

    _store: Store | None
    _lock: Lock
    _origins: Mapping[str, Origin]
    _session_origins: tuple[Origin | None, ...]

    @property
    def lock(self) -> Lock:
        """Which source said what of which field."""
        return self._lock

    def resolve(
        self,
        *keys: str,
        session: Asker | None = None,
        search: bool = False,
        settings: ResolveSettings | None = None,
        progress: Progress | None = None,
    ) -> Resolution:
        """What the metadata services say of these readings; nothing is changed, see `applied`.

        Args:
            keys: citation keys; none: all readings.
            session: a polite session that is open; ``None``: one is made for this call.
            search: also search by title for what preprints were published as; what is
                found so is only suggested.
            settings: contact address, cache and age of replies, for a new session.
            progress: called with the source's name, how many are done, and of how many.

        Raises:
            UnknownKeyError: no reading has one of the keys.
        """
        from readinglist.metadata.resolve.services import open_session, resolve_readings
        from readinglist.settings import ResolveSettings

        readings = [self.readings[key] for key in keys] or list(self)
        if session is not None:
            return resolve_readings(readings, self._lock, session, with_search=search, progress=progress)
        with open_session(settings or ResolveSettings()) as own:
            return resolve_readings(readings, self._lock, own, with_search=search, progress=progress)

    def check_links(
        self,
        *keys: str,
        everything: bool = False,
        changed_since: str | None = None,
        shard: str | None = None,
        history: str | Path | None = None,
        settings: Settings | None = None,
        network: Network | None = None,
        progress: LinkProgress | None = None,
    ) -> LinkReport:
        """Whether the links of the list still lead to what they promise; nothing is changed, see `fixed`.

        Args:
            keys: citation keys; none: every link of the list.
            everything: also ask about links that were well lately.
            changed_since: only what is new or changed since this revision of git; settings
                and history are then those of the revision, and nothing is remembered.
            shard: ``2/8`` is the second of eight parts by host; ``None``: all hosts.
            history: the file that remembers earlier runs, read and saved; ``None``: there is
                none, so that a dead link is only confirmed by two witnesses.
            settings: how links are checked, and who asks; ``None``: the defaults.
            network: what to ask with, which is left open; ``None``: one is made for this call.
            progress: is told each result as it comes, how many there are and will be.

        Raises:
            UnknownKeyError: no reading has one of the keys.
            UsageError: a revision or a shard that cannot be meant.
            FileError: the history cannot be saved.
        """
        from readinglist.links.run import Choice, check_list
        from readinglist.settings import Settings

        choice = Choice(
            keys=tuple(self.readings[key].key for key in keys),
            everything=everything,
            changed_since=changed_since,
            shard=shard,
            history=None if history is None else Path(history),
        )
        return check_list(self._listed(), choice, settings or Settings(), network, progress)

    def _listed(self) -> Listed:
        from readinglist.formats.line_finder import LineFinder
        from readinglist.links.run import Listed

        store = self._store
        if store is None:
            return Listed(self._syllabus)
        bib, schedule = store.bib, store.schedule
        path = schedule.path.parent if schedule else bib.path if bib else None
        lines = LineFinder(
            bib.text if bib else None, schedule.text if schedule else None, self._session_origins
        )
        return Listed(self._syllabus, path, self._origins, self._session_origins, lines)
