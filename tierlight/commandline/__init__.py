"""What all commands share: how they are found, how they print, how they fail.

The commands themselves are the files of `tierlight/commands`.
"""
