"""Whatever the lists hold: nobody lost, ids kept apart, and the order of rows without effect."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kcbx_lib.link import link_children
from tests.helpers import county_of, resident_id

KEY = b"k" * 32
NAMES = ["王小明", "王晓明", "王小红", "张伟"]
BIRTHS = ["2014-03-05", "2014-05-03", "2013-01-01"]


@st.composite
def rows(draw):
    name, birth = draw(st.sampled_from(NAMES)), draw(st.sampled_from(BIRTHS))
    nth = draw(st.sampled_from([0, 1, 2]))
    ident = resident_id(birth, nth=nth) if nth else "-"
    school = draw(st.sampled_from(["S1", "S2", "-"]))
    return f"{name} {birth if draw(st.booleans()) else '-'} {ident} {school}"


lists = st.tuples(
    st.lists(rows(), min_size=1, max_size=6), st.lists(rows(), min_size=1, max_size=6)
)


def link(population, enrolment):
    head = "name birth_date resident_id"
    county = county_of(
        population="\n".join([f"{head} row_id", *population]),
        enrolment="\n".join([f"{head} school_code row_id", *enrolment]),
    )
    return link_children(county, key=KEY)


@settings(max_examples=6)
@given(lists, st.randoms(use_true_random=False))
def test_nobody_is_lost_and_order_is_without_effect(two, random):
    population = [f"{row.rsplit(' ', 1)[0]} p{n}" for n, row in enumerate(two[0])]
    enrolment = [f"{row} e{n}" for n, row in enumerate(two[1])]
    linked = link(population, enrolment)
    assert linked.crosswalk["subject"].notna().all()
    assert sorted(linked.crosswalk.index) == sorted(
        [*(f"p{n}" for n in range(len(population))), *(f"e{n}" for n in range(len(enrolment)))]
    )
    assert linked.people.index.is_unique
    assert not linked.people["resident_id"].dropna().duplicated().any()
    random.shuffle(population)
    random.shuffle(enrolment)
    again = link(population, enrolment)
    assert again.people.index.tolist() == linked.people.index.tolist()
    assert again.crosswalk["subject"].sort_index().equals(linked.crosswalk["subject"].sort_index())
    assert again.review.equals(linked.review)


@settings(max_examples=6)
@given(lists)
def test_two_valid_ids_are_two_children(two):
    population = [f"{row.rsplit(' ', 1)[0]} p{n}" for n, row in enumerate(two[0])]
    enrolment = [f"{row} e{n}" for n, row in enumerate(two[1])]
    linked = link(population, enrolment)
    ids = {f"p{n}": row.split()[2] for n, row in enumerate(population)}
    ids |= {f"e{n}": row.split()[2] for n, row in enumerate(enrolment)}
    subject = linked.crosswalk["subject"]
    for one, one_id in ids.items():
        for other, other_id in ids.items():
            if "-" not in (one_id, other_id) and one_id != other_id:
                assert subject[one] != subject[other]
