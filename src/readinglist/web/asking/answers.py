"""What is asked with, and what comes back: a reply, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from pydantic import Field

from readinglist.model.reading import Record


class Asker(Protocol):
    """What a source needs of the polite session (`readinglist.web.asking.polite.PoliteSession`)."""

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        limit: int | None = None,
        untrusted: bool = False,
    ) -> Answer:
        """Fetch ``url``; never raises for what the network or the server does."""
        ...

    def forget(self, asked: str) -> None:
        """Keep no reply of the address ``asked``: it turned out to be no answer."""
        ...


class Answer(Record):
    """A reply, or why there is none.

    ``status`` is ``None`` where no reply came; then ``problem`` says why. ``body`` holds
    at most the caller's limit of decoded bytes, and ``cut`` says whether there was more.
    """

    url: str = Field(description="the address that answered, behind redirects")
    asked: str = Field(description="the address that was asked, without contact data")
    retrieved: str = Field(description="when it was fetched from the network, ISO 8601 in UTC")
    status: int | None = None
    content_type: str = ""
    headers: Mapping[str, str] = Field(default_factory=dict, description="names in lower case")
    body: bytes = b""
    cut: bool = False
    from_cache: bool = False
    problem: str | None = Field(default=None, description="why there is no usable reply; null: there is one")
    fault: str | None = Field(
        default=None,
        description="of which kind the problem is (`readinglist.web.asking.failures`); null: a reply came",
    )

    @property
    def text(self) -> str:
        """The body as text, by the charset of its header, else UTF-8."""
        charset = "utf-8"
        # RFC 9110, 8.3.2.
        for part in self.content_type.split(";")[1:]:
            name, _, value = part.strip().partition("=")
            if name.lower() == "charset":
                charset = value.strip("\"' ")
        try:
            return self.body.decode(charset, "replace")
        except LookupError:
            return self.body.decode("utf-8", "replace")
