"""Forms for comparison: one thing written in many ways compares equal, and nothing is made up."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from kcbx_lib.clean import lists, person_name, region, school
from tests.property.clean.cells_of_all_kinds import cells, near_values

characters = st.text("张王李赵買买尔逊提丽单曾解吕諸诸葛龍龙\ue123𠮷㐂", min_size=2, max_size=8)


@given(characters, st.lists(st.sampled_from([" ", "　", "\u200b", "\xa0"]), min_size=1, max_size=4))
@settings(max_examples=100)
def test_padding_never_makes_another_name(name, padding):
    padded = "".join(mark + padding[place % len(padding)] for place, mark in enumerate(name))
    assert person_name.read(padded)[0] == person_name.read(name)[0] == name


@given(characters, characters, st.sampled_from("•・．.‧∙●-·"))
@settings(max_examples=100)
def test_every_separator_is_the_same_separator(given_name, family_name, separator):
    written = person_name.read(given_name + separator + family_name)[0]
    assert written == f"{given_name}·{family_name}"
    assert person_name.comparison_text(written) == person_name.comparison_text(
        given_name + family_name
    )


@given(st.lists(st.one_of(characters, st.none(), near_values), max_size=20))
@settings(max_examples=40)
def test_comparison_forms_are_stable_and_never_crash(names):
    column = person_name.clean_column(pd.Series(names, dtype=object)).value
    forms = person_name.comparison_form(column)
    pd.testing.assert_series_equal(person_name.comparison_form(forms), forms)
    sounds = person_name.pinyin_form(column)
    assert sounds.isna().equals(forms.isna())
    pd.testing.assert_series_equal(person_name.pinyin_form(forms), sounds)


@given(cells)
@settings(max_examples=150)
def test_places_and_schools_compare_without_crashing(raw):
    form = region.comparison_text(raw, county="青禾县")
    assert region.comparison_text(form, county="青禾县") in {form, region.comparison_text(form)}
    name = school.compact_name(raw, county="青禾县")
    assert isinstance(name, str)


@given(st.lists(cells, max_size=8), st.lists(near_values, min_size=1, max_size=8, unique=True))
@settings(max_examples=40)
def test_a_school_is_found_only_in_the_directory(raw_names, known):
    directory = pd.DataFrame(
        {
            "school_code": [f"99010100{n:02d}" for n in range(len(known))],
            "school_name": pd.Series(known, dtype=object),
        }
    )
    names = pd.Series(raw_names, dtype=object)
    found = school.resolve(None, names, directory, county="青禾县")
    assert found.index.equals(names.index)
    assert set(found["school_code"].dropna()) <= set(directory["school_code"])
    assert found["how"].eq("unresolved").equals(found["school_code"].isna())


@given(st.lists(cells, max_size=12))
@settings(max_examples=50)
def test_a_list_joined_and_split_is_the_same_list(column):
    for raw in column:
        parts = lists.split(raw)
        assert lists.split(lists.SEPARATOR.join(parts)) == parts
    exploded = lists.explode(pd.Series(column, dtype=object))
    assert len(exploded) == sum(len(lists.split(raw)) for raw in column)
