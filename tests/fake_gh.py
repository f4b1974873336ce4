"""A stand-in for the `gh` program: keeps issues and comments in a JSON file, and what it was asked."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any


def option(arguments: list[str], name: str) -> str | None:
    return arguments[arguments.index(name) + 1] if name in arguments else None


def main(arguments: list[str]) -> int:
    path = Path(os.environ["FAKE_GH"])
    kept: dict[str, Any] = json.loads(path.read_text("utf-8"))
    if not os.environ.get("GH_TOKEN") or not os.environ.get("GH_REPO"):
        return 4
    kept["calls"].append(arguments[:2])
    verb = 1 if arguments[0] == "api" else 2
    code = VERBS[tuple(arguments[:verb])](kept, arguments[verb:])
    path.write_text(json.dumps(kept), "utf-8")
    return code


def create_label(kept: dict[str, Any], arguments: list[str]) -> int:
    if arguments[0] in kept["labels"]:
        sys.stderr.write("label already exists\n")
        return 1
    kept["labels"].append(arguments[0])
    return 0


def list_issues(kept: dict[str, Any], arguments: list[str]) -> int:
    label = option(arguments, "--label")
    assert option(arguments, "--state") == "all"
    fields = (option(arguments, "--json") or "").split(",")
    found = [issue for issue in reversed(kept["issues"]) if label in issue["labels"]]
    sys.stdout.write(json.dumps([{name: issue[name] for name in fields} for issue in found]))
    return 0


def create(kept: dict[str, Any], arguments: list[str]) -> int:
    label = option(arguments, "--label")
    if label not in kept["labels"]:
        sys.stderr.write(f"could not add label: '{label}' not found\n")
        return 1
    issue = {"number": len(kept["issues"]) + 1, "title": option(arguments, "--title"), "labels": [label]}
    kept["issues"].append(
        {**issue, "body": body_of(arguments), "state": "OPEN", "stateReason": "", "comments": []}
    )
    return 0


def body_of(arguments: list[str]) -> str:
    # GitHub keeps line ends as browsers send them, and no white space at the end.
    text = Path(option(arguments, "--body-file") or "").read_text("utf-8")
    return text.rstrip().replace("\n", "\r\n")


def numbered(kept: dict[str, Any], number: str) -> dict[str, Any]:
    issue: dict[str, Any] = kept["issues"][int(number) - 1]
    return issue


def edit(kept: dict[str, Any], arguments: list[str]) -> int:
    numbered(kept, arguments[0])["body"] = body_of(arguments)
    return 0


def comment(kept: dict[str, Any], arguments: list[str]) -> int:
    numbered(kept, arguments[0])["comments"].append(option(arguments, "--body"))
    return 0


def close(kept: dict[str, Any], arguments: list[str]) -> int:
    reason = {"completed": "COMPLETED", "not planned": "NOT_PLANNED"}[option(arguments, "--reason") or ""]
    numbered(kept, arguments[0]).update(state="CLOSED", stateReason=reason)
    numbered(kept, arguments[0])["comments"].append(option(arguments, "--comment"))
    return 0


def view_pull_request(kept: dict[str, Any], arguments: list[str]) -> int:
    assert option(arguments, "--json") == "comments"
    sys.stdout.write(json.dumps({"comments": kept["comments"]}))
    return 0


def comment_on_pull_request(kept: dict[str, Any], arguments: list[str]) -> int:
    number = 1000 + len(kept["comments"])
    url = f"https://github.com/eng/list/pull/{arguments[0]}#issuecomment-{number}"
    kept["comments"].append({"body": body_of(arguments), "url": url, "viewerDidAuthor": True})
    return 0


def patch_comment(kept: dict[str, Any], arguments: list[str]) -> int:
    assert option(arguments, "--method") == "PATCH"
    (path,) = [argument for argument in arguments if argument.startswith("repos/")]
    number = path.removeprefix("repos/eng/list/issues/comments/")
    (found,) = [each for each in kept["comments"] if each["url"].endswith(f"#issuecomment-{number}")]
    field, _, file = (option(arguments, "--field") or "").partition("=@")
    found[field] = body_of(["--body-file", file])
    return 0


VERBS = {
    ("pr", "view"): view_pull_request,
    ("pr", "comment"): comment_on_pull_request,
    ("api",): patch_comment,
    ("label", "create"): create_label,
    ("issue", "list"): list_issues,
    ("issue", "create"): create,
    ("issue", "edit"): edit,
    ("issue", "comment"): comment,
    ("issue", "close"): close,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
