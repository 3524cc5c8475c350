"""kcbx: a research and audit kit against school dropout (控辍保学)."""
