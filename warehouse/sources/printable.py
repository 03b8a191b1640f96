"""Text from outside as it may be printed: on one line, without control characters, bounded."""


def printable(text: str, most: int = 500) -> str:
    """The text with a blank for every character that cannot be printed, cut after `most`."""
    return "".join(character if character.isprintable() else " " for character in text[:most]).strip()


def shortened(text: str, most: int) -> str:
    """The text, or both ends of it where it is longer: what matters may stand last."""
    half = (most - 3) // 2
    return text if len(text) <= most else f"{text[:half]} … {text[-half:]}"
