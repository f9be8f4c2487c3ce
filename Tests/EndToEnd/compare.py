"""Compares what the program decoded with what boto3 decoded, as JSON, member by member."""

import datetime


def same(ours, theirs, path="$"):
    """Fails with the path of the first difference. `theirs` is boto3's: times are datetimes there,
    epoch seconds or ISO strings here."""
    if isinstance(theirs, datetime.datetime):
        if isinstance(ours, str):
            ours = datetime.datetime.fromisoformat(ours).timestamp()
        difference = abs(ours - theirs.timestamp())
        assert difference < 0.001, f"{path}: {ours!r} is not {theirs!r}"
    elif isinstance(theirs, dict):
        assert isinstance(ours, dict), f"{path}: {ours!r} is not a map"
        assert ours.keys() == theirs.keys(), f"{path}: members {ours.keys() ^ theirs.keys()}"
        for key in theirs:
            same(ours[key], theirs[key], f"{path}.{key}")
    elif isinstance(theirs, list):
        assert isinstance(ours, list), f"{path}: {ours!r} is not a list"
        assert len(ours) == len(theirs), f"{path}: {len(ours)} elements, not {len(theirs)}"
        for index, (a, b) in enumerate(zip(ours, theirs)):
            same(a, b, f"{path}[{index}]")
    else:
        # True is 1 to Python and is not to JSON; 80 and 80.0 are the same number to both.
        assert isinstance(ours, bool) == isinstance(theirs, bool), f"{path}: {ours!r}, {theirs!r}"
        assert ours == theirs, f"{path}: {ours!r} is not {theirs!r}"


def output(answer):
    """A boto3 answer without what boto3 adds."""
    return {k: v for k, v in answer.items() if k != "ResponseMetadata"}
