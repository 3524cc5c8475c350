"""The cleaners: one kind of value, one file, the same verbs."""
