"""What a question asks about, stripped of how it asks: the words that evidence must bear out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from helpdesk.services.understanding import Understood
from index.analysis import terms
from index.postings import Postings
from knowledge import countries, instruments, topics
from knowledge.references import parse_references

# Words of asking, not of the matter asked about; compared after stemming.
_ASKING = {
    "en": "what which who whom whose where when why how does do did say says said tell tells about "
    "mention mentions talk explain describe means mean meaning paragraph paragraphs para document "
    "documents paper section article articles convention conventions please find give list show "
    "me us our my i we you your question answer know need want help can could should must may "
    "would will expect expects expected require requires required ask asks according under "
    "regarding concerning make made get use used there any some many much ilo international "
    "labour organization organisation declaration mne company companies enterprise enterprises "
    "business buyer supplier suppliers country countries state states",
    "fr": "quel quelle quels quelles dit dire demande demandent attend exige faut doit doivent "
    "peut peuvent selon concernant paragraphe paragraphes document article convention oit "
    "entreprise entreprises pays état états déclaration emn expliquer veux savoir faire fait font",
    "es": "qué cuál cuáles dice decir pide piden espera exige debe deben puede pueden según sobre "
    "párrafo párrafos documento artículo convenio oit empresa empresas país países estado estados "
    "declaración emn explicar quiero saber hay hacer hace hacen",
}
_STEMS = {language: frozenset(terms(language, words)) for language, words in _ASKING.items()}


@dataclass(frozen=True, slots=True)
class Wording:
    """The matter of a question: `text` for search, `concepts` that evidence should name.

    `own` are the asker's words beside the topics. `words` is the text without the words of
    asking, for the keyword half. A concept is a set of terms any of which will do; its weight
    is its rarity in the index.
    """

    text: str
    words: str
    concepts: tuple[tuple[frozenset[str], float], ...]
    own: frozenset[str] = frozenset()

    def coverage(self, found: frozenset[str]) -> float:
        """Return the weighted share of the concepts that these terms name, 0 to 1."""
        total = sum(weight for _, weight in self.concepts)
        if not total:
            return 0.0
        return sum(weight for words, weight in self.concepts if words & found) / total

    def named(self) -> frozenset[str]:
        """Return every single term of the concepts."""
        phrases = (phrase for words, _ in self.concepts for phrase in words)
        return frozenset(word for phrase in phrases for word in phrase.split())


def plain_terms(asked: Understood) -> frozenset[str]:
    """Return the terms of a question as it stands, as its own language and English have them."""
    return frozenset((*terms("en", asked.text), *terms(asked.language, asked.text)))


def wording(asked: Understood, postings: Postings, language: str) -> Wording:
    """Return what a question asks about, as evidence in `language` would word it."""
    own = _stripped(asked.text)
    text = own
    if asked.language != language:
        named = [topic.named(language) for t in asked.topics if (topic := topics.by_id(t))]
        text = " ".join([*named, own]) if named else own
    by_topic = _topic_words(asked, language)
    concepts: list[tuple[frozenset[str], float]] = list(by_topic)
    beside: set[str] = set()
    own_terms = terms(asked.language, own)
    of_topics = _topic_phrases(own_terms, asked)
    for word in dict.fromkeys(own_terms):
        if word in _STEMS[asked.language] or word in of_topics or _in_topic_name(word, asked):
            continue
        rarity = _rarity(postings, asked.language, word)
        # A word of a topic's other terms ("prison" labour) narrows the topic, no more than that.
        weight = min(rarity, _TOPIC_WEIGHT) if _in_topic_terms(word, asked) else rarity
        concepts.append((frozenset({word}), weight))
        beside.add(word)
    return Wording(text, _matter(text, asked.language), tuple(concepts), frozenset(beside))


def _topic_phrases(own: list[str], asked: Understood) -> frozenset[str]:
    """Return the words of the question by which it names its topics ("grievance mechanisms")."""
    found: set[str] = set()
    for topic in asked.topics:
        for phrase in topics.expansions(topic, asked.language):
            words = terms(asked.language, phrase)
            size = len(words)
            if any(own[at : at + size] == words for at in range(len(own) - size + 1)):
                found.update(words)
    return frozenset(found)


def _matter(text: str, language: str) -> str:
    """Return the words of a text that are not words of asking; all of them if none is left."""
    words = re.findall(r"[\w'’-]+", text)
    kept = [word for word in words if set(terms(language, word)) - _STEMS[language]]
    return " ".join(kept or words)


def _stripped(text: str) -> str:
    """Blank the names that are handled exactly: countries, instruments, papers, articles."""
    spans = [(m.start, m.end) for m in countries.mentions(text)]
    spans += [(m.start, m.end) for m in instruments.mentions(text)]
    spans += [(r.start, r.end) for r in parse_references(text).articles]
    spans += [m.span() for m in re.finditer(r"\bGB[.\s]?\d{2,3}\S*", text)]
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return " ".join(text.split())


def _topic_words(asked: Understood, language: str) -> list[tuple[frozenset[str], float]]:
    """Return one concept per topic named: any of the topic's terms stands for it."""
    found = []
    for topic_id in asked.topics:
        words = {
            tuple(terms(each, phrase))
            for each in (language, asked.language)
            for phrase in topics.expansions(topic_id, each)
        }
        single = frozenset(" ".join(phrase) for phrase in words if phrase)
        if single:
            found.append((single, _TOPIC_WEIGHT))
    return found


_TOPIC_WEIGHT = 4.0  # like a rarer word's: a topic is what the question is about


def _in_topic_name(word: str, asked: Understood) -> bool:
    """Whether a word of the question only names one of its topics."""
    names = (topic.named(asked.language) for t in asked.topics if (topic := topics.by_id(t)))
    return any(word in terms(asked.language, name) for name in names)


def _in_topic_terms(word: str, asked: Understood) -> bool:
    return any(
        word in terms(asked.language, phrase)
        for topic_id in asked.topics
        for phrase in topics.expansions(topic_id, asked.language)
    )


def _rarity(postings: Postings, language: str, word: str) -> float:
    rarest = 9.0  # a word that no passage has weighs as much as the rarest
    return postings.rarity(f"text_{language}", word) or rarest
