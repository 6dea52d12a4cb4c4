"""Tests: one folder per part, shared vectors in vectors/."""
