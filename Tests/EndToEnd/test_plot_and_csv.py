"""Charts and CSV, read by what we did not write: Python's csv and XML parsers."""

import csv
import io
import json
import random
import re
import xml.etree.ElementTree as xml

import pytest

SVG = "{http://www.w3.org/2000/svg}"


def random_cells(seed):
    noise = random.Random(seed)
    letters = 'ab ,"\n\r;=é漢\t\'-'
    return [
        ["".join(noise.choices(letters, k=noise.randrange(0, 6))) for _ in range(noise.randrange(1, 5))]
        for _ in range(40)
    ]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("crlf", [False, True])
def test_python_reads_what_is_encoded(moonwatch, seed, crlf):
    rows = random_cells(seed)
    code = f"""local rows = json.decode([==[{json.dumps(rows)}]==])
      return csv.encode(rows, nil, {{crlf = {str(crlf).lower()}}})"""
    text = moonwatch.value(code)
    assert list(csv.reader(io.StringIO(text, newline=""), strict=True)) == rows


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_what_python_writes_is_decoded(moonwatch, seed, line_end):
    rows = random_cells(seed)
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=line_end).writerows(rows)
    # Python leaves a CR outside quotes where lines end in LF, and then takes it for a line end.
    expected = [row for row in csv.reader(io.StringIO(out.getvalue(), newline="")) if row]
    assert expected == rows or line_end == "\n"
    code = f"return csv.decode(json.decode([==[{json.dumps(out.getvalue())}]==]))"
    assert moonwatch.value(code) == expected


def test_records_go_both_ways(moonwatch):
    rows = [{"name": 'a "b"', "n": "1"}, {"name": "x,\ny", "n": ""}]
    text = moonwatch.value(f"return csv.encode(json.decode([==[{json.dumps(rows)}]==]))")
    assert list(csv.DictReader(io.StringIO(text, newline=""))) == rows
    assert moonwatch.value(f"return csv.decode([==[{text}]==], {{header = true}})") == rows


SERIES = """local s = metrics.series{period = "5m", from = "2026-11-20T12:00:00Z", label = %s,
  points = {10, 40, false, 90, 60, 55, false, 20, false, 30, 35}}
"""


def test_an_svg_file_is_xml_with_title_threshold_and_gaps(moonwatch, tmp_path):
    path = tmp_path / "cpu.svg"
    code = SERIES % '"cpu"' + f"""plot.svg(s, "{path}", {{threshold = 80, title = "CPU of web"}})"""
    run = moonwatch("-e", code)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    root = xml.parse(path).getroot()
    assert root.tag == f"{SVG}svg"
    assert root.find(f"{SVG}title").text == "CPU of web"
    texts = [element.text for element in root.iter(f"{SVG}text")]
    assert "threshold 80" in texts and "2026-11-20 12:00 to 2026-11-20 12:50 UTC" in texts
    assert any(element.get("stroke-dasharray") for element in root.iter(f"{SVG}line"))
    curve = next(e for e in root.iter(f"{SVG}path") if e.get("stroke-linejoin"))
    # Runs of 2, 3 and 2 points, and one that stands alone.
    assert re.sub(r"[^ML]", "", curve.get("d")) == "MLMLLML"
    assert len(list(root.iter(f"{SVG}circle"))) == 1
    # It took its place whole: nothing else is left behind.
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["cpu.svg"]


def test_an_svg_is_drawn_to_scale(moonwatch, tmp_path):
    path = tmp_path / "line.svg"
    code = f"""local s = metrics.series{{period = 60, from = 0, points = {{0, 25, 50, 75, 100}}}}
      plot.svg(s, "{path}")"""
    assert moonwatch("-e", code).returncode == 0
    root = xml.parse(path).getroot()
    curve = next(e for e in root.iter(f"{SVG}path") if e.get("stroke-linejoin")).get("d")
    points = [tuple(map(float, pair.split())) for pair in re.split("[ML]", curve)[1:]]
    xs, ys = zip(*points)
    assert [b - a for a, b in zip(xs, xs[1:])] == pytest.approx([xs[1] - xs[0]] * 4, abs=0.11)
    assert [a - b for a, b in zip(ys, ys[1:])] == pytest.approx([ys[0] - ys[1]] * 4, abs=0.11)
    assert ys[0] > ys[-1]


@pytest.mark.parametrize(
    "label", ['<script>alert("&")</script>', "a\x01\x0bb", "漢字 é", "]]>", "\udcff\udcfe broken"]
)
def test_whatever_a_label_has_the_file_is_xml(moonwatch, tmp_path, label):
    path = tmp_path / "label.svg"
    raw = label.encode("utf-8", "surrogateescape")
    quoted = '"' + "".join(f"\\{byte:03d}" for byte in raw) + '"'
    run = moonwatch("-e", SERIES % quoted + f'plot.svg({{s, s}}, "{path}")')
    assert run.returncode == 0, run.stderr
    root = xml.parse(path).getroot()
    if label.isprintable():
        assert label in [element.text for element in root.iter(f"{SVG}text")]
    assert all(e.tag != "script" for e in root.iter())


def test_a_file_that_cannot_be_written_leaves_the_old_one(moonwatch, tmp_path):
    run = moonwatch("-e", SERIES % '"x"' + f'plot.svg(s, "{tmp_path}/none/x.svg")')
    assert run.returncode == 1 and "CannotWrite: plot.svg: cannot write" in run.stderr
    folder = tmp_path / "x.svg"
    folder.mkdir()
    run = moonwatch("-e", SERIES % '"x"' + f'plot.svg(s, "{folder}")')
    assert run.returncode == 1 and "CannotWrite" in run.stderr
    assert list(tmp_path.glob("*.tmp")) == []


def test_a_terminal_without_utf8_gets_ascii(moonwatch):
    code = SERIES % '"cpu"' + "print(s:plot{threshold = 80}) print(s:sparkline())"
    for environment, is_ascii in [
        ({"LANG": "C.UTF-8"}, False),
        ({"LANG": "en_US.utf8"}, False),
        ({"LANG": "C"}, True),
        ({"LANG": None}, True),
        ({"LANG": "C.UTF-8", "LC_ALL": "POSIX"}, True),
        ({"LANG": "C", "LC_CTYPE": "de_DE.UTF-8"}, False),
    ]:
        run = moonwatch("-e", code, **environment)
        assert run.returncode == 0
        assert run.stdout.isascii() == is_ascii, environment
