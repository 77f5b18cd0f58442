"""One `.cypher` file per question that the graph answers, and the catalogue of them.

Knows no screen and no file format.
"""
