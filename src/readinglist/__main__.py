"""``python -m readinglist``."""

from readinglist.cli import main

if __name__ == "__main__":
    main()
