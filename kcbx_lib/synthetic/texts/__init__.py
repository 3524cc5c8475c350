"""Reports in words that a fictional county hands in, some of their figures wrong in known places.

A topic is a paragraph or two on one matter in a right and, for most, a wrong wording; both speak of the
same world. A right wording is a near-miss: it looks like the fault to a hasty reader (parts that overlap,
a rate cut off instead of rounded, last year's figure beside this year's) and is true. A wrong one is wrong
on any reading.
"""
