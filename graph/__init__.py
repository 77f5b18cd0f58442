"""What a supply chain is, and the mathematics on it.

Knows no file format and no screen: files come in through `loaders`, people through `tierlight`.
"""
