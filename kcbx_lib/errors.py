"""The few ways in which the kit stops, one class per thing the user has to do next.

Every message says what was expected, what was found, where, and what to do; it never holds a
child's name or number. The command line turns a class into its exit code (CONTRACT: 2 wrong use,
3 input that cannot be read, 4 some counties failed, 5 ``--fail-on`` met).
"""

from __future__ import annotations


class KcbxError(Exception):
    """Something the user can act on; the text is shown to them as it stands."""

    exit_code: int = 3


class WrongUse(KcbxError):
    """An option, profile, column or parameter that the kit does not know: correct the call."""

    exit_code = 2


class UnreadableInput(KcbxError):
    """A file or folder that cannot be read: mend or replace the file."""

    exit_code = 3


class CountiesFailed(KcbxError):
    """Some counties failed; the others are done and their results stand."""

    exit_code = 4


class FailOnMet(KcbxError):
    """The audit is done and found what ``--fail-on`` asked to be told about."""

    exit_code = 5


class PolicyError(WrongUse):
    """A policy profile that contradicts itself or cites a document that is not listed."""


class PrivacyBreach(KcbxError):
    """Output outside ``restricted/`` would have held a person's details; nothing was written."""

    exit_code = 4
