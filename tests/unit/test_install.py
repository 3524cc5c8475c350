"""The installer: does nothing twice, and says what to do when it cannot do anything."""

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

INSTALLER = Path(__file__).resolve().parents[2] / "tools" / "install.py"


@pytest.fixture
def fingerprint():
    return runpy.run_path(str(INSTALLER))["fingerprint"]


@pytest.fixture
def project(tmp_path):
    (tmp_path / "requirements.lock").write_text("pandas==3.1.0\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    return tmp_path


def run_as(version: tuple[int, int, int], *lines: str) -> subprocess.CompletedProcess[str]:
    script = [
        "import os, runpy, shutil, subprocess, sys",
        f"sys.version_info = {(*version, 'final', 0)!r}",
        "sys.argv = ['install.py']",
        *lines,
        f"runpy.run_path({str(INSTALLER)!r}, run_name='__main__')",
    ]
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-c", "\n".join(script)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_same_inputs_give_the_same_stamp(fingerprint, project):
    once = fingerprint(str(project), "requirements.lock", "3.11")
    assert once == fingerprint(str(project), "requirements.lock", "3.11")


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_input_asks_for_another_install(fingerprint, project, name):
    before = fingerprint(str(project), "requirements.lock", "3.11")
    (project / name).write_text("changed\n")
    assert fingerprint(str(project), "requirements.lock", "3.11") != before


def test_another_python_asks_for_another_install(fingerprint, project):
    before = fingerprint(str(project), "requirements.lock", "3.11")
    assert fingerprint(str(project), "requirements.lock", "3.12") != before


def test_a_python_that_is_too_old_is_told_what_to_do():
    done = run_as((3, 10, 9), "shutil.which = lambda name: None")
    assert done.returncode == 1
    assert "3.11" in done.stderr
    assert "3.10" in done.stderr
    assert "PYTHON=" in done.stderr


def test_an_old_python_hands_over_to_a_newer_one_on_the_path():
    done = run_as(
        (3, 10, 9),
        "shutil.which = lambda name: '/opt/' + name if name == 'python3.12' else None",
        "os.execv = lambda path, arguments: sys.exit('handed to ' + path)",
    )
    assert done.stderr.strip() == "handed to /opt/python3.12"


def test_a_python_without_venv_names_the_package_to_install(tmp_path):
    done = run_as(
        (3, 11, 0),
        f"sys.argv.append({str(tmp_path / 'venv')!r})",
        "subprocess.call = lambda command, env: 1",
    )
    assert done.returncode == 1
    assert "python3-venv" in done.stderr


def test_a_failed_download_says_how_to_go_on(tmp_path):
    done = run_as(
        (3, 11, 0),
        f"sys.argv.append({str(tmp_path / 'venv')!r})",
        "subprocess.call = lambda command, env: 1 if '--require-hashes' in command else 0",
    )
    assert done.returncode == 1
    assert "PIP_INDEX_URL" in done.stderr
    assert not (tmp_path / "venv" / ".kcbx-stamp").exists()
