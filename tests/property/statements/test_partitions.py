"""Whatever the numbers: true divisions never alarm, broken complete ones always do."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from kcbx_lib.statements import check_text

COUNT = st.integers(min_value=2, max_value=90_000)
QUIET = settings(max_examples=60, deadline=None)


def grades(text: str, kind: str | None = None) -> set[str]:
    checked = check_text(text)
    if kind is not None:
        checked = checked[checked["kind"].eq(kind)]
    return set(checked["grade"])


def alarms(text: str) -> set[str]:
    return grades(text) & {"contradiction", "probably"}


LEVELS = ("小学", "初中", "九年一贯制学校", "完全中学")
WORDINGS = (
    "全县现有学校{t}所，其中{parts}。",
    "全县现有学校{t}所（{parts}）。",
    "学校共{t}所：{parts}。",
    "现有{parts}，合计{t}所。",
)


@QUIET
@given(
    st.lists(COUNT, min_size=2, max_size=4),
    st.sampled_from(WORDINGS),
    st.sampled_from(["、", "，", "，其中"]),
)
def test_a_true_division_into_levels_never_alarms(
    values: list[int], wording: str, comma: str
) -> None:
    comma = "，" if comma == "，其中" else comma
    parts = comma.join(f"{level}{value}所" for level, value in zip(LEVELS, values, strict=False))
    text = wording.format(t=sum(values), parts=parts)
    assert not alarms(text), text
    assert "holds" in grades(text, "sum"), text


@QUIET
@given(COUNT, COUNT, st.integers(min_value=1, max_value=500), st.booleans())
def test_men_and_women_that_do_not_add_up_are_always_called_out(
    men: int, women: int, gap: int, above: bool
) -> None:
    total = men + women + (gap if above else -gap)
    if total <= max(men, women) or (total % 1000 == 0 and total >= 10_000):
        return
    if any(n % 1000 == 0 and n >= 10_000 for n in (men, women)):
        return
    text = f"全镇学生{total}人，其中男生{men}人，女生{women}人。"
    assert "contradiction" in grades(text, "sum"), text


@QUIET
@given(COUNT, COUNT, COUNT)
def test_a_list_of_some_groups_never_alarms_when_it_is_too_small(a: int, b: int, rest: int) -> None:
    text = f"重点学生{a + b + rest}人，其中留守儿童{a}人，残疾学生{b}人。"
    assert not alarms(text), text


@QUIET
@given(
    st.integers(min_value=50, max_value=90_000),
    st.data(),
    st.integers(min_value=0, max_value=2),
    st.sampled_from([ROUND_HALF_UP, ROUND_DOWN]),
)
def test_a_rate_holds_whether_it_was_rounded_or_truncated(
    due: int, data: st.DataObject, places: int, way: str
) -> None:
    done = data.draw(st.integers(min_value=due // 2, max_value=due))
    rate = (Decimal(done) * 100 / Decimal(due)).quantize(Decimal(1).scaleb(-places), rounding=way)
    text = f"应签责任书{due}份，实际签订{done}份，签订率{rate}%。"
    assert "holds" in grades(text, "rate"), text
    assert not alarms(text), text


@QUIET
@given(
    st.integers(min_value=200, max_value=90_000),
    st.data(),
    st.integers(min_value=2, max_value=30),
)
def test_a_rate_that_is_clearly_wrong_is_called_out(
    due: int, data: st.DataObject, off: int
) -> None:
    done = data.draw(st.integers(min_value=due // 2, max_value=due * 9 // 10))
    rate = Decimal(done * 100) / Decimal(due) - off
    text = f"应签责任书{due}份，实际签订{done}份，签订率{rate:.2f}%。"
    assert grades(text, "rate") & {"contradiction", "probably"}, text


@QUIET
@given(COUNT, COUNT)
def test_a_true_difference_holds_in_both_directions(first: int, second: int) -> None:
    if first == second:
        return
    way = "增加" if second > first else "减少"
    text = f"在校生由去年的{first}人{way}到{second}人，{way}{abs(second - first)}人。"
    assert "holds" in grades(text, "difference"), text
    assert not alarms(text), text


@QUIET
@given(
    st.text(alphabet="在校生人所，。；、（）其中共占率%0123456789XX年月日男女小学初", max_size=120)
)
def test_any_string_is_read_without_error(text: str) -> None:
    checked = check_text(text)
    assert checked["grade"].isin(["contradiction", "probably", "cannot_tell", "holds"]).all()


@QUIET
@given(st.lists(COUNT, min_size=2, max_size=6))
def test_the_same_text_gives_the_same_rows(values: list[int]) -> None:
    text = "。".join(f"全县第{i}批名单{value}人" for i, value in enumerate(values))
    assert check_text(text).equals(check_text(text))
