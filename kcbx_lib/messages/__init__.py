"""The message catalogue: every sentence a user reads, in Chinese and in English.

``catalogue/<room>.yml`` holds ``key: {zh: …, en: …}``; a message is asked for as ``room.key``:

>>> say("language.name", lang="en")
'English'

Chinese is the default. ``use_language("en")`` changes it for the running context (a command, a
notebook); ``lang=`` overrides it for one call.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kcbx_lib.errors import WrongUse

LANGUAGES = ("zh", "en")
# libyaml where the machine has it: catalogue, rulebook and dictionary are read at every start.
YAML_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_language: ContextVar[str] = ContextVar("kcbx_language", default="zh")


def use_language(lang: str) -> None:
    """Set the language of every following message. Raises WrongUse for an unknown language."""
    if lang not in LANGUAGES:
        raise WrongUse(say("language.unknown", found=lang, known="、".join(LANGUAGES)))
    _language.set(lang)


def language() -> str:
    """The language in force: ``zh`` or ``en``."""
    return _language.get()


def say(key: str, /, *, lang: str | None = None, **values: Any) -> str:
    """The message ``room.key`` in the language in force, with ``values`` filled in.

    A missing key or value is a fault of the kit, so it raises KeyError instead of printing half a
    sentence; a test asks for every key of the catalogue in both languages.
    """
    return text_of(key, lang=lang).format(**values)


def text_of(key: str, /, *, lang: str | None = None) -> str:
    """The message ``room.key`` as written, its ``{fields}`` unfilled (for rule wording)."""
    room, _, name = key.partition(".")
    return str(catalogue(room)[name][lang or language()])


def has_message(key: str) -> bool:
    """Whether the catalogue holds ``room.key``."""
    room, _, name = key.partition(".")
    try:
        return name in catalogue(room)
    except FileNotFoundError:
        return False


@cache
def catalogue(room: str) -> dict[str, dict[str, str]]:
    """All messages of one room: ``{key: {zh, en}}``."""
    path = files(__package__) / "catalogue" / f"{room}.yml"
    if not path.is_file():
        raise FileNotFoundError(f"no message catalogue for {room!r}")
    return yaml.load(path.read_text(encoding="utf-8"), Loader=YAML_LOADER) or {}


def rooms() -> list[str]:
    """The rooms that have a catalogue."""
    folder = files(__package__) / "catalogue"
    return sorted(entry.name[:-4] for entry in folder.iterdir() if entry.name.endswith(".yml"))
