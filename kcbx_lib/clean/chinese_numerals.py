"""Small whole numbers written in Chinese: 三, 十二, 二十一, 廿三, 一百零三, and digit by digit 二〇一二.

Formal figures for money (壹仟贰佰) are read up to 壹拾; amounts in words are not read anywhere.
"""

from __future__ import annotations

import re

_DIGIT = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,  # the white circle that many input methods give for 〇
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
_TENS = {"十": 10, "拾": 10, "廿": 20, "卅": 30}
DIGITS = "".join(_DIGIT)
NUMERALS = DIGITS + "".join(_TENS) + "百"  # for character classes in patterns

_DIGIT_BY_DIGIT = re.compile(f"[{DIGITS}]+")
_COUNTED = re.compile(
    f"(?:(?P<hundreds>[{DIGITS}])百零?)?"
    f"(?:(?P<tens>[{DIGITS}])?(?P<ten>[十拾])|(?P<score>[廿卅])十?)?"
    f"(?P<ones>[{DIGITS}])?"
)


def number_of(text: str) -> int | None:
    """The number in Chinese numerals or plain digits, None if the whole text is none."""
    if text.isascii():
        return int(text) if text.isdigit() and len(text) <= 9 else None
    if _DIGIT_BY_DIGIT.fullmatch(text) and len(text) <= 9:
        return int("".join(str(_DIGIT[digit]) for digit in text))
    match = _COUNTED.fullmatch(text)
    if match is None or not text:
        return None
    hundreds, tens, ten, score, ones = match.group("hundreds", "tens", "ten", "score", "ones")
    if hundreds and ones and not (ten or score) and "零" not in text and "〇" not in text:
        return None  # 一百三 is 130 in speech: two readings
    total = 100 * _DIGIT[hundreds] if hundreds else 0
    if ten:
        total += 10 * (_DIGIT[tens] if tens else 1)
    elif score:
        total += _TENS[score]
    return total + (_DIGIT[ones] if ones else 0)
