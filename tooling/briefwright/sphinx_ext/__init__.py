"""The Sphinx extension: cards as a domain, briefs as documents, PDF by Typst."""
