"""What was hidden and why, in sentences: the same on the page, in the workbook and in the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kcbx_lib.messages import say
from kcbx_lib.publication.tables import indicator_title


def note_lines(note: Mapping[str, Any], *, lang: str) -> list[str]:
    """The note's sentences in one language."""
    limits = {one["key"]: one["value"] for one in note["limits"]}
    below, round_to, smallest = (
        limits[f"publish.{name}"] for name in ("suppress_below", "round_to", "smallest_unit")
    )
    hidden = note["hidden"]
    sums = {
        kind: hidden["indicators"][kind] + hidden["summary"][kind] for kind in hidden["summary"]
    }
    lines = [
        say("publish.note_about", lang=lang, as_of=note["as_of"]),
        say("publish.note_small", lang=lang, most=below - 1, **sums),
        say("publish.note_complement", lang=lang, most=below - 1, **sums),
        say("publish.note_protecting", lang=lang, most=below - 1, **sums),
        *_withheld(note, lang, below - 1),
        say("publish.note_rounding", lang=lang, round_to=round_to),
        say("publish.note_rates", lang=lang),
        *(
            say(
                f"publish.note_merged_{one['level']}",
                lang=lang,
                county=one["county"],
                units=one["units"],
                smallest=smallest,
            )
            for one in note["merged"]
        ),
        say("publish.note_left_out", lang=lang),
    ]
    if note["not_audited"]:
        lines.append(
            say("publish.note_not_audited", lang=lang, names="、".join(note["not_audited"]))
        )
    unconfirmed = [one["key"] for one in note["limits"] if one["status"] != "confirmed"]
    if unconfirmed:
        lines.append(say("publish.note_unconfirmed", lang=lang, keys="、".join(unconfirmed)))
    lines += [say(f"publish.note_{name}", lang=lang) for name in ("attacker", "again", "human")]
    return lines


def _withheld(note: Mapping[str, Any], lang: str, most: int) -> list[str]:
    """Which indicators tell nothing of some places, where any do."""
    if not note["withheld"]:
        return []
    titles = dict.fromkeys(indicator_title(one["indicator"], lang) for one in note["withheld"])
    return [
        say(
            "publish.note_withheld",
            lang=lang,
            most=most,
            rows=sum(one["rows"] for one in note["withheld"]),
            names=("、" if lang == "zh" else "; ").join(titles),
        )
    ]
