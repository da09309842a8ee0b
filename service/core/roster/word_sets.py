"""Words that a vocabulary is made of, written one after another."""


def words_of(text: str) -> frozenset[str]:
    """The words of a text that white space divides."""
    return frozenset(text.split())
