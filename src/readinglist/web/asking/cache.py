"""Replies on disk, in one SQLite file that may be thrown away at any time.

A cache that the `requests` ecosystem offers would store what arrived: before the size
cap, keyed with the contact address, and unpickled on the way back. This one stores
finished `Answer` records as JSON and bytes, checks each by a digest when it is read, and
never lets a broken file stop a run.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from readinglist.web.asking.answers import Answer

MAX_BYTES = 64 * 1024 * 1024
"""How much is kept; above it the oldest replies go."""

# "RL" and the version of the table: another number is another program's file, or an older one of ours.
_FORMAT = 0x524C0001
_BUSY_SECONDS = 2.0
_COLUMNS = "key, asked, stored, size, digest, head, body"
_CREATE = """
CREATE TABLE IF NOT EXISTS replies (
    key TEXT PRIMARY KEY, asked TEXT, stored REAL, size INTEGER, digest BLOB, head TEXT, body BLOB
);
CREATE INDEX IF NOT EXISTS by_age ON replies (stored, size);
"""


class CachedReply(NamedTuple):
    """A reply and when it was kept, in seconds since 1970."""

    answer: Answer
    stored: float


class ReplyCache:
    """Replies by key. Serves many threads, and many processes at once.

    Nothing here raises: what cannot be read was never kept, and what cannot be written is
    asked for anew next time. ``note`` is told when that happens.
    """

    def __init__(self, path: Path, note: Callable[[str], None], *, max_bytes: int = MAX_BYTES) -> None:
        self._path = path
        self._note = note
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        with self._lock, self._guarded():
            self._connection = self._open()

    def find(self, key: str) -> CachedReply | None:
        """What is kept under ``key``; ``None``: nothing, or nothing that can be trusted."""
        row = None
        with self._lock, self._guarded():
            if self._connection is not None:
                row = self._connection.execute(
                    "SELECT stored, digest, head, body FROM replies WHERE key = ?", (key,)
                ).fetchone()
        return _read_row(key, *row) if row else None

    def keep(self, key: str, answer: Answer, stored: float) -> None:
        """Keep a reply in place of an older one, and drop the oldest where it gets too many."""
        head = answer.model_dump_json(exclude={"body", "from_cache"})
        size = len(head) + len(answer.body)
        row = (key, answer.asked, stored, size, _digest(key, head, answer.body), head, answer.body)
        with self._lock, self._guarded():
            # One huge reply must not push out most of the others.
            if self._connection is not None and size <= self._max_bytes // 4:
                with self._connection:
                    self._connection.execute(
                        f"INSERT OR REPLACE INTO replies ({_COLUMNS}) VALUES (?,?,?,?,?,?,?)", row
                    )
                    self._prune(self._connection)

    def forget(self, asked: str) -> None:
        """Drop the replies of an address: they turned out to be of no use."""
        with self._lock, self._guarded():
            if self._connection is not None:
                with self._connection:
                    self._connection.execute("DELETE FROM replies WHERE asked = ?", (asked,))

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._disconnect()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Go on without the cache, or with a new one, where the file or the disk fails."""
        try:
            yield
        except sqlite3.OperationalError as error:
            # Another process is busy with it, the disk is full, or read-only: the file itself may be sound.
            # SQLite gives the reason in words alone.
            if "locked" not in str(error):
                self._disconnect()
                self._note(f"{self._path}: replies are not kept: {error}.")
        except sqlite3.DatabaseError:
            self._start_anew()
        except OSError as error:
            self._note(f"{self._path}: replies are not kept: {error.strerror}.")

    def _start_anew(self) -> None:
        self._note(f"{self._path}: it was damaged or of another program; it is thrown away and begun anew.")
        self._disconnect()
        try:
            # A journal that is left behind would be played back into the new file.
            for ending in ("", "-journal", "-wal", "-shm"):
                self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
            self._connection = self._open()
        except (OSError, sqlite3.Error) as error:
            self._note(f"{self._path}: replies are not kept: {error}.")

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(sqlite3.Error):
                connection.close()

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # SQLite gives its journal the rights of the file, so these are set before it sees the file.
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, check_same_thread=False)
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        # Lost power may cost the cache, which is cheaper than waiting for the disk at each reply.
        connection.execute("PRAGMA synchronous = OFF")
        found = connection.execute("PRAGMA application_id").fetchone()[0]
        if found == 0 and not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            with connection:
                connection.executescript(
                    f"BEGIN IMMEDIATE; PRAGMA application_id = {_FORMAT}; {_CREATE} COMMIT;"
                )
        elif found != _FORMAT:
            raise sqlite3.DatabaseError("of another program, or of another version of this one")
        try:
            # A table without one of the columns is damaged, which SQLite calls an error of the operation.
            connection.execute(f"SELECT {_COLUMNS} FROM replies LIMIT 1").fetchall()
        except sqlite3.OperationalError as error:
            if "no such" in str(error):
                raise sqlite3.DatabaseError(str(error)) from error
            raise

    def _prune(self, connection: sqlite3.Connection) -> None:
        total = connection.execute("SELECT TOTAL(size) FROM replies").fetchone()[0]
        if total <= self._max_bytes:
            return
        # Down to nine tenths, so that not every further reply has to make room again.
        connection.execute(
            "DELETE FROM replies WHERE rowid IN (SELECT rowid FROM (SELECT rowid,"
            " SUM(size) OVER (ORDER BY stored, rowid) - size AS older FROM replies) WHERE older < ?)",
            (total - self._max_bytes * 0.9,),
        )


def _read_row(key: str, stored: object, digest: object, head: object, body: object) -> CachedReply | None:
    if not (isinstance(stored, float) and isinstance(head, str) and isinstance(body, bytes)):
        return None
    if digest != _digest(key, head, body):
        return None
    with contextlib.suppress(ValidationError):
        return CachedReply(
            Answer.model_validate_json(head).model_copy(update={"body": body, "from_cache": True}), stored
        )
    return None


def _digest(key: str, head: str, body: bytes) -> bytes:
    # With the lengths, so that no byte can change from one part to the next.
    return hashlib.blake2b(f"{len(key)} {len(head)} {key}{head}".encode() + body, digest_size=16).digest()
