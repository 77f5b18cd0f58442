"""The graph in a database: what a snapshot becomes there, and how it is asked."""
