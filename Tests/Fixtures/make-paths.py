#!/usr/bin/env python3
"""Makes paths.json: the expressions of botocore's paginators and waiters, of each kind a few, and what
the jmespath package says of them.

    .venv/bin/python Tests/Fixtures/make-paths.py > Tests/Fixtures/paths.json

Each expression is tried on documents in which its names lead somewhere: lists of structures, of
scalars and of lists, empty ones, scalars, and nothing. Documents on which jmespath raises an error are
left out: there, a part is null here.
"""

import collections
import gzip
import itertools
import json
import pathlib
import re

import botocore
import jmespath

DATA = pathlib.Path(botocore.__file__).parent / "data"
# Each kind of expression, told by its words, this often.
EACH_KIND = 3
# Beyond what botocore has.
MORE = [
    "@", "a", '"a-b".c', "a.*.b", "*.b", "a[*].b", "a[0]", "a[-1].b", "a[1][0]", "a[][]", "a[].b[]",
    "a | [0]", "(a[].b)[0]", "a[].b | [0]", "a[?b == `1`].c", "a[?b > `1` && c != 'x']", "a[?!b]",
    "!a", "a || b", "a && b || c", "a == b", "`[1, 2]`", "'it\\'s'", "length('ü€')", "length(@)",
    "contains(a, `1`)", "contains('abc', 'b')", "a[?contains(b, 'x')]", "a[*]", "a[].*", "a == `null`",
    "a < b", "`1` == `1.0`", "a[?b].c || 'none'", "length(a[?b.c == 'x']) == length(a)",
]


def expressions():
    found = set()
    for path in DATA.glob("*/*/*-[12].json*"):
        if not path.name.startswith(("paginators-1", "waiters-2")):
            continue
        text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        document = json.loads(text)
        for page in document.get("pagination", {}).values():
            for key in ("output_token", "result_key", "more_results"):
                value = page.get(key) or []
                found.update([value] if isinstance(value, str) else value)
        for waiter in document.get("waiters", {}).values():
            found.update(a["argument"] for a in waiter["acceptors"] if "argument" in a)
    kinds = collections.defaultdict(list)
    for expression in sorted(found):
        kinds[re.sub(r"\w+", "x", expression)].append(expression)
    return sorted(itertools.chain(*(some[:EACH_KIND] for some in kinds.values())))


def documents(expression):
    """Documents in which the expression's names stand at every depth."""
    names = sorted(set(re.findall(r"[A-Za-z_][\w-]*", re.sub(r"'[^']*'|`[^`]*`", "", expression))))
    literals = [json.loads(x) for x in re.findall(r"`([^`]*)`", expression)]
    literals += re.findall(r"'([^']*)'", expression)

    def value(depth, kind):
        if depth == 0:
            return (literals + ["text", 1])[kind % (len(literals) + 2)]
        inner = {name: value(depth - 1, kind + i) for i, name in enumerate(names)}
        return [
            [inner, {}, {**inner, names[0] if names else "z": None}],
            inner,
            [[inner], [inner, 2]],
            (literals + [0, "", 2.5, True])[kind % (len(literals) + 4)],
            [],
            [1, "text", None],
        ][kind % 6]

    # The names as they follow one another, through structures and through lists.
    chain = re.findall(r"[A-Za-z_][\w-]*", re.sub(r"'[^']*'|`[^`]*`", "", expression))
    chain = [name for name in chain if name not in ("length", "contains")]
    for leaf in [*literals[:2], "text", 2, [1]]:
        for in_lists in (False, True):
            document = leaf
            for name in reversed(chain):
                document = {name: [document, {name: leaf}] if in_lists else document}
            yield document
        yield {name: leaf for name in names}
        yield {name: [{inner: leaf for inner in names}] for name in names}
    yield {}
    depth = 3 if expression.count(".") > 1 else 2
    for kind in range(6):
        yield {name: value(depth, kind + i * (kind // 3)) for i, name in enumerate(names)}


def cases(expression):
    for document in documents(expression):
        try:
            yield [document, jmespath.search(expression, document)]
        except (jmespath.exceptions.JMESPathError, TypeError):
            continue


def main():
    print("[")
    lines = []
    for expression in expressions() + MORE:
        entry = {"expression": expression, "cases": list(cases(expression))}
        lines.append(json.dumps(entry, ensure_ascii=False))
    print(",\n".join(lines))
    print("]")


main()
