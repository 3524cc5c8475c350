"""Invented ids: area 99xxxx belongs to nobody."""

from kcbx_lib.clean.resident_id import check_letter


def an_id(sequence: int = 1, birth: str = "20120901", area: str = "990101") -> str:
    body = f"{area}{birth}{sequence:03d}"
    return body + check_letter(body)


def with_wrong_check(valid: str) -> str:
    return valid[:17] + ("0" if valid[17] != "0" else "1")


WITH_X = next(an for an in map(an_id, range(1000)) if an.endswith("X"))
WITHOUT_X = next(an for an in map(an_id, range(345, 1000)) if not an.endswith(("X", "0")))
