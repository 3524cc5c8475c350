"""The sample counties read and counted by other code than the kit's, to check what it prints."""
