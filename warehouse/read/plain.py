"""Text from outside as a terminal may show it."""


def clean(text: str) -> str:
    """The text without signs that could rewrite what a terminal shows."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
