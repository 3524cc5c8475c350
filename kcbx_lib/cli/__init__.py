"""The command ``kcbx``: thin. Each command reads its options, calls one function, prints the result."""

from kcbx_lib.cli.app import main

__all__ = ["main"]
