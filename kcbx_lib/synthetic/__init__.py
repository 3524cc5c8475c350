"""Fictional counties with an answer key.

``build_world`` draws one coherent, lawful and complete little county in clean tables;
``faults/`` plants what an audit ought to find, each fault beside its near-misses; ``emit`` writes
the county as officials would hand it over; ``answer_key`` says what is to be found and what not.
Nobody in it exists: county codes 99xxxx are assigned to no place, so no id can belong to anybody.
"""
