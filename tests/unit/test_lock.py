"""The lock, pyproject.toml, environment.yml and the CI script tell one story."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS_IN_LOCK = ("cluster", "dev", "ebm")

# One entry: a line that starts with a name, and the indented lines that belong to it.
ENTRY = re.compile(r"^([A-Za-z0-9][\w.-]*)==(\S+)(.*(?:\n[ \t]+.*)*)", re.MULTILINE)


def lock_text(name: str = "requirements.lock") -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def pins(name: str = "requirements.lock") -> dict[str, Version]:
    return {
        canonicalize_name(found[1]): Version(found[2]) for found in ENTRY.finditer(lock_text(name))
    }


def wanted(extras: tuple[str, ...]) -> list[Requirement]:
    lines = list(PROJECT["dependencies"])
    for extra in extras:
        lines += PROJECT["optional-dependencies"][extra]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-bench.lock"])
def test_every_entry_of_a_lock_has_a_hash(name):
    entries = list(ENTRY.finditer(lock_text(name)))
    without = [found[1] for found in entries if "--hash=sha256:" not in found[3]]
    assert entries
    assert without == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-bench.lock"])
def test_every_line_of_a_lock_belongs_to_an_entry(name):
    unknown = [
        line
        for line in ENTRY.sub("", lock_text(name)).splitlines()
        if line.strip() and not line.startswith("#")
    ]
    assert unknown == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-bench.lock"])
def test_a_lock_names_no_host_so_that_any_mirror_can_serve_it(name):
    text = lock_text(name)
    assert "://" not in text
    assert not re.search(r"--(extra-)?index-url|--find-links|--trusted-host|^-[ief] ", text, re.M)
    assert " @ " not in text


def test_each_package_is_locked_once():
    names = [canonicalize_name(found[1]) for found in ENTRY.finditer(lock_text())]
    assert sorted(names) == sorted(set(names))


def test_the_lock_holds_pandas_three():
    assert pins()["pandas"].major == 3


def test_the_environment_runs_what_the_lock_holds():
    import pandas as pd

    assert Version(pd.__version__) == pins()["pandas"]


def test_every_dependency_is_in_the_lock_at_an_allowed_version():
    locked = pins()
    missing = [
        str(requirement)
        for requirement in wanted(EXTRAS_IN_LOCK)
        if canonicalize_name(requirement.name) not in locked
        or locked[canonicalize_name(requirement.name)] not in requirement.specifier
    ]
    assert missing == []


def test_every_yardstick_is_in_the_bench_lock():
    locked = pins("requirements-bench.lock")
    assert [r.name for r in wanted(("bench",)) if canonicalize_name(r.name) not in locked] == []


def test_the_bench_lock_measures_against_the_versions_that_we_ship():
    ours, theirs = pins(), pins("requirements-bench.lock")
    differ = {name: theirs[name] for name in theirs.keys() & ours if theirs[name] != ours[name]}
    assert differ == {}


def test_what_builds_the_editable_install_is_locked():
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]
    for line in build["requires"]:
        requirement = Requirement(line)
        assert pins()[requirement.name] in requirement.specifier


def test_conda_makes_a_python_that_the_project_allows_and_installs_the_same_lock():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    plain = [item for item in environment["dependencies"] if isinstance(item, str)]
    from_pip = [item for item in environment["dependencies"] if isinstance(item, dict)]
    python = next(item for item in plain if item.startswith("python"))
    assert python.removeprefix("python=") in SpecifierSet(PROJECT["requires-python"])
    assert "pip" in plain
    assert len(from_pip) == 1
    assert from_pip[0]["pip"] == ["-r requirements.lock"]


def test_the_installer_refuses_the_same_pythons_as_the_project():
    source = (ROOT / "tools" / "install.py").read_text(encoding="utf-8")
    oldest = re.search(r"^OLDEST = \((\d+), (\d+)\)", source, re.MULTILINE)
    assert oldest
    assert PROJECT["requires-python"] == f">={oldest[1]}.{oldest[2]}"


def test_continuous_integration_runs_the_linters_and_every_test():
    run = ROOT / ".ci" / "run"
    text = run.read_text(encoding="utf-8")
    assert "set -euo pipefail" in text
    assert "make lint" in text
    assert "make test" in text
    assert run.stat().st_mode & 0o111
    workflow = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["test"]["steps"]
    assert [step["run"] for step in steps if "run" in step] == [".ci/run"]
