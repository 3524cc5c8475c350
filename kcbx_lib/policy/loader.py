"""The policy of one county on one day: every value resolved through the profiles it extends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from kcbx_lib.errors import PolicyError, WrongUse
from kcbx_lib.messages import language, say
from kcbx_lib.policy.profiles import Profile, nearest, read_profile
from kcbx_lib.policy.rulebook import documents, policy_keys
from kcbx_lib.policy.values import Document, Value, fits
from kcbx_lib.policy.wording import in_words, listed


@dataclass(frozen=True)
class Policy:
    """What a county has to meet on one day, each value with its source.

    ``policy["absence.report_streak_days"]`` is the plain value (None: the profile asks for none);
    ``policy.value(key)`` brings unit, comparison, document, article and status along.

    name, title
        of the profile the county uses.
    on
        the day for which values are resolved.
    lineage
        the profile and what it extends, nearest first.
    """

    name: str
    title: Mapping[str, str]
    on: date
    lineage: tuple[Profile, ...]
    changes: Mapping[str, Value] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Any:
        return self.value(key).value

    def __contains__(self, key: str) -> bool:
        return key in policy_keys()

    def keys(self) -> tuple[str, ...]:
        """Every key of the rulebook, in its order."""
        return tuple(policy_keys())

    def value(self, key: str, on: date | None = None) -> Value:
        """The value in force on ``on`` (default: the policy's own day), with its source.

        The nearest profile that has a value by then decides; before its first date, the profile it
        extends still holds. Raises WrongUse for an unknown key.
        """
        self._require(key)
        if key in self.changes:
            return self.changes[key]
        day = _day(on or self.on)
        for profile in self.lineage:
            in_force = [
                value
                for value in profile.own.get(key, ())
                if value.since is None or value.since <= day
            ]
            if in_force:
                return in_force[-1]
        # Every key is in `national`; only a law younger than the day leaves nothing to go by, and
        # then its first value is the best reading there is.
        return self.lineage[-1].own[key][0]

    def text(self, key: str, lang: str | None = None) -> str:
        """The value as it reads in a sentence or a table: ``10%``, ``每月20日前``, ``—`` for none."""
        return in_words(self.value(key), lang or language())

    def names(self, key: str, codes: Iterable[str], lang: str | None = None) -> str:
        """Codes of a key's list by name, as one list: ``黄牌警告、通报批评``."""
        return listed(codes, lang or language(), key)

    def history(self, key: str) -> tuple[Value, ...]:
        """Every value the profile and what it extends give for the key, oldest first."""
        self._require(key)
        found = [value for profile in reversed(self.lineage) for value in profile.own.get(key, ())]
        return tuple(sorted(found, key=lambda value: value.since or date.min))

    def document(self, name: str) -> Document:
        """The document a value cites. Raises WrongUse for a name that no list holds."""
        known = documents() | {
            key: one for profile in self.lineage for key, one in profile.documents.items()
        }
        if name not in known:
            raise WrongUse(say("policy.unknown_document", found=name, nearest=nearest(name, known)))
        return known[name]

    def with_values(self, values: Mapping[str, Any]) -> Policy:
        """The same policy with some values assumed, for what-if questions; each is unconfirmed."""
        changes = dict(self.changes)
        for key, value in values.items():
            old = self.value(key)
            if not fits(value, policy_keys()[key]):
                kind = policy_keys()[key]
                raise PolicyError(
                    say(
                        "policy.wrong_value",
                        where=say("policy.what_if"),
                        key=key,
                        expected=say(f"policy.type_{kind.type}", codes="、".join(kind.codes)),
                        found=value,
                    )
                )
            changes[key] = replace(
                old,
                value=value,
                document="what_if",
                article=None,
                status="unconfirmed",
                since=None,
                profile=self.name,
                document_title=documents()["what_if"].citation,
                note=None,
            )
        return replace(self, changes=changes)

    def _require(self, key: str) -> None:
        if key not in policy_keys():
            raise WrongUse(
                say("policy.no_such_key", found=key, nearest=nearest(key, policy_keys()))
            )


def load_policy(name_or_path: str = "national", *, on: date) -> Policy:
    """The policy a county uses on a day: a built-in profile, or a YAML file that extends one.

    Raises WrongUse for an unknown profile (with the known ones and the nearest), PolicyError for a
    file that contradicts the rulebook (with expected, found, file and key).
    """
    lineage = [read_profile(str(name_or_path))]
    while lineage[-1].extends is not None:
        lineage.append(read_profile(lineage[-1].extends))
    return Policy(name=lineage[0].name, title=lineage[0].title, on=_day(on), lineage=tuple(lineage))


def _day(on: date) -> date:
    """A plain date: a timestamp is a date too, and compares with none."""
    return on.date() if isinstance(on, datetime) else on
