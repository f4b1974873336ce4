"""Presentation MathML (https://www.w3.org/TR/mathml-core/) to TeX: the part that occurs in titles."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import NamedTuple

# A tag, its name without a prefix such as "mml:"; text; or a sign that begins no tag.
_TOKEN = re.compile(r"<(/?)(?:[\w-]+:)?([\w-]+)([^<>]*?)(/?)>|([^<>]+)|[<>]")
_DEEPEST = 40
_MOST_NODES = 2_000

_SYMBOLS = {
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ϵ": r"\epsilon", "ε": r"\varepsilon",
    "ζ": r"\zeta", "η": r"\eta", "θ": r"\theta", "κ": r"\kappa", "λ": r"\lambda", "μ": r"\mu", "ν": r"\nu",
    "ξ": r"\xi", "π": r"\pi", "ρ": r"\rho", "σ": r"\sigma", "τ": r"\tau", "φ": r"\varphi", "ϕ": r"\phi",
    "χ": r"\chi", "ψ": r"\psi", "ω": r"\omega", "Γ": r"\Gamma", "Δ": r"\Delta", "Θ": r"\Theta",
    "Λ": r"\Lambda", "Ξ": r"\Xi", "Π": r"\Pi", "Σ": r"\Sigma", "Φ": r"\Phi", "Ψ": r"\Psi", "Ω": r"\Omega",
    "∞": r"\infty", "≤": r"\leq", "≥": r"\geq", "≠": r"\neq", "≈": r"\approx", "∼": r"\sim", "×": r"\times",
    "·": r"\cdot", "⋅": r"\cdot", "±": r"\pm", "→": r"\to", "⇒": r"\Rightarrow", "∈": r"\in", "⊂": r"\subset",
    "∪": r"\cup", "∩": r"\cap", "∑": r"\sum", "∏": r"\prod", "∫": r"\int", "√": r"\surd", "∂": r"\partial",
    "∇": r"\nabla", "ℓ": r"\ell", "ℝ": r"\mathbb{R}", "ℕ": r"\mathbb{N}", "ℤ": r"\mathbb{Z}", "…": r"\ldots",
    "−": "-", "′": "'", "<": r"\lt", ">": r"\gt", "%": r"\%", "$": r"\$", "#": r"\#", "&": r"\&", "_": r"\_",
    "{": r"\{", "}": r"\}", "\\": r"\backslash",
}  # fmt: skip
# Times, plus and function application that are not printed (U+2061 to U+2064), and spaces.
_INVISIBLE = re.compile("[\u2061-\u2064\u200b\xa0]")


class _Node(NamedTuple):
    name: str
    children: list[_Node]
    text: str = ""


def tex_of_mathml(markup: str) -> str:
    """TeX of what stands inside of a ``math`` element; empty where it holds nothing readable.

    TeX that the markup itself carries as an annotation wins. Markup that is not well formed
    gives what can be read of it; nesting and size are bounded.
    """
    root = _tree(markup)
    annotation = _annotation(root)
    return annotation if annotation is not None else re.sub(r"\s+", " ", _tex(root)).strip()


def _tree(markup: str) -> _Node:
    root = _Node("mrow", [])
    open_nodes = [root]
    for number, match in enumerate(_TOKEN.finditer(markup)):
        if number > _MOST_NODES:
            break
        closing, name, _, empty, text = match.groups()
        if text is not None:
            if text.strip():
                # Twice, as some services escape entities again.
                open_nodes[-1].children.append(_Node("#", [], " ".join(unescape(unescape(text)).split())))
        elif name is not None and closing:
            # An end that nothing waits for is left out; one that does closes what is open in it.
            if name in (node.name for node in open_nodes[1:]):
                while open_nodes.pop().name != name:
                    pass
        elif name is not None:
            node = _Node(name, [])
            open_nodes[-1].children.append(node)
            if not empty and len(open_nodes) < _DEEPEST:
                open_nodes.append(node)
    return root


def _annotation(root: _Node) -> str | None:
    """The text of the first ``annotation``, if it looks like TeX."""
    queue = [root]
    while queue:
        node = queue.pop()
        if node.name == "annotation" and node.children and not node.children[0].children:
            return node.children[0].text.strip("$ ") or None
        queue += node.children
    return None


def _tex(node: _Node) -> str:
    if node.name == "#":
        return "".join(_space_commands([_SYMBOLS.get(c, c) for c in _INVISIBLE.sub("", node.text)]))
    if node.name in ("annotation", "annotation-xml", "mspace", "mprescripts", "none", "maligngroup"):
        return " " if node.name == "mspace" else ""
    if node.name == "mtext":
        words = "".join(child.text for child in node.children)
        return rf"\text{{{words}}}" if words.strip() else " "
    parts = [_tex(child) for child in node.children]
    count, build = _LAYOUTS.get(node.name, (0, None))
    if build is not None and len(parts) == count:
        return build(*parts)
    whole = "".join(_space_commands(parts))
    return rf"\sqrt{{{whole}}}" if node.name == "msqrt" else f"({whole})" if node.name == "mfenced" else whole


def _space_commands(parts: list[str]) -> list[str]:
    """The parts with a space behind each command that a letter follows."""
    spaced: list[str] = []
    for part in parts:
        if spaced and re.search(r"\\[A-Za-z]+$", spaced[-1]) and part[:1].isalpha():
            spaced.append(" ")
        spaced.append(part)
    return spaced


def _group(tex: str) -> str:
    return tex if len(tex) == 1 else f"{{{tex}}}"


def _base(tex: str) -> str:
    return tex if len(tex) == 1 or re.fullmatch(r"\\[A-Za-z]+", tex) else f"{{{tex}}}"


# Element to how many children it has, and how they are laid out.
_LAYOUTS: dict[str, tuple[int, Callable[..., str]]] = {
    "msup": (2, lambda base, above: f"{_base(base)}^{_group(above)}"),
    "msub": (2, lambda base, below: f"{_base(base)}_{_group(below)}"),
    "msubsup": (3, lambda base, below, above: f"{_base(base)}_{_group(below)}^{_group(above)}"),
    "munder": (2, lambda base, below: f"{_base(base)}_{_group(below)}"),
    "mover": (2, lambda base, above: rf"\overset{{{above}}}{{{base}}}"),
    "munderover": (3, lambda base, below, above: f"{_base(base)}_{_group(below)}^{_group(above)}"),
    "mfrac": (2, lambda above, below: rf"\frac{{{above}}}{{{below}}}"),
    "mroot": (2, lambda radicand, index: rf"\sqrt[{index}]{{{radicand}}}"),
}
