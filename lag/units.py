"""The month and six months, in days; `months` and `six_months` of sql/macros.sql are the same, and a test holds them equal.

Source: METHOD 1.
"""

DAYS_PER_MONTH = 30.4375
SIX_MONTHS_DAYS = 6 * DAYS_PER_MONTH
