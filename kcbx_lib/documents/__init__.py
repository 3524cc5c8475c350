"""The pages of ``docs/`` that are generated: from the rules, the policy, the catalogue and the facts.

What the kit knows is written once, as data; these pages show it, and a test compares them with what is
written here, so that they cannot fall behind. ``python -m kcbx_lib.documents`` writes them all.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kcbx_lib.documents.coverage_page import coverage_page
from kcbx_lib.documents.facts_page import facts_page
from kcbx_lib.documents.glossary_page import glossary_page
from kcbx_lib.documents.guide_pages import architecture_page, user_guide_page
from kcbx_lib.documents.rules_page import rules_page

PAGES: dict[str, tuple[Callable[[str], str], str]] = {
    "rules.md": (rules_page, "en"),
    "rules.zh-CN.md": (rules_page, "zh"),
    "coverage.md": (coverage_page, "en"),
    "coverage.zh-CN.md": (coverage_page, "zh"),
    "glossary.md": (glossary_page, "en"),
    "glossary.zh-CN.md": (glossary_page, "zh"),
    "facts.md": (facts_page, "en"),
    "architecture.md": (architecture_page, "en"),
    "user-guide.md": (user_guide_page, "en"),
    "user-guide.zh-CN.md": (user_guide_page, "zh"),
}


def page(name: str) -> str:
    """The text of one page of ``docs/``."""
    write, lang = PAGES[name]
    return write(lang)


def write_pages(folder: Path) -> list[Path]:
    """Write every generated page into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in PAGES:
        path = folder / name
        path.write_text(page(name), encoding="utf-8", newline="\n")
        paths.append(path)
    return paths
