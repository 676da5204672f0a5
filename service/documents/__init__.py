"""Office documents, made in memory: what a user takes away. Every one is built on `word.py`, never written to a disk."""
