"""The one clock: when a pull happens, and in which week."""

from datetime import UTC, date, datetime, timedelta


def utc_now() -> datetime:
    """The moment of a pull; no other clock is read below a flow."""
    return datetime.now(UTC)


def monday(day: date) -> date:
    """The first day of a day's ISO week."""
    return day - timedelta(days=day.weekday())
