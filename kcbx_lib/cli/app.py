"""The command's entry: registers the commands, turns errors into exit codes, never a traceback."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from types import FrameType

import typer

from kcbx_lib.cli import audit, check, listings, publish, research, risk, samples, tools, usage
from kcbx_lib.errors import KcbxError, WrongUse
from kcbx_lib.messages import say

INTERRUPTED, TERMINATED, OUT_OF_MEMORY, INTERNAL_FAULT = 130, 143, 4, 1

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="控辍保学核查工具：核对名册、台账、程序和上报数字。 Audit kit against school dropout.",
)
for module in (audit, check, publish, tools, listings, samples, risk, research):
    module.register(app)


class Terminated(BaseException):
    """SIGTERM, treated as Ctrl-C but with its own exit code."""


def _terminate(_signal: int, _frame: FrameType | None) -> None:
    raise Terminated


def main() -> None:
    """Run the command and leave with the contract's exit code."""
    signal.signal(signal.SIGTERM, _terminate)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(_run())


def _run() -> int:
    try:
        result = app(standalone_mode=False)
    except typer.TyperException as problem:
        if type(problem).__name__ == "NoArgsIsHelpError":
            sys.stderr.write(f"{problem}\n")
            return WrongUse.exit_code
        lang = usage.language_asked(sys.argv[1:])
        _complain(usage.in_words(problem, lang=lang), lang=lang)
        return int(getattr(problem, "exit_code", WrongUse.exit_code))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KcbxError, MemoryError, KeyboardInterrupt, typer.Abort, Terminated) as end:
        message, code = _ending(end)
        _complain(message)
        return code
    except Exception as fault:
        if os.environ.get("KCBX_DEBUG"):
            traceback.print_exc()
        _complain(say("cli.unexpected", kind=type(fault).__name__))
        return INTERNAL_FAULT
    if result == INTERRUPTED:  # the command's framework turns Ctrl-C into this, without a word
        _complain(_ending(KeyboardInterrupt())[0])
    return result if isinstance(result, int) else 0


def _ending(end: BaseException) -> tuple[str, int]:
    """What to tell the user, and the exit code."""
    if isinstance(end, KcbxError):
        return str(end), end.exit_code
    if isinstance(end, MemoryError):
        return say("cli.no_memory"), OUT_OF_MEMORY
    # Only an audit can be taken up again.
    message = "city.interrupted" if sys.argv[1:2] == ["audit"] else "cli.interrupted"
    return say(message), TERMINATED if isinstance(end, Terminated) else INTERRUPTED


def _complain(text: str, *, lang: str | None = None) -> None:
    sys.stderr.write(f"{say('cli.error', lang=lang)}{text}\n")
