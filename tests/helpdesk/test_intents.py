"""What kind of answer a question wants."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.services.intents import Intent
from tests.helpdesk.made import asked


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("Has Niger ratified C138?", Intent.RATIFICATION),
        ("Niger C138", Intent.RATIFICATION),
        ("Is Singapore bound by Convention 105?", Intent.RATIFICATION),
        ("¿Ha ratificado México el Convenio núm. 98?", Intent.RATIFICATION),
        ("La Suisse a-t-elle dénoncé la convention n° 182 ?", Intent.RATIFICATION),
        ("What has Bangladesh ratified?", Intent.COUNTRY_LIST),
        ("Which member States have not ratified C182?", Intent.INSTRUMENT_LIST),
        ("¿Quién ha denunciado el Convenio 105?", Intent.INSTRUMENT_LIST),
        ("What does Article 2 of C138 say?", Intent.ARTICLE),
        ("What does Article 2 say?", Intent.ARTICLE),
        ("What does Standard A2.3 of the MLC say?", Intent.ARTICLE),
        ("What does Paragraph 2 of R146 say?", Intent.ARTICLE),
        ("What does C138 say about light work?", Intent.INSTRUMENT),
        ("What did the CEACR say about child labour in Uzbekistan?", Intent.FINDINGS),
        ("What did the CEACR say about Article 1 of C105 in Uzbekistan?", Intent.FINDINGS),
        ("Has Uzbekistan violated C182?", Intent.FINDINGS),
        ("Does Nigeria comply with C029?", Intent.FINDINGS),
        ("What did the CFA say in Case No. 3203?", Intent.FINDINGS),
        ("What is SDG 8.8.2 for Bangladesh?", Intent.STATISTIC),
        ("National compliance with labour rights (SDG 8.8.2) in Kenya", Intent.STATISTIC),
        ("Which paragraphs of GB.347/INS/8 are about labour inspection?", Intent.DOCUMENT),
        ("What does the MNE Declaration say about wages?", Intent.MNE),
        ("Is factory X in Dhaka safe?", Intent.ENTERPRISE),
        ("Is my supplier in Dhaka using child labour?", Intent.ENTERPRISE),
        ("Which factories in Bangladesh use child labour?", Intent.ENTERPRISE),
        ("¿Es segura la fábrica X de Daca?", Intent.ENTERPRISE),
        ("What should companies do about forced labour?", Intent.QUESTION),
        ("Which companies must carry out due diligence?", Intent.QUESTION),
        ("How do I cook rice?", Intent.QUESTION),
        ("???", Intent.QUESTION),
    ],
)
def test_intent(question: str, intent: Intent) -> None:
    assert asked(question).intent is intent


@given(st.text(min_size=1, max_size=300).filter(str.strip))
def test_any_text_has_an_intent(text: str) -> None:
    assert asked(text).intent in Intent


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("What age did Mali declare under the Minimum Age Convention?", Intent.RATIFICATION),
        ("Does C138 bind Mali and Chad for work on their farms?", Intent.RATIFICATION),
        ("Is C138 binding on companies?", Intent.INSTRUMENT),
        ("Which States are bound by C138?", Intent.INSTRUMENT_LIST),
        ("What does the UK Modern Slavery Act require?", Intent.QUESTION),
        ("What does the German Supply Chain Act say about child labour?", Intent.QUESTION),
        ("What did the CEACR say about the Mali Labour Code?", Intent.FINDINGS),
    ],
)
def test_what_is_asked_of_whom(question: str, intent: Intent) -> None:
    assert asked(question).intent is intent
