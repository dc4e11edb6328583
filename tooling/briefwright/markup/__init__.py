"""The Markdown that evidence is read in: what of it is obeyed, by Sphinx and before."""
