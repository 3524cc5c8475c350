"""A wrong call in the user's own language: what was not understood, what would be, where to look.

The library that reads the command line answers in English only; its exceptions say by their class and
attributes what was wrong, and the words come from the catalogue.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Any

from kcbx_lib.messages import say

ASKS_ENGLISH = re.compile(r"--lang[ =]en\b")
NO_COMMAND = ("-m", "kcbx_lib.cli")
QUOTED = re.compile(r"'([^']+)'")
IN_BRACKETS = re.compile(r"\(([^()]*)\)\s*$")


def language_asked(arguments: Sequence[str]) -> str:
    """``--lang`` as it stands in a call that could not be read as a whole."""
    return "en" if ASKS_ENGLISH.search(" ".join(arguments)) else "zh"


def in_words(problem: Any, *, lang: str) -> str:
    """What was wrong with the call, and the help to look at."""
    command = _command(problem)
    said = _WORDS.get(type(problem).__name__, _other)(problem, lang)
    return f"{said}{say('usage.see_help', lang=lang, command=command)}"


def _command(problem: Any) -> str:
    context = getattr(problem, "ctx", None)
    path = str(context.command_path).split()[1:] if context is not None else []
    return " ".join(["kcbx", *(word for word in path if word not in NO_COMMAND)])


def _names(problem: Any) -> list[str]:
    params = getattr(getattr(problem, "cmd", None), "params", [])
    return [name for param in params for name in param.opts if name.startswith("-")]


def _no_such_option(problem: Any, lang: str) -> str:
    known = _names(problem)
    near = difflib.get_close_matches(problem.option_name, known, n=1)
    found = f"{problem.option_name} ({near[0]}?)" if near else problem.option_name
    return say("usage.no_such_option", lang=lang, found=found, known="、".join(known))


def _missing(problem: Any, lang: str) -> str:
    return say("usage.missing", lang=lang, what=_param(problem))


def _bad_value(problem: Any, lang: str) -> str:
    meaning = getattr(problem.param, "help", None) or "—"
    return say("usage.bad_value", lang=lang, what=_param(problem), meaning=meaning)


def _needs_a_value(problem: Any, lang: str) -> str:
    return say("usage.needs_a_value", lang=lang, what=problem.option_name)


def _param(problem: Any) -> str:
    param = problem.param
    opts = [name for name in getattr(param, "opts", []) if name.startswith("--")]
    return opts[0] if opts else str(getattr(param, "name", ""))


def _other(problem: Any, lang: str) -> str:
    text = str(getattr(problem, "message", problem))
    quoted, extra = QUOTED.search(text), IN_BRACKETS.search(text)
    commands = sorted(getattr(getattr(problem, "cmd", None), "commands", {}))
    if quoted and commands:
        near = difflib.get_close_matches(quoted.group(1), commands, n=1)
        found = f"{quoted.group(1)} ({near[0]}?)" if near else quoted.group(1)
        return say("usage.no_such_command", lang=lang, found=found, known="、".join(commands))
    if extra:
        return say("usage.too_many", lang=lang, found=extra.group(1))
    return say("usage.other", lang=lang, text=text)


_WORDS = {
    "NoSuchOption": _no_such_option,
    "MissingParameter": _missing,
    "BadParameter": _bad_value,
    "BadOptionUsage": _needs_a_value,
}
