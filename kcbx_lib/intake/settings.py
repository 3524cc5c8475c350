"""``county.yml`` → CountySettings: every key checked, every fault named with what to write instead."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from kcbx_lib.county import CountySettings, Term
from kcbx_lib.errors import UnreadableInput, WrongUse
from kcbx_lib.messages import say
from kcbx_lib.read.text_file import encoding_of
from kcbx_lib.tables import load_table

FILE = "county.yml"
_KEYS = (
    "code",
    "name",
    "city",
    "policy",
    "as_of",
    "term",
    "tables",
    "columns",
    "aliases",
    "ignore",
)
_TERM_KEYS = ("start", "end", "no_school", "extra_school")
_CODE = re.compile(r"[0-9]{6}")
_DATE = re.compile(
    r"(20[0-9]{2}|19[0-9]{2})\s*[-./年]?\s*(1[0-2]|0?[1-9])\s*[-./月]?\s*(3[01]|[12][0-9]|0?[1-9])\s*日?"
)
_RANGE = re.compile(r"\s*(?:\.\.|~|～|至|/(?=\s*(?:19|20)[0-9]{2}-))\s*")
_FORBIDDEN_IN_NAME = re.compile(r'[\x00-\x1f/\\:*?"<>|]')
DEFAULT_POLICY = "national"


class _PlainDates(yaml.SafeLoader):
    """YAML whose dates stay text: 2024-02-31 is then a wrong date and not a wrong file."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - as the base class has it
        first: [(tag, form) for tag, form in forms if tag != "tag:yaml.org,2002:timestamp"]
        for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def read_settings(
    folder: Path, *, policy: str | None = None, as_of: str | dt.date | None = None
) -> CountySettings:
    """The county as its ``county.yml`` tells; ``policy`` and ``as_of`` given here come first.

    Raises UnreadableInput where the file is missing or no YAML, WrongUse for an unknown or missing
    key or a value of the wrong form; the message names file, key, what was expected and found.
    """
    folder = Path(folder)
    text = _load(folder)
    _refuse_unknown(text, _KEYS, where=FILE)
    moment = as_of if as_of is not None else text.get("as_of")
    if moment is None:
        raise WrongUse(
            say("intake.missing_key", file=_file(folder), key="as_of", example="as_of: 2024-11-20")
        )
    columns = _columns(text.get("columns") or {})
    return CountySettings(
        code=_code(text, folder),
        name=_name(text, folder),
        city=str(text.get("city") or ""),
        policy=str(policy or text.get("policy") or DEFAULT_POLICY),
        as_of=_date(moment, key="as_of"),
        term=_term(text.get("term")),
        folder=folder,
        tables=dict(_tables(text.get("tables") or {})),
        columns=columns,
        aliases={str(k): str(v) for k, v in _mapping(text.get("aliases") or {}, "aliases").items()},
    )


def with_aliases(settings: CountySettings, further: Mapping[str, str]) -> CountySettings:
    """The settings with further names of schools; those of ``county.yml`` come first."""
    return replace(settings, aliases={**further, **settings.aliases})


def load_yaml(path: Path, *, file: str) -> Any:
    """A YAML file as plain data. Raises UnreadableInput where it is no YAML."""
    try:
        content = path.read_bytes()
        encoding, _ = encoding_of(content, file=file)
        return yaml.load(content.decode(encoding, "replace"), Loader=_PlainDates)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        problem = getattr(error, "problem", None) or type(error).__name__
        raise UnreadableInput(say("intake.bad_yaml", file=file, line=line, found=problem)) from None
    except (OSError, ValueError, RecursionError) as error:
        raise UnreadableInput(
            say("intake.bad_yaml", file=file, line=1, found=type(error).__name__)
        ) from None


