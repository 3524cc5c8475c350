"""The page of a round of visits: which schools, why these, what the visits will prove.

It names schools, never children.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from kcbx_lib.messages import has_message, language, say
from kcbx_lib.sampling.county import CountySample
from kcbx_lib.sampling.evaluate import Evaluation
from kcbx_lib.sampling.page_frame import html_page, items, plain
from kcbx_lib.sampling.picture import curve_picture, proof_curve, township_bars, townships_table
from kcbx_lib.sampling.words import findings, percent, promise_sentence


def render_page(
    sample: CountySample,
    evaluation: Evaluation | None = None,
    *,
    as_of: str,
    lang: str | None = None,
) -> str:
    """The page as HTML, with the results of the visits if they are known."""
    page = _Page(sample, evaluation, as_of, lang or language())
    return page.html()


class _Page:
    """One page in one language, section by section in the order of reading."""

    def __init__(
        self, sample: CountySample, evaluation: Evaluation | None, as_of: str, lang: str
    ) -> None:
        self.sample = sample
        self.evaluation = evaluation
        self.as_of = as_of
        self.lang = lang
        self.schools = sample.selection
        self.pupils_selected = int(self.schools["pupils"].sum())

    def say(self, key: str, **values: object) -> str:
        """A sentence of the catalogue, made safe for HTML."""
        return escape(say(f"sampling.{key}", lang=self.lang, **values))

    def html(self) -> str:
        title = self.say("page_title", county=self.sample.name)
        body = "".join(
            [
                self._head(title),
                self._results(),
                self._pictures(),
                self._proof(),
                self._list(),
                self._why(),
                self._repeat(),
            ]
        )
        footer = self.say("page_footer", as_of=self.as_of)
        return html_page(title=title, body=body, footer=footer, lang=self.lang)

    def _head(self, title: str) -> str:
        promise = self.sample.promise
        lead = escape(promise_sentence(self.sample, lang=self.lang))
        tiles = [
            ("share_of_schools", promise.schools_selected, promise.schools),
            ("share_of_pupils", self.pupils_selected, promise.pupils),
        ]
        shares = "".join(
            f"<div><dt>{self.say(key)}</dt><dd>{part:,} / {whole:,} "
            f"<small>{percent(part / max(whole, 1))}</small></dd></div>"
            for key, part, whole in tiles
        )
        facts = "".join(
            f"<div><dt>{self.say(key)}</dt><dd>{escape(value)}<small>{self.say(note, **self._numbers())}</small></dd>"
            "</div>"
            for key, value, note in (
                ("confidence", percent(promise.confidence), "confidence_note"),
                ("seed", str(self.sample.design.seed), "seed_note"),
            )
        )
        return (
            f"<header><p>{self.say('page_kicker')}</p><h1>{title}</h1></header>"
            f'<p class="lead">{lead}</p><dl class="tiles">{shares}{facts}</dl>'
        )

    def _results(self) -> str:
        if self.evaluation is None:
            return ""
        sentences = items(escape(text) for text in findings(self.evaluation, lang=self.lang))
        return f'<h2>{self.say("section_results")}</h2><div class="card"><ul>{sentences}</ul></div>'

    def _pictures(self) -> str:
        promise = self.sample.promise
        table = townships_table(self.sample.design.schools)
        bars = ""
        if len(table) > 1:
            bars = (
                f"<figure><figcaption>{self.say('figure_townships', **self._spread(table))}"
                f"</figcaption>{township_bars(table, lang=self.lang)}</figure>"
            )
        curve = proof_curve(promise.schools, confidence=promise.confidence)
        if self.sample.design.method != "stratified":
            # The curve is that of a plain lottery; unequal chances prove another thing.
            return f"<h2>{self.say('section_where')}</h2>{bars}"
        share = promise.school_share.upper
        picture = curve_picture(
            curve, visited=promise.schools_selected, share=share, lang=self.lang
        )
        return (
            f"<h2>{self.say('section_where')}</h2>{bars}"
            f"<figure><figcaption>{self.say('figure_curve')}</figcaption>{picture}"
            f"<p>{self.say('figure_curve_note')}</p></figure>"
        )

    def _spread(self, table: pd.DataFrame) -> dict[str, object]:
        return {"townships": len(table), "reached": int((table["selected"] > 0).sum())}

    def _proof(self) -> str:
        proves = ["proves_schools", "proves_found"]
        not_proved = ["not_pupils", "not_if_swapped", "not_if_warned", "not_if_partly", "not_after"]
        if self.sample.design.method == "pps":
            proves[0] = "proves_pps"
        return (
            f"<h2>{self.say('section_proof')}</h2><div class='two'>"
            f"<div class='card yes'><h3>{self.say('proves')}</h3><ul>"
            f"{items([self.say(key, **self._numbers()) for key in proves] + self._accepts())}"
            "</ul></div>"
            f"<div class='card no'><h3>{self.say('proves_not')}</h3><ul>"
            f"{items(self.say(key, **self._numbers()) for key in not_proved)}</ul></div></div>"
            f"<h2>{self.say('section_rules')}</h2><div class='card'><ol>"
            f"{items(self.say(f'rule_{number}') for number in range(1, 6))}</ol></div>"
        )

    def _accepts(self) -> list[str]:
        """Up to how many findings the asked-for share is still ruled out."""
        accepts = self.sample.accept_up_to
        tolerable = self.sample.promise.tolerable
        if accepts is None or tolerable is None or accepts == 0:
            return []
        key = "accepts" if accepts > 0 else "accepts_not"
        numbers = self._numbers() | {"found": accepts, "tolerable": percent(tolerable)}
        return [self.say(key, **numbers)]

    def _numbers(self) -> dict[str, object]:
        promise = self.sample.promise
        return {
            "selected": f"{promise.schools_selected:,}",
            "schools": f"{promise.schools:,}",
            "most": f"{promise.schools_upper:,}",
            "share": percent(promise.school_share.upper),
            "confidence": percent(promise.confidence),
            "chance": percent(1 - promise.confidence),
            "pupils": f"{self.pupils_selected:,}",
            "pupil_share": percent(promise.pupils_in_such_schools_upper / max(promise.pupils, 1)),
        }

    def _list(self) -> str:
        heads = [
            ("order", "n"),
            ("township", ""),
            ("school", ""),
            ("code", ""),
            ("stage", ""),
            ("pupils", "n"),
            ("chance", "n"),
            ("why", ""),
        ]
        head = "".join(f'<th class="{kind}">{self.say(f"col_{key}")}</th>' for key, kind in heads)
        road = self.schools.sort_values(["township", "draw_order"], na_position="last")
        rows = "".join(self._row(school) for school in road.to_dict("records"))
        return (
            f"<h2>{self.say('section_list', count=len(self.schools))}</h2>"
            f'<div class="scroll"><table><thead><tr>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div>"
        )

    def _row(self, school: Mapping[Any, Any]) -> str:
        sure = bool(school["is_certainty"])
        why = "why_certainty" if sure else f"why_{self.sample.design.method}"
        cells = [
            ("n", str(school["draw_order"])),
            ("", plain(school.get("township"))),
            ("", plain(school["school_name"])),
            ("", plain(school["school_code"])),
            ("", plain(school.get("stage"))),
            ("n", f"{int(school['pupils']):,}"),
            ("n", percent(school["inclusion_probability"])),
        ]
        inside = "".join(f'<td class="{kind}">{escape(text)}</td>' for kind, text in cells)
        return f'<tr class="{"sure" if sure else ""}">{inside}<td>{self.say(why)}</td></tr>'

    def _why(self) -> str:
        design = self.sample.design
        certain = self.sample.certainty
        named = [
            say(f"sampling.col_{column}", lang=self.lang)
            if has_message(f"sampling.col_{column}")
            else column
            for column in design.strata
        ]
        strata = ("、" if self.lang == "zh" else ", ").join(named)
        sentences = [
            self.say(f"explain_{design.method}"),
            self.say("explain_strata" if design.strata else "explain_no_strata", strata=strata),
            self.say("explain_order"),
        ]
        if certain:
            sentences.insert(1, self.say("explain_certainty", count=len(certain)))
        return (
            f'<h2>{self.say("section_why")}</h2><div class="card"><ul>{items(sentences)}</ul></div>'
        )

    def _repeat(self) -> str:
        design = self.sample.design
        return (
            f"<h2>{self.say('section_repeat')}</h2><div class='card'>"
            f"<p>{self.say('repeat_text')}</p><ul>"
            f"<li>{self.say('seed')} <code>{design.seed}</code></li>"
            f"<li>{self.say('fingerprint')} <code>{design.frame_sha256}</code></li>"
            f"<li>{self.say('method')} <code>{escape(design.method)}</code> · "
            f"<code>{escape(' / '.join(design.strata) or '—')}</code> · "
            f"<code>{len(self.schools)}</code></li></ul></div>"
        )
