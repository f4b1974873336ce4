"""``python -m bench``: measure, print the table, exit 1 if a goal is missed."""

from __future__ import annotations

import argparse
import os
import platform
import sys

from bench import peers
from bench.run import MEASUREMENTS, measured
from bench.table import shown


def main() -> int:
    """Run what the arguments ask for; 1 if a goal is missed."""
    if sys.argv[1:2] == ["links"]:
        from bench.links import run

        return run.main(sys.argv[2:])
    if sys.argv[1:2] == ["soak"]:
        from bench.links import soak

        return soak.main(sys.argv[2:])
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--only", action="append", choices=MEASUREMENTS, help="only this one; may be repeated"
    )
    parser.add_argument("--entries", type=int, default=10_000, help="size of the larger files [%(default)s]")
    parser.add_argument("--setup", action="store_true", help="first install the peers, beside this file")
    arguments = parser.parse_args()
    if arguments.setup:
        peers.set_up()
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors, {platform.machine()}")
    print(f"{'':36}{'best':>9}{'median':>12}{'peak':>13}{'ratio':>9}")
    passed = True
    for section in measured(tuple(arguments.only or MEASUREMENTS), arguments.entries):
        print(f"\n{shown(section)}", end="", flush=True)
        passed = passed and section.passed
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
