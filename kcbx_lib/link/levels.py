"""The levels at which two records become one child, strongest first.

Each level is a line of the table in ``agreements.py``. Every level obeys the guards: different valid ids
are different children, a register that writes a child once does not write it twice, and stated sexes and
births do not contradict each other. Twins whom a list shows and same-name classmates are never joined.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from kcbx_lib.link.agreements import LEVELS, Level
from kcbx_lib.link.clusters import Clusters, Codes, Guard, OneChildPer, OneValue
from kcbx_lib.link.names import is_same_spelling
from kcbx_lib.link.nodes import ONE_ROW_A_CHILD, PRIORITY, REGISTERS, Nodes
from kcbx_lib.link.slips import LEFT, slipped

SUPPORTING = ("school", "guardian_key", "village", "household_no")
ID_SLIP = 1
"""An id with one digit wrong, missing, doubled, or two neighbours swapped may be a slip of the pen."""


class Comparison:
    """The nodes and the children they form so far.

    ``decided`` are pairs of nodes on which a person has the word (two columns); ``on_slips`` the pairs
    joined on slips of the pen, with their level.
    """

    def __init__(self, nodes: Nodes, *, decided: Codes | None = None) -> None:
        self.nodes = nodes
        self.on_slips: list[tuple[int, int, str]] = []
        self._decided = np.empty((0, 2), dtype=np.int64) if decided is None else decided
        self.frame = nodes.frame
        self.clusters = Clusters(len(self.frame))
        self._entering: dict[Callable[[pd.DataFrame], pd.Series], NDArray[np.bool_]] = {}
        tables = self.frame["table"]
        self.id_codes = nodes.codes("id")
        self.number_codes = nodes.codes("student_no")
        # A child stands once in such a register, unless two of its rows bear the same id.
        self.once = [OneChildPer(_flag(tables.eq(table))) for table in ONE_ROW_A_CHILD]
        # Two records at one school are two classmates of a name, not one child recorded twice.
        school = nodes.codes("school")
        self.once.append(OneChildPer(np.where(tables.eq("enrolment"), school, -1)))

    def run(self) -> None:
        """All levels, strongest first."""
        one_id = [OneValue(self.id_codes)]
        self.clusters.join(self.id_codes, "id", one_id)
        self.name_id_sources()
        self.join_student_numbers()
        self.join_case_numbers()
        self.join_slipped_ids()
        for level in LEVELS:
            self.join_level(level)
            if level.name == "name_birth":
                self.join_unreadable_names()
            if level.name == "name_sound_birth_village":
                self.join_slips()
        self.join_case_numbers()

    def name_id_sources(self) -> None:
        """Nodes that came in by an id say where the id came from."""
        source = self.frame["id_source"].to_numpy(dtype=object)
        has_id = self.id_codes >= 0
        self.clusters.level[has_id] = source[has_id]

    def join_student_numbers(self) -> None:
        """The same student number under one sounding name; nameless rows by the number alone."""
        named = combine_codes(self.number_codes, self.nodes.codes("sound_key"))
        self.clusters.join(named, "student_no", [OneValue(self.id_codes), *self.once[:-1]])
        nameless = _flag(self.frame["name_key"].isna())
        self._join_blanks(self.number_codes, nameless, "student_no")

    def join_case_numbers(self) -> None:
        """Rows about a case that name no child belong to the child whose case it is."""
        cases = self.nodes.codes("case_no")
        unknown = self.frame["name_key"].isna() & self.frame["id"].isna()
        unknown &= self.frame["student_no"].isna()
        self._join_blanks(cases, _flag(unknown), "case_no")

    def _join_blanks(self, key: Codes, blank: Codes, level: str) -> None:
        """Nodes marked ``blank`` join the one child that has their key, if there is just one."""
        others = pd.DataFrame({"key": key, "label": self.clusters.label})[(key >= 0) & (blank < 0)]
        children = others.groupby("key")["label"].nunique()
        single = np.isin(key, children.index[children == 1])
        self.clusters.join(np.where(single, key, -1), level, [OneValue(self.id_codes)])

    def join_slipped_ids(self) -> None:
        """A faulty id one slip away from the id of exactly one child of the name and birth."""
        frame = self.frame
        doubted = frame[frame["raw_id"].notna() & frame["id"].isna() & frame["sound_key"].notna()]
        faulty = doubted[~doubted["resident_id_reason"].eq("precision_lost").fillna(False)]
        if faulty.empty:
            return
        known = frame[frame["id"].notna() & frame["sound_key"].notna()]
        raw = faulty["raw_id"].astype("object").map(_bare)
        pairs = (
            faulty.assign(raw=raw, left=faulty.index)[["left", "raw", "sound_key", "birth"]]
            .merge(
                known.assign(right=known.index)[["right", "id", "sound_key", "birth"]],
                on="sound_key",
                how="inner",
                suffixes=("", "_known"),
            )
            .drop_duplicates(["left", "id"])
        )
        agree = pairs["birth"].isna() | pairs["birth_known"].isna()
        pairs = pairs[agree | pairs["birth"].eq(pairs["birth_known"])]
        close = [
            OSA.distance(one, other, score_cutoff=ID_SLIP) <= ID_SLIP
            for one, other in zip(pairs["raw"], pairs["id"], strict=True)
        ]
        pairs = pairs[np.array(close, dtype=bool)]
        pairs = pairs[~pairs["left"].duplicated(keep=False)]
        self.clusters.join_edges(
            pairs["left"].to_numpy(dtype=np.int64),
            pairs["right"].to_numpy(dtype=np.int64),
            "repaired_id",
            [OneValue(self.id_codes), *self.once],
        )

    def join_unreadable_names(self) -> None:
        """A name with a character nobody could type, the same birth, and a place or guardian."""
        frame = self.frame
        damaged = frame[frame["name_key"].fillna("").str.contains("?", regex=False)]
        damaged = damaged[damaged["birth"].notna()].assign(left=lambda one: one.index)
        if damaged.empty:
            return
        others = frame[frame["birth"].isin(damaged["birth"]) & frame["name_key"].notna()]
        columns = ["name_key", "birth", *SUPPORTING]
        pairs = damaged[["left", *columns]].merge(
            others.assign(right=others.index)[["right", *columns]],
            on="birth",
            how="inner",
            suffixes=("", "_other"),
        )
        alike = [
            is_same_spelling(one, other)
            for one, other in zip(pairs["name_key"], pairs["name_key_other"], strict=True)
        ]
        supported = pd.Series(False, index=pairs.index)
        for column in SUPPORTING:
            supported |= pairs[column].eq(pairs[f"{column}_other"]).fillna(False).astype(bool)
        pairs = pairs[np.array(alike, dtype=bool) & supported.to_numpy()]
        label = self.clusters.label
        pairs = pairs[label[pairs["left"]] != label[pairs["right"]]]
        candidates = pairs.assign(label=label[pairs["right"]]).groupby("left")["label"].nunique()
        pairs = pairs[pairs["left"].isin(candidates.index[candidates == 1])]
        self.clusters.join_edges(
            pairs["left"].to_numpy(dtype=np.int64),
            pairs["right"].to_numpy(dtype=np.int64),
            "name_unreadable_birth",
            [OneValue(self.id_codes), OneValue(self.known("sex")), *self.once],
        )

    def join_slips(self) -> None:
        """Slips of the pen between register and roll; not where a person has decided."""
        registers = (_flag(self.frame["table"].eq(name)) for name in ("population", "enrolment"))
        guards: list[Guard] = [OneValue(self.id_codes), *self.once, *map(OneChildPer, registers)]
        for level, pairs in slipped(self.nodes, self.clusters.label):
            free = ~pairs.isin(self._decided.ravel()).any(axis=1)
            left, right = pairs[free].to_numpy(dtype=np.int64).T
            joined = self.clusters.join_edges(
                left, right, level, [*guards, OneValue(self.known("sex"))]
            )
            if level != LEFT:
                pairs_joined = zip(left[joined].tolist(), right[joined].tolist(), strict=True)
                self.on_slips += [(one, other, level) for one, other in pairs_joined]

    def join_level(self, level: Level) -> None:
        """One line of LEVELS."""
        if level.only is None:
            key = self._shared_keys(level.agree)
        else:
            entering = self._may_enter(level.only)
            if not entering.any():
                return
            key = self._shared_keys(level.agree)
            wanted = np.zeros(int(key.max(initial=-1)) + 2, dtype=bool)  # the last one is −1's
            wanted[key[entering]] = True
            wanted[-1] = False
            key = np.where(wanted[key], key, -1)
        if np.any(key >= 0):
            self.clusters.join(key, level.name, self.guards(level))

    def _may_enter(self, only: Callable[[pd.DataFrame], pd.Series]) -> NDArray[np.bool_]:
        if only not in self._entering:
            self._entering[only] = only(self.frame).to_numpy(dtype=bool)
        return self._entering[only]

    def _shared_keys(self, columns: tuple[str, ...]) -> Codes:
        """Per node a number for what ``columns`` say where another child says the same, else −1.

        Column by column only the nodes that are still contested go on.
        """
        nodes = np.arange(len(self.frame))
        keys = np.zeros(len(nodes), dtype=np.int64)
        for column in columns:
            codes = self.nodes.codes(column)[nodes]
            known = codes >= 0
            nodes, codes, keys = nodes[known], codes[known], keys[known]
            keys = pd.factorize(keys * (int(codes.max(initial=0)) + 1) + codes)[0]
            contested = self.clusters.contested(nodes, keys)
            nodes, keys = nodes[contested], keys[contested]
        whole = np.full(len(self.frame), -1, dtype=np.int64)
        whole[nodes] = keys
        return whole

    def guards(self, level: Level) -> list[Guard]:
        """What forbids a join at this level."""
        guards: list[Guard] = [OneValue(self.id_codes), OneValue(self.known("sex")), *self.once]
        if level.same_birth:
            guards.append(OneValue(self.known("birth")))
        if level.one_in_enrolment:
            guards.append(OneChildPer(_flag(self.frame["table"].eq("enrolment"))))
            guards.append(OneChildPer(_flag(self.frame["table"].eq("population"))))
        if level.one_in_attendance:
            # One name in two classes of a grade may be two children; one name on the roll of one
            # class and on the sheets of another, and nowhere else in the grade, has changed class.
            guards.append(OneChildPer(_flag(self.frame["table"].eq("attendance"))))
        if level.same_number:
            # Older local numbers contradict nothing; a J or L number gives way to a G number.
            letter = self.frame["student_no"].astype("object").map(_letter, na_action="ignore")
            guards.append(OneValue(self.known("student_no", where=letter.eq("G"))))
            guards.append(OneValue(self.known("student_no", where=letter.isin(["J", "L"]))))
        if level.same_class:
            guards.append(
                OneValue(self.known("class_no", where=self.frame["table"].isin(REGISTERS)))
            )
        if level.same_grade:
            guards.append(OneValue(self.known("grade", where=self.frame["table"].isin(REGISTERS))))
        return guards

    def known(self, column: str, *, where: pd.Series | None = None) -> Codes:
        """Per node, the one value its child is known by: that of the table with the first word."""
        codes = self.nodes.codes(column)
        if where is not None:
            codes = np.where(where.to_numpy(), codes, -1)
        node = self._first_word(codes, column, ())
        return np.where(node < 0, -1, codes[node])[self.clusters.label]

    def node_of_first_word(self, column: str, first: Sequence[str]) -> Codes:
        """Per label the node whose word on ``column`` counts: that of the table with the first word,
        the tables ``first`` before all; −1 where nobody says.
        """
        return self._first_word(self.nodes.codes(column), column, first)

    def _first_word(self, codes: Codes, column: str, first: Sequence[str]) -> Codes:
        label = self.clusters.label
        said = np.flatnonzero(codes >= 0)
        node = np.full(len(codes), -1, dtype=np.int64)
        node[label[said]] = said
        differing = np.zeros(len(codes), dtype=bool)
        differing[label[said[codes[node[label[said]]] != codes[said]]]] = True
        if differing.any():  # only then does it matter whose word counts
            weakest_first = self._by_priority(said[differing[label[said]]], column, first)
            node[label[weakest_first]] = weakest_first
        return node

    def _by_priority(self, nodes: Codes, column: str, first: Sequence[str]) -> Codes:
        """The nodes from the weakest word on ``column`` to the strongest."""
        rows = self.frame.loc[nodes, ["table", column]]
        rank = rows["table"].map({name: n for n, name in enumerate(PRIORITY)})
        rank = rank.fillna(len(PRIORITY)).mask(rows["table"].isin(first), -1)
        order = pd.DataFrame({"rank": rank, "text": rows[column].astype("str")})
        return order.sort_values(["rank", "text"], kind="stable").index.to_numpy()[::-1]


def combine_codes(one: Codes, other: Codes) -> Codes:
    """Integers for pairs of codes; −1 where either is."""
    blank = (one < 0) | (other < 0)
    whole = one.astype(np.int64) * (int(other.max(initial=0)) + 1) + other
    codes = np.unique(whole, return_inverse=True)[1].astype(np.int64)
    return np.where(blank, -1, codes)


def _flag(mask: pd.Series) -> Codes:
    return np.where(mask.to_numpy(dtype=bool), 0, -1).astype(np.int64)


def _letter(number: object) -> str:
    """G, J or L of a national student number, '' for any other."""
    text = str(number)
    return text[0] if len(text) == 19 and text[0] in "GJL" else ""


def _bare(raw: object) -> str:
    return "".join(one for one in str(raw).upper() if one.isascii() and one.isalnum())
