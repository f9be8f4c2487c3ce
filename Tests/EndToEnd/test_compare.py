"""The comparison that the other tests rest on can fail."""

import datetime

import pytest

from compare import same


def test_differences_are_seen():
    moment = datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc)
    same({"a": [moment.timestamp()]}, {"a": [moment]})
    for ours, theirs in [
        ({"a": 1}, {"a": 1, "b": 2}),
        ([1], [1, 2]),
        (1, True),
        ("1", 1),
        (moment.timestamp() + 1, moment),
        ({}, []),
    ]:
        with pytest.raises(AssertionError):
            same(ours, theirs)
