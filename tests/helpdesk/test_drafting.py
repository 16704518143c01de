"""What is answered beside a fact, before it, and instead of it, over the notes that ship."""

from __future__ import annotations

import pytest

from helpdesk.questions import Question
from helpdesk.replies import Reply, Status
from helpdesk.wiring import Parts


def ask(parts: Parts, text: str) -> Reply:
    return parts.asking.ask(Question(text))


def sources(reply: Reply) -> list[str]:
    return [source.document for source in reply.sources]


def test_a_story_is_answered_in_general_before_its_country(parts: Parts) -> None:
    reply = ask(
        parts,
        "We buy seafood from Thailand. Workers paid agents in Myanmar to get their jobs. Who pays"
        " these recruitment fees back?",
    )
    first = sources(reply)[0]
    assert first.startswith("guide.question.recruitment")
    assert any(name.startswith("finding-") for name in sources(reply)[1:])


def test_a_question_that_only_names_a_country_is_answered_too(parts: Parts) -> None:
    reply = ask(parts, "May a factory in Honduras ask women for a pregnancy test when hiring?")
    assert "guide.question.pregnancy-test" in sources(reply)


def test_what_is_asked_beside_a_ratification_is_answered(parts: Parts) -> None:
    reply = ask(
        parts,
        "Has Uzbekistan ratified the forced labour protocol of 2014, and what do the supervisory"
        " bodies say about the cotton harvest?",
    )
    assert sources(reply)[0] == "ratifications-p029"
    assert any(name.startswith("finding-") for name in sources(reply))


def test_the_indicator_is_explained_beside_its_value(parts: Parts) -> None:
    reply = ask(
        parts, "What does the SDG 8.8.2 score mean, and what is it for Egypt in the latest year?"
    )
    assert any(name.startswith("sdg-0882") for name in sources(reply))
    assert "guide.question.sdg-882" in sources(reply)


def test_a_story_of_union_density_asks_no_statistic(parts: Parts) -> None:
    reply = ask(
        parts,
        "Union membership has dropped at our supplier in Malaysia. Must agency workers earn the"
        " same as permanent staff?",
    )
    assert reply.understood.intent != "statistic"
    assert "guide.question.agency-pay" in sources(reply)


def test_which_states_were_criticised_is_told_from_what_is_held(parts: Parts) -> None:
    reply = ask(
        parts, "Which countries were criticised by the Committee of Experts on child labour?"
    )
    assert reply.status is Status.ANSWERED
    assert all(name.startswith("finding-") for name in sources(reply))
    assert "NORMLEX" in (reply.notice or "")


@pytest.mark.parametrize(
    "text",
    [
        "Will Saudi Arabia ratify Convention 87 before 2030?",
        "Can you check clause 14 of our supplier contract?",
        "I was dismissed last week. Do I have a good case?",
        "Does Gapfield use forced labour in its supply chain?",
        "What is the phone number of the labour inspector?",
        "Pouvez-vous me certifier que notre fournisseur respecte les normes ?",
    ],
)
def test_what_no_source_can_tell_is_referred(parts: Parts, text: str) -> None:
    assert ask(parts, text).status is Status.REFERRED


def test_whether_the_declaration_binds_is_no_question_on_ratification(parts: Parts) -> None:
    reply = ask(parts, "Is the MNE Declaration binding on us?")
    assert "known to this helpdesk" not in (reply.notice or "")
    assert reply.status is Status.ANSWERED
