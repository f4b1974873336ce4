"""Several streams as one, each made in a thread of its own."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
_END = object()


def interleaved(*streams: Iterable[T]) -> Iterator[T]:
    """The items of all streams, as they come.

    An error of one stream is raised here. Who stops listening leaves the threads behind: they
    end with the item that they are at.
    """
    items: queue.SimpleQueue[object] = queue.SimpleQueue()
    stopped = threading.Event()
    for stream in streams:
        threading.Thread(target=_pass_on, args=(stream, items, stopped), daemon=True).start()
    try:
        running = len(streams)
        while running:
            item = items.get()
            if item is _END:
                running -= 1
            elif isinstance(item, _Failed):
                raise item.error
            else:
                yield item  # type: ignore[misc]
    finally:
        stopped.set()


class _Failed:
    def __init__(self, error: BaseException) -> None:
        self.error = error


def _pass_on(stream: Iterable[object], items: queue.SimpleQueue[object], stopped: threading.Event) -> None:
    try:
        for item in stream:
            if stopped.is_set():
                return
            items.put(item)
    except BaseException as error:
        items.put(_Failed(error))
    finally:
        items.put(_END)
