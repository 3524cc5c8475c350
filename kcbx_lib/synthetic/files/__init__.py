"""The fictional county's files, as officials would hand them over.

``headers`` what columns are called, ``handwriting`` how values are written, ``sheet`` what a sheet
looks like and how it is stored, ``attendance`` the registers of attendance, ``county`` which table
goes into which file. Nothing is lost on the way: every value can be read back, except where a
planter asked for damage.
"""
