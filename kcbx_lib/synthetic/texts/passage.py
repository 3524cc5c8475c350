"""One topic in one wording: its paragraphs, and what a reader of figures must make of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kcbx_lib.synthetic.texts.world_figures import WorldFigures

# A finding names one of several words where it may quote either place; see ``Passage.words``.
EITHER = "|"


@dataclass(frozen=True)
class Passage:
    """Paragraphs on one matter.

    parts
        ``(section, paragraph)`` pairs, see ``compose.SECTIONS``; sections ``title`` and ``annex`` too.
    rule, is_fault, why
        what the passage is for: a fault of this rule, or a near-miss of it.
    words
        words of the text that a finding about it quotes; ``EITHER`` between alternatives.
    table
        header and rows of a small table, empty without one; it stands in the annex.
    """

    rule: str
    parts: tuple[tuple[str, str], ...]
    words: str
    why: str
    is_fault: bool = False
    table: tuple[tuple[str, ...], ...] = ()


# the figures of the world, and whether the wrong wording is wanted
Topic = Callable[[WorldFigures, bool], Passage]
