"""An earlier run of the kit, read back as an input like any other.

Its folder holds what was found and listed then. Children are the same by pseudonym where both runs
used one key (``run.json`` holds the key's fingerprint); under another key the earlier run's own
``restricted/key.csv`` says who was who: by resident id, else by student number, else by a name that
is unique in its school on both sides. Without either the two runs cannot be told to speak of the same
children, and the kit stops.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from kcbx_lib.errors import WrongUse
from kcbx_lib.messages import say
from kcbx_lib.privacy.identity import fingerprint, pseudonym

if TYPE_CHECKING:
    from kcbx_lib.county import CountySettings
    from kcbx_lib.link import Linked

TABLES = {
    "findings": ("finding_id", "rule", "severity", "subject_kind", "subject"),
    "rules": ("rule", "state"),
    "indicators": ("indicator", "level", "unit_code", "group"),
    "register_states": ("subject", "state"),
    "ledger_school_age": ("subject",),
    "ledger_suspected": ("subject",),
    "ledger_dropout": ("subject",),
    "follow_up": ("rule", "subject_kind", "subject", "times"),
}
"""Files of a county's folder that are read back, each with the columns it cannot do without."""
REQUIRED = ("findings",)
DATE_COLUMNS = ("due", "state_since", "listed_since")
NUMBERS = (
    "grade", "age_on_cutoff", "school_attempts", "joint_attempts", "numerator", "denominator",
    "rate", "target", "gap", "times", "count_before", "count_now",
)  # fmt: skip
FORMULA_STARTS = ("'=", "'+", "'-", "'@", "'\t", "'\r")


def load_previous(
    run_folder: Path, linked: Linked, settings: CountySettings, *, key: bytes | None = None
) -> dict[str, pd.DataFrame]:
    """The frames ``previous_<file>`` of this county in an earlier run, under this run's pseudonyms.

    ``previous_sources`` lists every file read with its SHA-256. A subject that cannot be joined gets the
    pseudonym of its id under this key, without an id keeps the old one, and ``is_matched`` is false
    there. ``previous_people`` says, where that run's ``restricted/key.csv`` is at hand, who the
    children were of whom no table speaks any more: a ledger that keeps them must be able to name them
    to those who look for them. A county that the earlier run did not hold
    has no frames. Raises WrongUse where the folder is no run, the run is not earlier than this
    one, a file is damaged, or the children of a run under another key cannot be joined.
    """
    folder, run = find_run(run_folder)
    entry = county_of(run, settings.code)
    if entry is None:
        return {}
    refuse_later(folder, entry, settings)
    county = folder / str(entry["folder"])
    frames = {
        name: read_table(county, name) for name in TABLES if (county / f"{name}.csv").exists()
    }
    missing = [name for name in REQUIRED if name not in frames]
    if missing:
        files = "、".join(f"{name}.csv" for name in missing)
        raise WrongUse(say("previous.incomplete", run=folder.name, county=county.name, files=files))
    sources = hashes(folder, county, [*frames])
    same_key = key is not None and run.get("key_fingerprint") == fingerprint(key)
    people = pd.DataFrame({"subject": pd.Series(dtype="str")})
    if not same_key or (county / "restricted" / "key.csv").exists():
        people = read_key_table(folder, county)
        sources = pd.concat([sources, hashes(folder, county / "restricted", ["key"])])
    if not same_key:
        who = same_children(people, linked)
        who |= new_pseudonyms(people[~people["subject"].isin(list(who))], key)
        frames = {name: renamed(frame, who) for name, frame in frames.items()}
        people = renamed(people, who)
    known = set(linked.people.index)
    named = {
        f"previous_{name}": frame.assign(is_matched=is_matched(frame, known))
        if "subject" in frame
        else frame
        for name, frame in frames.items()
    }
    unknown = people[~people["subject"].isin(known)].reset_index(drop=True)
    return {
        **named,
        "previous_people": unknown.drop_duplicates("subject"),
        "previous_sources": sources.reset_index(drop=True),
    }


def find_run(path: Path) -> tuple[Path, dict[str, Any]]:
    """The run's folder and its ``run.json``; a county's folder inside a run is accepted too."""
    for folder in (path, path.parent):
        place = folder / "run.json"
        if place.is_file():
            try:
                content = json.loads(place.read_text(encoding="utf-8-sig"))
            except (OSError, ValueError) as problem:
                raise WrongUse(
                    say("previous.damaged", run=folder.name, file="run.json")
                ) from problem
            if isinstance(content, dict) and isinstance(content.get("counties"), list):
                return folder, content
            raise WrongUse(say("previous.damaged", run=folder.name, file="run.json"))
    raise WrongUse(say("previous.no_run", found=path.name))


def county_of(run: Mapping[str, Any], code: str) -> dict[str, Any] | None:
    """The county's entry in ``run.json``; None where the run did not hold it, or it failed."""
    for entry in run["counties"]:
        if str(entry.get("code")) == code and entry.get("folder"):
            return dict(entry)
    return None


def refuse_later(folder: Path, entry: Mapping[str, Any], settings: CountySettings) -> None:
    """An earlier run cannot know what happened after this run's audit date."""
    then = str(entry.get("as_of") or "")
    if then and date.fromisoformat(then) > settings.as_of:
        raise WrongUse(
            say("previous.later", run=folder.name, then=then, now=settings.as_of.isoformat())
        )


