"""The PDF engine: Typst in a child process, the fonts it needs, and its pieces joined."""
