"""Official papers as Word documents: the draft self-check report, the pupils' forms, the draft notices.

What a paper says is a list of blocks, made by pure functions; ``layout`` turns blocks into a document in
the form of GB/T 9704-2012. Blanks for seals, numbers and days stay blank: the kit drafts, people sign.
"""
