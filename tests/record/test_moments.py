"""Local times: in words, and refused where the clocks make them unclear."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from reportgen.problems import NOWHERE, InputError
from reportgen.record.moments import find_zone, read_moment, say_moment, say_wait

LONDON = find_zone("Europe/London", NOWHERE)


def test_a_moment_is_local_time() -> None:
    moment = read_moment("2022-08-31 00:01", LONDON, NOWHERE)
    assert moment.astimezone(UTC) == datetime(2022, 8, 30, 23, 1, tzinfo=UTC)
    assert say_moment(moment) == "00:01 on Wednesday 31 August 2022"


@pytest.mark.parametrize(
    ("written", "code", "readings"),
    [
        ("2022-03-27 01:30", "time-skipped", ("00:30 GMT (00:30 UTC)", "02:30 BST (01:30 UTC)")),
        ("2022-10-30 01:30", "time-twice", ("01:30 BST (00:30 UTC)", "01:30 GMT (01:30 UTC)")),
    ],
)
def test_a_time_the_clocks_make_unclear_is_refused_with_both_readings(
    written: str, code: str, readings: tuple[str, str]
) -> None:
    with pytest.raises(InputError) as refused:
        read_moment(written, LONDON, NOWHERE)
    (problem,) = refused.value.problems
    assert problem.code == code
    assert all(reading in problem.message for reading in readings)


@pytest.mark.parametrize("written", ["2022-03-27 00:59", "2022-03-27 02:00", "2022-10-30 02:00"])
def test_the_times_beside_a_change_of_the_clocks_are_clear(written: str) -> None:
    assert f"{read_moment(written, LONDON, NOWHERE):%Y-%m-%d %H:%M}" == written


@pytest.mark.parametrize(
    "written", ["2022-08-31", "tomorrow", "2022-02-30 10:00", "2022-8-31 0:1", ""]
)
def test_what_is_no_time_is_refused(written: str) -> None:
    with pytest.raises(InputError) as refused:
        read_moment(written, LONDON, NOWHERE)
    assert refused.value.problems[0].code == "time"


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        find_zone("Europe/Lodnon", NOWHERE)
    assert refused.value.problems[0].code == "time-zone"


def test_a_wait_is_told_up_to_the_next_minute() -> None:
    assert say_wait(timedelta(hours=4, minutes=11, seconds=1)) == "4 h 12 min"
    assert say_wait(timedelta(days=2)) == "2 d"
