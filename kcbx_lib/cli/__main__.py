"""``python -m kcbx_lib.cli`` is the command ``kcbx``."""

from kcbx_lib.cli.app import main

main()
