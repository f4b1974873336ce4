"""Who asks: the name under which requests go out."""

from __future__ import annotations

from importlib.metadata import version

PROGRAM = "readinglist"


def program_version() -> str:
    """The version of this program, as it is installed."""
    return version(PROGRAM)


def user_agent(contact: str | None, project: str | None = None) -> str:
    """Who asks, as a server's log has it (RFC 9110, 10.1.5).

    Args:
        contact: an e-mail address that services may write to; ``None``: it is not told.
        project: the URL at which they read what asks; ``None``: it is not told.
    """
    told = "; ".join([f"+{project}"] * bool(project) + [f"mailto:{contact}"] * bool(contact))
    return f"{PROGRAM}/{program_version()}" + (f" ({told})" if told else "")
