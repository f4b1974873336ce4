"""ISBNs (ISO 2108)."""

from __future__ import annotations

import re


def normalise_isbn(text: str) -> str | None:
    """The 13 digits of an ISBN-10 or ISBN-13 with a right check digit (ISO 2108), else ``None``."""
    digits = re.sub(r"^isbn(?:-1[03])?:?", "", text.strip(), flags=re.I)
    digits = re.sub(r"[\s‐-―-]", "", digits).upper()
    if re.fullmatch(r"[0-9]{9}[0-9X]", digits):
        total = sum((10 - i) * (10 if c == "X" else int(c)) for i, c in enumerate(digits))
        if total % 11:
            return None
        digits = "978" + digits[:9]
        return digits + str(_isbn13_check(digits))
    if re.fullmatch(r"97[89][0-9]{10}", digits) and _isbn13_check(digits[:12]) == int(digits[12]):
        return digits
    return None


def _isbn13_check(twelve: str) -> int:
    return -sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(twelve)) % 10
