"""A wrong call is answered in the user's language, with exit code 2 and what would have been right."""

import sys

import pytest

from kcbx_lib.cli import app

CALLS = {
    "audit --nope": ["没有选项 --nope", "--county", "kcbx audit --help"],
    "audit --count 990101": ["--county?"],
    "audti": ["没有命令 audti (audit?)", "check-report"],
    "audit --jobs x": ["--jobs 的值不合要求"],
    "synth": ["还缺 out"],
    "synth somewhere --pupils 3": ["--pupils 的值不合要求"],
    "audit one two": ["two", "加引号"],
    "sample draw --nope": ["kcbx sample draw --help"],
    "audit --jobs": ["--jobs 后面要写一个值"],
}


def run(call, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["kcbx", *call.split()])
    code = app._run()
    return code, capsys.readouterr().err


@pytest.mark.parametrize("call", CALLS)
def test_a_wrong_call_says_what_was_not_understood(call, monkeypatch, capsys):
    code, said = run(call, monkeypatch, capsys)
    assert code == 2
    assert all(part in said for part in CALLS[call]), said
    assert "Traceback" not in said


def test_the_language_asked_for_is_kept_in_a_call_that_fails(monkeypatch, capsys):
    code, said = run("audit --nope --lang en", monkeypatch, capsys)
    assert code == 2
    assert said.startswith("Error: No option --nope.")


def test_without_a_command_the_help_is_shown(monkeypatch, capsys):
    code, said = run("", monkeypatch, capsys)
    assert code == 2
    assert "check-report" in said
    assert "错误" not in said
