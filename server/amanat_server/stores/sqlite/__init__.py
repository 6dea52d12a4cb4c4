"""The stores of one process over SQLite: one writer thread with group commit, short reads beside it."""
