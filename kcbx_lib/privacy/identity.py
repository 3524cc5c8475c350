"""Keyed pseudonyms: the same child is the same ``subject`` throughout a run, and only there.

``subject`` is ``c`` and 16 base32 characters of HMAC-SHA-256 under the run's key. Over the child's
clean resident id where there is one; otherwise over name, birth date, sex and guardian, with an
ordinal that tells true ties apart in the order of their content, never of rows or files.

The key is 32 random bytes that stay with the office that made them: whoever holds it can recompute
pseudonyms from ids, so it lives neither in data nor in reports. Fictional counties (99xxxx) use a
published key, which real counties refuse.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from kcbx_lib.errors import UnreadableInput, WrongUse
from kcbx_lib.messages import say

KEY_BYTES = 32
SUBJECT_CHARACTERS = 16
BITS_A_CHARACTER = 5
SUBJECT_BYTES = SUBJECT_CHARACTERS * BITS_A_CHARACTER // 8
BASE32 = b"abcdefghijklmnopqrstuvwxyz234567"
TIE_ORDER = ("student_no", "disability_no", "household_no", "village", "school_code", "class_no")


def sample_key() -> bytes:
    """The published key of the fictional counties; it protects nobody and is no secret."""
    return hashlib.sha256(b"kcbx published sample key: fictional counties only").digest()


def fingerprint(key: bytes) -> str:
    """Twelve hex characters that tell two keys apart and give neither away."""
    return hmac.new(key, b"kcbx key fingerprint", hashlib.sha256).hexdigest()[:12]


def pseudonym(message: str, key: bytes) -> str:
    """The subject for one identity string (a clean id, or the joined fallback fields)."""
    return _subjects(hmac.digest(key, message.encode("utf-8"), "sha256")[:SUBJECT_BYTES])[0]


def pseudonyms(people: pd.DataFrame, key: bytes) -> pd.Series:
    """One subject for each row of ``people`` (a row is one linked child).

    Columns used: ``resident_id``, and for rows without one ``name``, ``birth_date``, ``sex``,
    ``guardian`` and, to order ties, whatever of ``TIE_ORDER`` is there. Raises ValueError if two
    rows hold the same id: linking must have joined them.
    """
    ids = people["resident_id"].astype("str")
    has_id = people["resident_id"].notna()
    if ids[has_id].duplicated().any():
        raise ValueError("two linked children share one clean resident id")
    messages = ids.where(has_id, _fallback_messages(people[~has_id]).reindex(people.index))
    digests = b"".join(
        hmac.digest(key, message.encode("utf-8"), "sha256")[:SUBJECT_BYTES] for message in messages
    )
    return pd.Series(_subjects(digests), index=people.index, dtype="str")


def _subjects(digests: bytes) -> list[str]:
    """``c`` and base32 of each ``SUBJECT_BYTES`` bytes: five bits a character, the first ones first."""
    bits = np.unpackbits(np.frombuffer(digests, dtype=np.uint8)).reshape(-1, BITS_A_CHARACTER)
    letters = np.frombuffer(BASE32, dtype=np.uint8)[np.packbits(bits, axis=1)[:, 0] >> 3]
    text = letters.tobytes().decode("ascii")
    return [
        "c" + text[at : at + SUBJECT_CHARACTERS] for at in range(0, len(text), SUBJECT_CHARACTERS)
    ]


def _fallback_messages(people: pd.DataFrame) -> pd.Series:
    """Name, birth date, sex and guardian, joined; ties numbered in content order."""
    if people.empty:
        return pd.Series(dtype="str")
    base = _as_text(people, "name")
    for column in ("birth_date", "sex", "guardian"):
        base = base + "\x1f" + _as_text(people, column)
    tied = people[base.duplicated(keep=False)]
    ties = pd.DataFrame({"base": base[tied.index]})
    for column in TIE_ORDER:
        ties[column] = _as_text(tied, column)
    ordinal = ties.sort_values(list(ties.columns), kind="stable").groupby("base").cumcount()
    return base + "\x1f" + ordinal.reindex(base.index).fillna(0).astype("int64").astype("str")


def _as_text(people: pd.DataFrame, column: str) -> pd.Series:
    if column not in people:
        return pd.Series("", index=people.index, dtype="str")
    values = people[column]
    if pd.api.types.is_datetime64_any_dtype(values):
        values = values.dt.strftime("%Y-%m-%d")
    return values.astype("str").where(people[column].notna(), "")


def choose_key(codes: Iterable[str], *, key_file: Path | None = None) -> tuple[bytes, str]:
    """The key for a run over these counties, and a sentence about it for the user (may be empty).

    ``--key FILE`` before all. Fictional counties alone use the published sample key, so that their
    runs are the same everywhere. Then ``KCBX_KEY_FILE``, then the user's own key, made on first
    use. Raises WrongUse when fictional and real counties are mixed without ``--key``, or when real
    counties are given the sample key.
    """
    fictional = [code.startswith("99") for code in codes]
    if key_file is None and any(fictional):
        if not all(fictional):
            raise WrongUse(say("identity.mixed_counties"))
        return sample_key(), ""
    named = key_file or os.environ.get("KCBX_KEY_FILE")
    key, note = (read_key(Path(named)), "") if named else _own_key()
    if not all(fictional) and hmac.compare_digest(key, sample_key()):
        raise WrongUse(say("identity.sample_key_refused"))
    return key, note


def read_key(path: Path) -> bytes:
    """The key in a file: exactly 32 bytes. Raises UnreadableInput with what was found instead."""
    try:
        key = path.read_bytes()
    except OSError as problem:
        raise UnreadableInput(
            say("identity.key_unreadable", file=path.name, problem=problem.strerror or "")
        ) from problem
    if len(key) != KEY_BYTES:
        raise UnreadableInput(say("identity.key_length", file=path.name, found=len(key)))
    return key


def _own_key() -> tuple[bytes, str]:
    path = own_key_path()
    if path.exists():
        return read_key(path), ""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = secrets.token_bytes(KEY_BYTES)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
    try:
        os.link(aside, path)  # fails where another run was first; then theirs is the key
    except FileExistsError:
        return read_key(path), ""
    finally:
        aside.unlink()
    return key, say("identity.key_made", path=path)


def own_key_path() -> Path:
    """Where the user's own key lives: their configuration folder, never data or reports."""
    base = os.environ.get("XDG_CONFIG_HOME") or os.environ.get("APPDATA")
    return (Path(base) if base else Path.home() / ".config") / "kcbx" / "pseudonym.key"


def mask(values: pd.Series, sensitivity: str) -> pd.Series:
    """Values as they may stand outside ``restricted/``.

    What names a person keeps only its shape: every letter, digit and character becomes ``*``, so
    that length, spaces and separators still show what was wrong. The check letter X stays. Birth
    dates and other ``internal`` or ``public`` values stay as they are.
    """
    if sensitivity in ("public", "internal"):
        return values
    text = values.astype("str")
    if sensitivity in ("address", "free_text"):
        return text.where(values.isna(), "***")
    shape = text.str.replace(r"[^\s\-.,;:'`·•・．‧∙●()（）/×*?〓xXⅩ]", "*", regex=True)
    return shape.where(values.notna(), values)
