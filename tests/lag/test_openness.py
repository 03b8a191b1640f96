"""Share of open releases: Wilson's interval by hand, against a published table, and at its edges."""

import math

import pytest

from lag.errors import NotEnoughData
from lag.openness import estimate_open_share


def test_nine_of_ten_by_hand():
    # z = 1.959964, z^2 = 3.841459. Centre (0.9 + 3.841459 / 20) / (1 + 0.3841459) = 1.092073 / 1.384146 = 0.788987.
    # Half width: 1.959964 / 1.384146 * sqrt(0.9 * 0.1 / 10 + 3.841459 / 400) = 1.416010 * 0.136395 = 0.193137.
    share = estimate_open_share(9, 10)
    assert (share.share_open, share.n, share.n_open, share.ci_level) == (0.9, 10, 9, 0.95)
    assert (share.share_open_lower, share.share_open_upper) == (
        pytest.approx(0.788987 - 0.193137, abs=2e-6),
        pytest.approx(0.788987 + 0.193137, abs=2e-6),
    )
    assert share.method == "binomial share, Wilson score interval"


@pytest.mark.parametrize(
    ("n_open", "n", "lower", "upper"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_newcombe_1998_table_i_method_3(n_open, n, lower, upper):
    share = estimate_open_share(n_open, n)
    assert (share.share_open_lower, share.share_open_upper) == (
        pytest.approx(lower, abs=5e-5),
        pytest.approx(upper, abs=5e-5),
    )


@pytest.mark.parametrize("n_open", range(13))
def test_the_ends_lie_z_standard_errors_from_the_share_by_the_ends_own_error(n_open):
    share = estimate_open_share(n_open, 12, ci_level=0.9)
    for end in (share.share_open_lower, share.share_open_upper):
        if 0 < end < 1:
            assert abs(n_open / 12 - end) == pytest.approx(1.6448536 * math.sqrt(end * (1 - end) / 12))


def test_all_and_none_have_an_end_at_the_share_and_one_that_is_not():
    # z^2 / (n + z^2) = 3.841459 / 7.841459 = 0.489891 with four of four.
    none, every = estimate_open_share(0, 4), estimate_open_share(4, 4)
    assert (none.share_open_lower, none.share_open_upper) == (0, pytest.approx(0.489891, abs=1e-6))
    assert (every.share_open_lower, every.share_open_upper) == (pytest.approx(1 - 0.489891, abs=1e-6), 1)


def test_closed_is_the_mirror_of_open():
    one, other = estimate_open_share(3, 17), estimate_open_share(14, 17)
    assert one.share_open_lower == pytest.approx(1 - other.share_open_upper)
    assert one.share_open_upper == pytest.approx(1 - other.share_open_lower)


def test_no_releases_have_no_share():
    with pytest.raises(NotEnoughData) as caught:
        estimate_open_share(0, 0)
    assert (caught.value.n, caught.value.needed) == (0, 1)


@pytest.mark.parametrize(("n_open", "n"), [(5, 4), (-1, 4), (1, 0), (0, -1)])
def test_counts_that_cannot_be_are_refused(n_open, n):
    with pytest.raises(ValueError, match=f"n_open is {n_open} of n = {n}"):
        estimate_open_share(n_open, n)


@pytest.mark.parametrize("ci_level", [0, 1, 95])
def test_a_level_outside_0_and_1_is_refused(ci_level):
    with pytest.raises(ValueError, match=f"ci_level is {ci_level}"):
        estimate_open_share(1, 2, ci_level=ci_level)
