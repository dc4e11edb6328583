"""Editions: a choice of what a brief has, set for one use.

Each but the full one is a pure function from the documents of a PDF, as they were read, to other
documents, which are printed in their place. There is a module for each.
"""
