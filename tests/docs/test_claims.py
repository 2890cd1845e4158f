"""docs/claims.md is its template filled in from the record, and the record is what the commands print."""

import importlib.util
import json

import pytest

from tests.docs.pages import ROOT, agree

_spec = importlib.util.spec_from_file_location("renew_claims", ROOT / "docs" / "renew_claims.py")
assert _spec is not None
assert _spec.loader is not None
claims = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(claims)

TEMPLATE = claims.TEMPLATE.read_text(encoding="utf-8")
RECORD = json.loads(claims.RECORD.read_text(encoding="utf-8"))
QUICK = [name for name, source in claims.SOURCES.items() if not source.long]


def test_the_page_is_the_template_filled_in():
    assert claims.filled(TEMPLATE, RECORD) == claims.PAGE.read_text(encoding="utf-8"), "run docs/renew_claims.py --fill"


def test_the_record_has_what_the_page_shows_and_no_more():
    kept = {(name, path) for name, source in RECORD.items() for path in source["values"]}
    assert kept == set(claims.shown(TEMPLATE))
    assert list(RECORD) == list(claims.SOURCES)
    for name, source in RECORD.items():
        assert source["commands"] == [f"prism {command}" for command in claims.SOURCES[name].commands]


def test_a_page_with_another_number_is_found():
    changed = json.loads(json.dumps(RECORD))
    changed["study"]["values"]["error/coverage/3"] += 1
    assert claims.filled(TEMPLATE, changed) != claims.PAGE.read_text(encoding="utf-8")


def test_percentages():
    record = {"study": {"values": {"share": 0.123456, "words": "holds at every size"}}}
    given = "@{study:share:.1p} % +@{study:share:+.2p} @{study:share:.3f} @{study:words}"
    assert claims.filled(given, record) == "12.3 % ++12.35 0.123 holds at every size"


@pytest.mark.slow
@pytest.mark.parametrize("name", QUICK)
def test_the_commands_print_the_numbers_of_the_page(name):
    """As the page shows them, to one in the last digit, which machines round differently."""
    now = {name: {"values": claims.computed(claims.SOURCES[name])}}
    for source, path, form in claims.PLACE.findall(TEMPLATE):
        if source == name:
            shown, printed = (claims.text(record, source, path, form or None) for record in (RECORD, now))
            assert agree(shown, printed), f"{path}: the page has {shown}, the command prints {printed}"
