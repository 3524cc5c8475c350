"""A header or a code as people write it, reduced to what two writings of the same thing share.

Brackets, spaces, punctuation, width, case, a leading ``1.`` and the red star of a required field
differ from one office to the next; the words do not.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BRACKETED = re.compile(r"[(\[{<〔【《][^()\[\]{}<>〔〕【】《》]*[)\]}>〕】》]")
_NUMBERING = re.compile(r"^(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[.、．,]")
# Marks that are codes of their own (√ × ○ / -) are kept for code lists and dropped in headers.
_HEADER_NOISE = re.compile(r"[^\w√×○△]|_")
_ABBREVIATIONS = str.maketrans(
    {"號": "号", "學": "学", "級": "级", "別": "别", "籍": "籍", "證": "证"}
)


@lru_cache(maxsize=65536)
def compact_header(text: str) -> str:
    """The header without spaces, punctuation and numbering; brackets go, what they hold stays.

    >>> compact_header(" 1. 学校（机构）标识码 * ")
    '学校机构标识码'
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = _NUMBERING.sub("", plain)
    words = _HEADER_NOISE.sub("", plain).casefold().translate(_ABBREVIATIONS)
    return unicodedata.normalize("NFKC", words)  # what the noise kept apart may compose now


@lru_cache(maxsize=65536)
def bare_header(text: str) -> str:
    """The header without what stands in brackets: a unit, an example, an instruction.

    >>> bare_header("金额（元/学期）")
    '金额'
    """
    plain = unicodedata.normalize("NFKC", text)
    previous = ""
    while previous != plain:
        previous, plain = plain, _BRACKETED.sub("", plain)
    return compact_header(plain)


@lru_cache(maxsize=65536)
def compact_code(text: str) -> str:
    """The text of a coded cell without spaces, case and brackets; a mark such as × stays.

    >>> compact_code(" 出国（境） ")
    '出国境'
    """
    plain = unicodedata.normalize("NFKC", text.strip().strip("'`"))
    plain = re.sub(r"[\s()\[\]【】〔〕“”\"《》<>。,，、;；:：.·]", "", plain)
    return unicodedata.normalize("NFKC", re.sub(r"[-‐-―－~～]+", "—", plain).casefold())
