"""An executed notebook as a page that people read: its own template, no code shown, no request made."""

from __future__ import annotations

import html
import re
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from kcbx_lib.messages import say
from kcbx_lib.reports.notebook_format import nbformat

HIDDEN_TAGS = {"hide", "parameters", "injected-parameters", "setup"}
LANGUAGE_MARK = "<!-- en -->"
RICHEST_FIRST = ("text/html", "image/svg+xml", "image/png", "text/markdown", "text/plain")


def notebook_page(
    notebook: nbformat.NotebookNode,
    *,
    lang: str,
    of: str = "",
    links: list[tuple[str, str]] | None = None,
) -> str:
    """The notebook as one self-contained HTML page: text, tables and pictures, no code.

    ``of`` is the county or city that the page is about, put before its title; ``links`` are
    ``(address, words)`` shown under it.
    """
    blocks = [block for cell in notebook.cells for block in _blocks(cell, lang)]
    title = next((b["title"] for b in blocks if b["title"]), say("page.title", lang=lang))
    if of:
        title = say("page.title_of", lang=lang, of=of, title=title)
    contents = [b for b in blocks if b["level"] == 2]
    template = _environment().get_template("page.html.j2")
    return template.render(
        lang="zh-CN" if lang == "zh" else "en",
        title=title,
        blocks=blocks,
        of=of,
        contents=contents,
        links=links or [],
        footer=say("page.footer", lang=lang),
        contents_title=say("page.contents", lang=lang),
    )


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FunctionLoader(_template),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


def _template(name: str) -> str:
    return (files("kcbx_lib.reports") / "templates" / name).read_text(encoding="utf-8")


def _blocks(cell: Any, lang: str) -> list[dict[str, Any]]:
    tags = set(cell.get("metadata", {}).get("tags", []))
    if tags & HIDDEN_TAGS:
        return []
    if cell.cell_type == "markdown":
        return [_markdown_block(in_language(cell.source, lang))]
    return [_plain(_output(output)) for output in cell.get("outputs", [])]


def in_language(source: str, lang: str) -> str:
    """The half of a bilingual text cell in one language: Chinese stands above the mark, English below."""
    chinese, _, english = source.partition(LANGUAGE_MARK)
    return (english if lang == "en" and english.strip() else chinese).strip()


def _markdown_block(source: str) -> dict[str, Any]:
    heading = re.match(r"^(#+)\s+(.*)$", source.strip(), flags=re.MULTILINE)
    level = len(heading.group(1)) if heading else 0
    text = heading.group(2).strip() if heading else ""
    return {
        "html": Markup(_markdown(source)),
        "level": level,
        "title": text if level == 1 else "",
        "heading": text,
        "anchor": re.sub(r"[^\w]+", "-", text).strip("-").lower(),
    }


def _plain(text: str) -> dict[str, Any]:
    return {"html": Markup(text), "level": 0, "title": "", "heading": "", "anchor": ""}


def _markdown(source: str) -> str:
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    renderer = IPythonRenderer(escape=True, exclude_anchor_links=True)
    return MarkdownWithMath(renderer=renderer).render(source)


def _output(output: Any) -> str:
    if output.output_type == "stream":
        return f"<pre>{html.escape(output.text)}</pre>"
    data = output.get("data", {})
    for kind in RICHEST_FIRST:
        if kind not in data:
            continue
        value = data[kind] if isinstance(data[kind], str) else "".join(data[kind])
        if kind == "image/png":
            alt = html.escape(str(data.get("text/plain", "")))
            return f'<figure><img src="data:image/png;base64,{value.strip()}" alt="{alt}"></figure>'
        if kind == "text/markdown":
            return _markdown(value)
        if kind == "text/plain":
            return f"<pre>{html.escape(value)}</pre>"
        return f'<div class="output">{value}</div>'
    return ""