def read_table(county: Path, name: str) -> pd.DataFrame:
    """One CSV of the earlier run, as it was written: text, dates and numbers by column name."""
    try:
        frame = pd.read_csv(
            county / f"{name}.csv", dtype="str", encoding="utf-8-sig", keep_default_na=False
        )
    except (OSError, ValueError) as problem:
        raise WrongUse(
            say("previous.damaged", run=county.parent.name, file=f"{name}.csv")
        ) from problem
    absent = [column for column in TABLES.get(name, ()) if column not in frame]
    if absent:
        columns = "、".join(absent)
        raise WrongUse(
            say("previous.no_column", run=county.parent.name, file=f"{name}.csv", columns=columns)
        )
    for column in frame.columns:
        text = frame[column]
        text = text.mask(text.str.startswith(FORMULA_STARTS), text.str.slice(1))
        text = text.mask(text.eq(""))
        if column.endswith("_on") or column in DATE_COLUMNS:
            frame[column] = pd.to_datetime(text, format="ISO8601", errors="coerce").astype(
                "datetime64[us]"
            )
        elif column in NUMBERS:
            frame[column] = pd.to_numeric(text, errors="coerce").astype("Float64")
        else:
            frame[column] = text
    return frame


def read_key_table(folder: Path, county: Path) -> pd.DataFrame:
    """``restricted/key.csv`` of the earlier run: who each of its pseudonyms was."""
    place = county / "restricted" / "key.csv"
    try:
        frame = pd.read_csv(place, dtype="str", encoding="utf-8-sig", keep_default_na=False)
    except (OSError, ValueError) as problem:
        raise WrongUse(say("previous.no_key", run=folder.name, county=county.name)) from problem
    wanted = ["subject", "name", "resident_id", "student_no", "school_name", "grade", "class_no"]
    if not {"subject", "name"} <= set(frame):
        raise WrongUse(say("previous.no_key", run=folder.name, county=county.name))
    frame = frame.reindex(columns=wanted)
    frame = frame.apply(
        lambda text: text.mask(text.str.startswith(FORMULA_STARTS), text.str.slice(1))
    )
    return frame.mask(frame.eq(""))


def same_children(then: pd.DataFrame, linked: Linked) -> dict[str, str]:
    """Old pseudonym → this run's, by id, else student number, else a name unique in its school.

    A name joins only children of whom neither side has an id, and only where exactly one child of
    that name is in that school on both sides.
    """
    now = linked.people.reindex(columns=["name", "resident_id", "student_no"]).assign(
        school_name=_schools(linked)
    )
    now = now.astype("str").reset_index(names="now")
    found: dict[str, str] = {}
    for on in (["resident_id"], ["student_no"], ["name", "school_name"]):
        left = then[~then["subject"].isin(list(found))].dropna(subset=on)
        right = now[~now["now"].isin(list(found.values()))].dropna(subset=on)
        if on[0] == "name":
            left, right = left[left["resident_id"].isna()], right[right["resident_id"].isna()]
        left = left[~left.duplicated(on, keep=False)]
        right = right[~right.duplicated(on, keep=False)]
        pairs = left[["subject", *on]].merge(right[["now", *on]], on=on, validate="one_to_one")
        found |= dict(zip(pairs["subject"], pairs["now"], strict=True))
    return found


def new_pseudonyms(people: pd.DataFrame, key: bytes | None) -> dict[str, str]:
    """Old pseudonym → the one of the same id under this run's key; none for a child without an id."""
    if key is None:
        return {}
    with_id = people.dropna(subset=["resident_id"])
    return {
        str(old): pseudonym(str(number), key)
        for old, number in zip(with_id["subject"], with_id["resident_id"], strict=True)
    }


def _schools(linked: Linked) -> pd.Series:
    """Each child's school in the enrolment, as the key table names it; blank where there are two."""
    rows = linked.tables.get("enrolment")
    if rows is None:
        return pd.Series(pd.NA, index=linked.people.index, dtype="str")
    named = rows[["subject", "school_name"]].dropna().drop_duplicates()
    single = named[~named["subject"].duplicated(keep=False)].set_index("subject")["school_name"]
    return single.reindex(linked.people.index)


def renamed(frame: pd.DataFrame, who: Mapping[str, str]) -> pd.DataFrame:
    """The frame with children's old pseudonyms replaced; a school or county keeps its name."""
    if "subject" not in frame:
        return frame
    new = frame["subject"].map(who)
    return frame.assign(subject=new.where(new.notna(), frame["subject"]))


def is_matched(frame: pd.DataFrame, known: set[str]) -> pd.Series:
    """Whether a row's subject is known in this run; a subject that is no child always is."""
    child = frame["subject_kind"].eq("child") if "subject_kind" in frame else True
    return (frame["subject"].isin(known) | ~pd.Series(child, index=frame.index)).astype("boolean")


def hashes(folder: Path, place: Path, names: list[str]) -> pd.DataFrame:
    """One row per file read: ``file`` (relative to the run) and its ``sha256``."""
    paths = [place / f"{name}.csv" for name in sorted(names)]
    return pd.DataFrame(
        {
            "file": [path.relative_to(folder).as_posix() for path in paths],
            "sha256": [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths],
        },
        dtype="str",
    )
