"""The catalogue of instruments and the mentions found in text."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import instruments
from knowledge.instruments import all_instruments, by_code, by_title, mentions


def codes(text: str) -> list[str]:
    """The codes mentioned, in order."""
    return [mention.code for mention in mentions(text)]


def test_catalogue_rows_are_consistent() -> None:
    found = all_instruments()
    assert len({i.code for i in found}) == len(found)
    letters = {"Convention": "C", "Protocol": "P", "Recommendation": "R"}
    for one in found:
        if one.number is not None:
            assert one.code == f"{letters[one.kind]}{one.number:03d}"
        assert str(one.year) in one.title or one.kind == "Constitution"
        assert one.kind in one.title or one.kind in {"Convention", "Constitution"}


def test_fundamental_and_governance() -> None:
    fundamental = {i.code for i in all_instruments() if i.fundamental}
    assert " ".join(sorted(fundamental)) == (
        "C029 C087 C098 C100 C105 C111 C138 C155 C182 C187 P029"
    )
    assert {i.code for i in all_instruments() if i.governance} == {"C081", "C122", "C129", "C144"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("C29", "C029"),
        ("c.138", "C138"),
        ("P29", "P029"),
        ("R204", "R204"),
        ("MLC", "MLC"),
        ("mlc, 2006", "MLC"),
        ("C186", "MLC"),
        ("Constitution", "CONSTITUTION"),
        ("C0", None),
        ("C1380", None),
        ("GB.347", None),
        ("", None),
    ],
)
def test_normalise_code(text: str, code: str | None) -> None:
    assert instruments.normalise_code(text) == code


def test_exists_tells_unheld_from_unknown() -> None:
    assert instruments.exists("C138") is True
    assert instruments.exists("R1") is None
    assert instruments.exists("C193") is False
    assert instruments.exists("R210") is False
    assert instruments.exists("X5") is False


def test_labels() -> None:
    c138, p029 = by_code("C138"), by_code("P029")
    assert c138 and p029
    assert c138.label == "Minimum Age Convention, 1973 (No. 138)"
    assert c138.named("fr") == "Convention sur l'âge minimum, 1973 (n° 138)"
    assert c138.named("es") == "Convenio sobre la edad mínima, 1973 (núm. 138)"
    assert p029.label == "Protocol of 2014 to the Forced Labour Convention, 1930"
    assert c138.confirmed and not by_code("C190").confirmed  # type: ignore[union-attr]


def test_addresses() -> None:
    page = "https://normlex.ilo.org/dyn/nrmlx_en/f?p=NORMLEXPUB:"
    assert instruments.ratifications_url("C138") == (
        f"{page}11300:0::NO::P11300_INSTRUMENT_ID:312283"
    )
    assert instruments.ratifications_url("C150") is None
    assert instruments.text_url("C138") == f"{page}12100:0::NO::P12100_INSTRUMENT_ID:312283"
    assert instruments.text_url("C150") == f"{page}12100:0::NO::P12100_ILO_CODE:C150"
    assert instruments.text_url("C999") is None


def test_every_name_leads_back_to_its_instrument() -> None:
    for one in all_instruments():
        assert by_title(one.title) is one
        assert by_title(one.label) is one
        for language in ("en", "fr", "es"):
            name = one.named(language)
            assert {(m.code, m.start, m.end) for m in mentions(name)} == {(one.code, 0, len(name))}


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("minimum age convention", "C138"),
        ("Seafarers’ Pensions Convention, 1946", "C071"),
        ("Maternity Protection Convention", None),
        ("Maternity Protection Convention (No. 103)", "C103"),
        ("Minimum Age Convention, 1974", None),
        ("Minimum Age Convention (No. 182)", None),
        ("About the Minimum Age Convention", None),
        ("", None),
    ],
)
def test_by_title(title: str, code: str | None) -> None:
    found = by_title(title)
    assert (found.code if found else None) == code


C138_FORMS = [
    "C138", "C.138", "C 138", "c138", "C-138", "ILO C138", "Convention 138", "Convention No. 138",
    "ILO Convention No 138", "Convention (No. 138)", "Convention n° 138", "convention nº 138",
    "Convenio núm. 138", "Convenio 138", "Conv. No.138", "Convention #138", "Convention No.\n138",
    "convention de l'OIT n° 138", "Convenio de la OIT núm. 138", "Convention no 138 (1973)",
    "Minimum Age Convention, 1973", "Minimum Age Convention", "minimum age convention 1973",
    "Convention on Minimum Age", "convention sur l'âge minimum", "convention sur l’age minimum",
    "Convenio sobre la edad mínima", "Minimum Age Convention, 1973 (No. 138)",
    "Convention (n° 138) sur l'âge minimum, 1973", "No. 138", "n° 138", "núm. 138",
]  # fmt: skip


@pytest.mark.parametrize("form", C138_FORMS)
@pytest.mark.parametrize("frame", ["{}", "Has Niger ratified {}?", "¿Qué dice el {}, por favor?"])
def test_ways_to_name_one_convention(form: str, frame: str) -> None:
    assert codes(frame.format(form)) == ["C138"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Conventions Nos. 87 and 98", ["C087", "C098"]),
        ("Conventions 87 and 98", ["C087", "C098"]),
        ("Convention 87 and 98?", ["C087", "C098"]),
        ("C87/C98", ["C087", "C098"]),
        ("C87/98", ["C087", "C098"]),
        ("(Nos 29, 105 and 138)", ["C029", "C105", "C138"]),
        ("Convenios núms. 87 y 98", ["C087", "C098"]),
        ("conventions n°s 87 et 98", ["C087", "C098"]),
        ("Recommendation No. 190 and R204", ["R190", "R204"]),
        ("Recomendación núm. 204", ["R204"]),
        ("Recommendations Nos 113 and 152", ["R113", "R152"]),
        ("P029, Protocol 29, Forced Labour Protocol", ["P029", "P029", "P029"]),
        ("Protocol of 2014 to the Forced Labour Convention, 1930", ["P029"]),
        ("Protocol of 2014 to Convention No. 29", ["P029"]),
        ("MLC, 2006 or C186", ["MLC", "MLC"]),
        ("Abolition of Forced Labour Convention", ["C105"]),
        ("the Forced Labor Convention", ["C029"]),
        ("Convention on the worst forms of child labor", ["C182"]),
        ("Right to Organize and Collective Bargaining Convention", ["C098"]),
        ("Violence and Harassment Convention", ["C190"]),
        ("Minimum Age (Industry) Convention", ["C005"]),
        ("Minimum Age (Industry) Convention, 1937", ["C059"]),
        ("Minimum Age (Industry) Convention (Revised), 1937 (No. 59)", ["C059"]),
        ("Maternity Protection Convention", ["C003", "C103", "C183"]),
        ("Maternity Protection Convention, 2000", ["C183"]),
        ("Hours of Work Convention", ["C001", "C030"]),
        ("Minimum Age Convention (No. 182)", ["C138", "C182"]),
        ("Made Up Convention, 1999 (No. 300)", ["C300"]),
        ("the ILO Constitution", ["CONSTITUTION"]),
        ("Convention 138 and 15 countries", ["C138"]),
        ("Convention 182 Article 3", ["C182"]),
        ("Convenio\n182 de la OIT", ["C182"]),
    ],
)
def test_lists_titles_and_protocols(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "AC138", "C1380", "GB.347/INS/8", "in 2021", "Convention 1973", "Case No. 2581",
        "Case No. 138", "Report No 87", "Law No. 13", "see p. 29", 
        "ratified the Convention 15 years ago",
        "People. No. 7, 2009", "ratify the Convention, forced labour", "Conventions\n3. Next",
        "C%C3%A9", "Minimum age. Convention", "article 138", "C138x", "vitamin C 500",
        "Convention No. 0",
    ],
)  # fmt: skip
def test_not_an_instrument(text: str) -> None:
    assert codes(text) == []


def test_unknown_numbers_are_said_to_be_unknown() -> None:
    found = {m.code: m.known for m in mentions("C138, Convention No. 250 and R1")}
    assert found == {"C138": True, "C250": False, "R001": False}


@given(
    st.integers(1, 192).filter(lambda n: n != 186),
    st.sampled_from(["C{}", "Convention No. {}", "convention n° {}", "Convenio núm. {}"]),
    st.sampled_from(["", "Is it true? ", "(", "«"]),
    st.sampled_from(["", "?", ", in Peru", ")", " y nada más"]),
)
def test_any_number_in_any_place(number: int, form: str, before: str, after: str) -> None:
    text = before + form.format(number) + after
    (mention,) = mentions(text)
    assert mention.code == f"C{number:03d}"
    assert text[mention.start : mention.end] == form.format(number)


@given(st.text(max_size=300))
def test_any_text_gives_spans_inside_it(text: str) -> None:
    ends = 0
    for mention in mentions(text):
        assert 0 <= mention.start < mention.end <= len(text)
        ends = max(ends, mention.end)


HOSTILE = [
    "Convention (no ", "n ", "( ", "Convention (n° 138) sur ", "C1 ", "the of ", "\n", "No. 1, ",
    "minimum age ", "Conventions Nos 1, 2, ", "protocol of 2014 ", "á", "C138/",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_takes_no_long_time(piece: str) -> None:
    text = (piece * 2000)[:2000]
    mentions(text)
    started = time.perf_counter()
    mentions(text)
    assert time.perf_counter() - started < 0.25  # some 10 ms where nothing else runs


def test_agrees_with_the_shared_lists(shared: Path) -> None:
    for name in ("catalogue_partial.csv", "title_codes.csv"):
        with (shared / "data" / "instruments" / name).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                found = by_title(row["title"])
                assert found is not None, row["title"]
                assert not row["code"] or found.code == row["code"]
                for ours, theirs in (("normlex_id", "normlex_instrument_id"), ("status",) * 2):
                    assert getattr(found, ours) == row.get(theirs, getattr(found, ours))
                day = found.entry_into_force.isoformat() if found.entry_into_force else ""
                assert day == row.get("entry_into_force", day)
