"""Reading files that strangers made, in a child process with limits.

Nothing here knows a table of the dictionary or what a column means: files become columns of text, rows with
their place, and refusals. Nothing here decides what is loaded.
"""