def _load(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        raise UnreadableInput(say("intake.no_folder", folder=folder.name))
    path = folder / FILE
    if not path.is_file():
        seen = "、".join(sorted(item.name for item in folder.iterdir())[:8]) or say(
            "intake.nothing"
        )
        raise UnreadableInput(say("intake.no_settings", folder=folder.name, found=seen))
    text = load_yaml(path, file=_file(folder))
    if not isinstance(text, dict):
        raise UnreadableInput(
            say("intake.not_a_mapping", file=_file(folder), found=type(text).__name__)
        )
    return {str(key): value for key, value in text.items()}


def _file(folder: Path) -> str:
    return f"{folder.name}/{FILE}"


def _refuse_unknown(text: Mapping[str, Any], known: tuple[str, ...], *, where: str) -> None:
    for key in text:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = say("intake.did_you_mean", key=near[0]) if near else ""
            raise WrongUse(
                say("intake.unknown_key", file=where, found=key, known="、".join(known), hint=hint)
            )


def _code(text: Mapping[str, Any], folder: Path) -> str:
    if text.get("code") is None:
        raise WrongUse(
            say("intake.missing_key", file=_file(folder), key="code", example='code: "990101"')
        )
    code = str(text["code"]).strip()
    if not _CODE.fullmatch(code):
        raise WrongUse(say("intake.bad_code", file=_file(folder), found=code))
    return code


def _name(text: Mapping[str, Any], folder: Path) -> str:
    name = str(text.get("name") or "").strip()
    if not name:
        raise WrongUse(
            say("intake.missing_key", file=_file(folder), key="name", example="name: 青禾县")
        )
    if _FORBIDDEN_IN_NAME.search(name) or name.startswith(".") or len(name) > 60:
        raise WrongUse(say("intake.bad_name", file=_file(folder), found=name))
    return name


def _date(value: Any, *, key: str) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    found = _DATE.fullmatch(str(value).strip())
    if found:
        try:
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            pass
    raise WrongUse(say("intake.bad_date", key=key, found=value))


def _dates(value: Any, *, key: str) -> tuple[dt.date, ...]:
    items = value if isinstance(value, list | tuple) else ([] if value is None else [value])
    days: set[dt.date] = set()
    for item in items:
        ends = _RANGE.split(str(item).strip()) if isinstance(item, str) else [item]
        first, last = _date(ends[0], key=key), _date(ends[-1], key=key)
        if last < first or (last - first).days > 366:
            raise WrongUse(say("intake.bad_date", key=key, found=item))
        days.update(first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(sorted(days))


def _term(value: Any) -> Term | None:
    if value is None:
        return None
    text = _mapping(value, "term")
    _refuse_unknown(text, _TERM_KEYS, where=f"{FILE} term")
    for key in ("start", "end"):
        if text.get(key) is None:
            raise WrongUse(
                say(
                    "intake.missing_key",
                    file=FILE,
                    key=f"term.{key}",
                    example="term: {start: 2024-09-02, end: 2025-01-17}",
                )
            )
    start, end = _date(text["start"], key="term.start"), _date(text["end"], key="term.end")
    if end <= start:
        raise WrongUse(say("intake.term_backwards", start=start, end=end))
    return Term(
        start=start,
        end=end,
        no_school=_dates(text.get("no_school"), key="term.no_school"),
        extra_school=_dates(text.get("extra_school"), key="term.extra_school"),
    )


def _mapping(value: Any, key: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise WrongUse(say("intake.not_a_map", key=key, found=str(value)[:60]))
    return {str(name): item for name, item in value.items()}


def _tables(value: Any) -> Iterator[tuple[str, str]]:
    """``table: file#sheet``, or a list of them (kept one to a line)."""
    for table, places in _mapping(value, "tables").items():
        load_table(table)
        listed = places if isinstance(places, list) else [places]
        if not listed or any(not isinstance(place, str) or not place.strip() for place in listed):
            raise WrongUse(say("intake.bad_table_place", table=table, found=str(places)[:80]))
        yield table, "\n".join(place.strip() for place in listed)


def _columns(value: Any) -> dict[str, dict[str, str]]:
    """``table: {header: column}``; a column may be named in English or by its Chinese header."""
    found: dict[str, dict[str, str]] = {}
    for name, headers in _mapping(value, "columns").items():
        table = load_table(name)
        for header, target in _mapping(headers, f"columns.{name}").items():
            column = table.find_column(str(target)) or table.column(str(target))
            found.setdefault(name, {})[header] = column.name
    return found


def read_ignore(folder: Path) -> tuple[str, ...]:
    """File patterns under ``ignore`` in ``county.yml``: files that are not to be read."""
    items = _load(Path(folder)).get("ignore") or []
    return tuple(str(item) for item in (items if isinstance(items, list) else [items]))
