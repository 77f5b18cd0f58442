"""The rules that rows must keep, one module per kind of rule.

Each takes columns and returns which rows break the rule, and why in sentences. Nothing here reads files,
merges tables or decides what happens to a faulty row.
"""
