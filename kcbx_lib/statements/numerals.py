"""Chinese numerals: 三 → 3, 一百二十 → 120, 九十八点五 → 98.5, 三亿二千万 → 320,000,000."""

from __future__ import annotations

from fractions import Fraction


def chinese_value(written: str) -> Fraction | None:
    """三 → 3, 一百二十 → 120, 九十八点五 → 98.5; None for a run of digits that is no number."""
    digits = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
    whole, _, fraction = written.partition("点")
    total, section, number = 0, 0, 0
    last = ""
    for character in whole:
        if character in digits:
            if last in digits and digits[last] != 0:
                return None
            number = digits[character]
        elif character in "万亿":
            upper = total + section + number if character == "亿" else section + number
            if upper == 0:
                return None
            total = upper * 10**8 if character == "亿" else total + upper * 10_000
            section = number = 0
        else:
            size = {"十": 10, "百": 100, "千": 1000}[character]
            section += (number or 1) * size
            number = 0
        last = character
    value = Fraction(total + section + number)
    for place, character in enumerate(fraction, start=1):
        if character not in digits:
            return None
        value += Fraction(digits[character], 10**place)
    return value


def small_count(written: str) -> int | None:
    """An announced count in either script: 4 and 四 → 4; None where it is no whole number."""
    if written.isdigit():
        return int(written)
    value = chinese_value(written)
    return int(value) if value is not None and value.denominator == 1 else None
