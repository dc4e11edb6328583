"""Template packs: read, checked, and run in a sandbox that shows them one typed value."""
