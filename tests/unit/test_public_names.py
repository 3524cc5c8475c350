"""The public names: a dozen, each with a word on what it gives, none of them slow to have at hand."""

import subprocess
import sys

import pytest

import kcbx_lib


@pytest.mark.parametrize("name", kcbx_lib.__all__)
def test_a_public_name_is_there_explains_itself_and_stands_in_the_list(name):
    thing = getattr(kcbx_lib, name)
    assert callable(thing)
    assert thing.__doc__
    assert f"    {name} " in kcbx_lib.__doc__


def test_the_list_names_nothing_else():
    listed = [line.split()[0] for line in kcbx_lib.__doc__.splitlines() if line.startswith("    ")]
    assert sorted(listed) == kcbx_lib.__all__


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(AttributeError, match="audit_folder"):
        _ = kcbx_lib.audit_everything


def test_having_the_names_at_hand_loads_no_heavy_library():
    code = "import sys, kcbx_lib; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
