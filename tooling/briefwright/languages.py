"""Language tags of BCP 47, and which of them serves where the one that is asked for is not there."""

from collections.abc import Iterator


def fallbacks(tag: str) -> Iterator[str]:
    """Yield *tag* in small letters, then ever more general ones: es-mx, es.

    A part of one letter or digit means nothing without the next one, so it goes with it, as in
    the lookup of RFC 4647 (section 3.4).
    """
    parts = tag.lower().split("-")
    while parts:
        if len(parts[-1]) > 1:
            yield "-".join(parts)
        parts.pop()
