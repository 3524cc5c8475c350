"""The page of results: what was found, what it proves, and on what that rests.

For the supervisor, who has the conclusion first, then a picture of all schools, then the reasons. It
names schools, never children.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd

from kcbx_lib.messages import language, say
from kcbx_lib.sampling.design import Design
from kcbx_lib.sampling.evaluate import Evaluation
from kcbx_lib.sampling.page_frame import html_page, items, plain, row_of
from kcbx_lib.sampling.results_picture import results_picture
from kcbx_lib.sampling.words import findings, percent


def results_page(
    evaluation: Evaluation,
    design: Design,
    results: pd.DataFrame,
    *,
    county: str,
    as_of: str,
    notes: Sequence[str] = (),
    lang: str | None = None,
) -> str:
    """The page as HTML; ``results`` has the columns of ``returned.RESULT_COLUMNS``."""
    told = _Told(lang or language())
    sentences = findings(evaluation, lang=told.lang)
    lead = f'<p class="lead">{escape(_lead(evaluation, sentences, told.lang))}</p>'
    title = told.say("results_title", county=county)
    body = "".join(
        [
            f"<header><p>{told.say('results_kicker')}</p><h1>{title}</h1></header>",
            lead,
            _tiles(evaluation, told),
            f"<h2>{told.say('section_picture')}</h2>"
            f"<figure>{results_picture(evaluation, lang=told.lang)}</figure>",
            _says(evaluation, design, results, sentences, told),
            _condition(design, told),
            _strata(evaluation, told),
            _schools(results, told),
            _notes(notes, told),
        ]
    )
    footer = told.say(
        "results_footer",
        as_of=as_of,
        seed=plain(design.seed),
        fingerprint=design.frame_sha256[:16] or "—",
    )
    return html_page(title=title, body=body, footer=footer, lang=told.lang)


class _Told:
    """The catalogue in one language, made safe for HTML."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def say(self, key: str, **values: object) -> str:
        return escape(say(f"sampling.{key}", lang=self.lang, **values))


def _lead(evaluation: Evaluation, sentences: Sequence[str], lang: str) -> str:
    """What was seen, and the first thing that follows from it."""
    if _is_census(evaluation):
        follows = say(
            "sampling.census_result",
            lang=lang,
            schools=f"{evaluation.schools:,}",
            found=f"{evaluation.schools_with_findings:,}",
        )
        return " ".join([sentences[0], follows])
    return " ".join(sentences[:2])


def _is_census(evaluation: Evaluation) -> bool:
    return evaluation.schools_visited == evaluation.schools and evaluation.is_fully_checked


def _tiles(evaluation: Evaluation, told: _Told) -> str:
    visited, checked = evaluation.schools_visited, evaluation.pupils_checked
    tiles = [
        ("schools_visited", visited, evaluation.schools_selected, "of_drawn"),
        ("schools_with_cases", evaluation.schools_with_findings, visited, "of_visited"),
        ("pupils_checked", checked, evaluation.pupils, "of_roll"),
        ("pupils_found", evaluation.pupils_found, checked, "of_checked"),
    ]
    inside = "".join(
        f"<div><dt>{told.say(key)}</dt><dd>{part:,} / {whole:,}"
        f"<small>{told.say(base)} {percent(part / max(whole, 1))}</small></dd></div>"
        for key, part, whole, base in tiles
    )
    return f'<dl class="tiles">{inside}</dl>'


def _says(
    evaluation: Evaluation,
    design: Design,
    results: pd.DataFrame,
    sentences: Sequence[str],
    told: _Told,
) -> str:
    # Where every school was visited nothing is projected, so those sentences would mislead.
    told_after = [] if _is_census(evaluation) else [escape(text) for text in sentences[2:]]
    certain = set(design.schools.loc[design.schools["is_certainty"].eq(True), "school_code"])
    if certain and not _is_census(evaluation):
        seen = results[results["school_code"].isin(certain)]
        told_after.append(
            told.say(
                "certain_counted", count=len(seen), found=int(seen["pupils_found"].gt(0).sum())
            )
        )
    if not told_after:
        return ""
    return (
        f'<h2>{told.say("section_says")}</h2><div class="card"><ul>{items(told_after)}</ul></div>'
    )


def _condition(design: Design, told: _Told) -> str:
    lots = "condition_lots" if design.is_random else "follows_nothing"
    keys = [lots, "condition_checked", "condition_day", "condition_human"]
    sentences = [told.say(key, seed=plain(design.seed)) for key in keys]
    return (
        f"<h2>{told.say('section_condition')}</h2>"
        f'<div class="card no"><ol>{items(sentences)}</ol></div>'
    )


def _strata(evaluation: Evaluation, told: _Told) -> str:
    table = evaluation.strata
    if len(table) < 2 or _is_census(evaluation):
        return ""
    columns = ("schools", "visited", "with_findings", "pupils_checked", "pupils_found")
    heads = ["schools", "visited", "with_findings", "checked", "found", "upper_schools"]
    head = row_of(
        [("", say("sampling.col_stratum", lang=told.lang))]
        + [("n", say(f"sampling.col_{name}", lang=told.lang)) for name in heads],
        tag="th",
    )
    rows = "".join(
        row_of(
            [("", str(line["stratum"]))]
            + [("n", f"{int(line[column]):,}") for column in columns]
            + [("n", plain(line["upper_schools"]))]
        )
        for line in table.to_dict("records")
    )
    return (
        f"<h2>{told.say('section_strata')}</h2><div class='scroll'><table><thead>{head}</thead>"
        f"<tbody>{rows}</tbody></table></div><p><small>{told.say('strata_note')}</small></p>"
    )


def _schools(results: pd.DataFrame, told: _Told) -> str:
    heads = [("school", ""), ("code", ""), ("checked", "n"), ("found", "n"), ("place", "")]
    head = row_of(
        [(look, say(f"sampling.col_{key}", lang=told.lang)) for key, look in heads], tag="th"
    )
    rows = "".join(
        row_of(
            [
                ("", plain(line["school_name"])),
                ("", str(line["school_code"])),
                ("n", f"{int(line['pupils_checked']):,}"),
                ("n", f"{int(line['pupils_found']):,}"),
                ("", plain(line["place"])),
            ],
            kind="sure" if line["pupils_found"] > 0 else "",
        )
        for line in results.to_dict("records")
    )
    return (
        f"<h2>{told.say('section_schools')}</h2><div class='scroll'><table>"
        f"<thead>{head}</thead><tbody>{rows}</tbody></table></div>"
    )


def _notes(notes: Sequence[str], told: _Told) -> str:
    if not notes:
        return ""
    return (
        f'<h2>{told.say("section_notes")}</h2><div class="card">'
        f"<ul>{items(escape(note) for note in notes)}</ul></div>"
    )
