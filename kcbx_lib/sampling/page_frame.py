"""The frame of this room's pages: one file that asks nothing of the network, the system's own fonts."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import pandas as pd

STYLE = """
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:#f4f6f8;color:#22303c;line-height:1.7;
 font-family:system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei",
 "Noto Sans CJK SC","Noto Sans SC",sans-serif}
main{max-width:960px;margin:0 auto;padding:28px 20px 60px}
header p{margin:0;color:#5b6b7a}
h1{font-size:27px;line-height:1.35;margin:4px 0 18px}
h2{font-size:19px;margin:36px 0 10px}
.lead{background:#fff;border-left:5px solid #1f5f8b;padding:16px 20px;font-size:18px;
 border-radius:0 8px 8px 0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:12px;
 margin:16px 0 0;padding:0}
.tiles div{background:#fff;border-radius:8px;padding:12px 16px}
.tiles dt{color:#5b6b7a;font-size:14px}
.tiles dd{margin:0;font-size:20px;font-weight:600;font-variant-numeric:tabular-nums}
.tiles small{display:block;font-size:14px;font-weight:400;color:#5b6b7a}
.card{background:#fff;border-radius:8px;padding:14px 20px;margin:0}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:14px}
.card h3{margin:2px 0 6px;font-size:16px}
.card ul,.card ol{margin:0;padding-left:1.3em}
.card li{margin:5px 0}
.yes{border-top:4px solid #2d7d5a}.no{border-top:4px solid #b3541e}
figure{background:#fff;border-radius:8px;padding:14px 18px;margin:0 0 14px}
figcaption{font-weight:600;margin-bottom:6px}
figure p{margin:6px 0 0;color:#5b6b7a;font-size:14px}
svg{width:100%;height:auto;display:block;
 font-family:inherit}
.scroll{overflow-x:auto;background:#fff;border-radius:8px}
table{border-collapse:collapse;width:100%;font-size:15px;font-variant-numeric:tabular-nums}
th,td{padding:8px 12px;text-align:left;border-bottom:1px solid #e6ebf0;white-space:nowrap}
th{color:#5b6b7a;font-weight:600;font-size:14px}
td.n,th.n{text-align:right}
tr.sure td{background:#fdf6ee}
code{background:#eef2f6;padding:1px 6px;border-radius:4px;font-size:14px;overflow-wrap:anywhere}
footer{margin-top:36px;color:#5b6b7a;font-size:14px}
@media print{body{background:#fff}main{max-width:none;padding:0}
 .card,figure,.tiles div,.lead,.scroll{border:1px solid #d5dde6;break-inside:avoid}
 .scroll{break-inside:auto}h2{break-after:avoid}tr{break-inside:avoid}}
"""


def html_page(*, title: str, body: str, footer: str, lang: str) -> str:
    """A whole page; ``title``, ``body`` and ``footer`` are already safe HTML."""
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}"><head>'
        '<meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head><body><main>{body}"
        f"<footer>{footer}</footer></main></body></html>\n"
    )


def items(texts: Iterable[str]) -> str:
    """A list's entries; the texts are already safe HTML."""
    return "".join(f"<li>{text}</li>" for text in texts)


def row_of(cells: Iterable[tuple[str, str]], *, tag: str = "td", kind: str = "") -> str:
    """A table's row; a cell is its class (``n`` for numbers) and its text, which is escaped here."""
    inside = "".join(f'<{tag} class="{look}">{escape(text)}</{tag}>' for look, text in cells)
    return f'<tr class="{kind}">{inside}</tr>'


def plain(value: object) -> str:
    """A value as text, a dash for a blank."""
    return "—" if value is None or value is pd.NA or value != value else str(value)
