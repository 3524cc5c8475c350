"""The pages of policy values say what the rulebook says."""

from __future__ import annotations

from pathlib import Path

import pytest

from kcbx_lib.policy import policy_keys, profile_names
from kcbx_lib.policy.document import FILES, policies_page

DOCS = Path(__file__).resolve().parents[3] / "docs"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_in_docs_is_the_one_the_rulebook_gives(lang: str) -> None:
    written = (DOCS / FILES[lang]).read_text(encoding="utf-8")

    assert written == policies_page(lang), "write it anew: python -m kcbx_lib.policy.document docs"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_names_every_key_and_every_profile(lang: str) -> None:
    page = policies_page(lang)

    assert all(f"`{key}`" in page for key in policy_keys())
    assert all(f"`{name}`" in page for name in profile_names()[1:])
