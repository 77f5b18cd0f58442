"""The commands of `tierlight`: one file each, found by its name.

A file holds one function and ends in `COMMAND = Command(...)`. It reads options, calls the libraries and
prints; it computes nothing.
"""
