"""The one place that builds concrete parts from settings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from helpdesk.desk import Desk
from helpdesk.services.asking import Asking
from helpdesk.services.ingesting import Ingest
from helpdesk.services.model_drafting import ModelDrafter
from helpdesk.services.searching import Searching, SearchQuery
from helpdesk.settings import Settings
from index.building import Progress
from index.embedding import Embedder, EmbeddingCache, configured
from index.generations import Generations
from index.searcher import Searcher
from knowledge.errors import KnowledgeMissing


@dataclass(frozen=True)
class Parts:
    """The concrete parts of one process."""

    settings: Settings

    @cached_property
    def generations(self) -> Generations:
        """The generations of released knowledge."""
        return Generations(self.settings.home)

    @cached_property
    def embedder(self) -> Embedder:
        """The embedder; raises EmbedderUnavailable where it cannot load."""
        return configured(self.settings.embeddings, self.settings.home / "models")

    @cached_property
    def cache(self) -> EmbeddingCache:
        """The embeddings made so far."""
        self.settings.home.mkdir(parents=True, exist_ok=True)
        return EmbeddingCache(self.settings.home / "embeddings.db")

    def ingest(self, progress: Progress) -> Ingest:
        """Return a ready ingest."""
        return Ingest(
            self.generations, self.settings.home, lambda: self.embedder, self.cache, progress
        )

    @cached_property
    def desk(self) -> Desk:
        """The desk, its tables up to date; raises BadInput, DeskUnavailable."""
        return Desk.open(self.settings.desk_url)

    @cached_property
    def asking(self) -> Asking:
        """The answering path over the live generation."""
        if self.settings.chat_model:
            return Asking(self.library, self.desk, ModelDrafter(self.settings.chat_model))
        return Asking(self.library, self.desk)

    @cached_property
    def searching(self) -> Searching:
        """The search over the live generation."""
        return Searching(self.library)

    @cached_property
    def library(self) -> Library:
        """The live generation, opened anew after each switch."""
        return Library(self)

    def warm(self) -> None:
        """Load the live knowledge and the model now, so that no question waits for them."""
        try:
            self.searching.search(SearchQuery("ready"))
        except KnowledgeMissing:
            return  # the pages say so, and what to do


class Library:
    """Gives the searcher of the live generation; a switch is seen at the next question."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._open: Searcher | None = None

    def searcher(self) -> Searcher:
        """Return the live generation's searcher; raises KnowledgeMissing before the first."""
        live = self._parts.generations.live()
        if self._open is None or self._open.folder != live:
            self._open = Searcher(live, lambda: self._parts.embedder)
        return self._open
