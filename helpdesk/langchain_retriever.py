"""The index as a LangChain retriever, for those who build chains of their own over it.

Nothing of the helpdesk imports this module: LangChain takes over a second to import.
"""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field, InstanceOf

from helpdesk.services.searching import PAGE_SIZE, request_for
from index.request import MAX_LIMIT
from index.searcher import Searcher
from knowledge.store.documents import get_passages
from knowledge.store.heads import document_heads


class HelpdeskRetriever(BaseRetriever):
    """Gives the best passages of one generation, each with the place to cite.

    `limit` is the number of passages. In a document's metadata, `start` and `end` are offsets
    into the stored document's text; its page content is exactly that stretch.
    """

    searcher: InstanceOf[Searcher]
    limit: int = Field(default=PAGE_SIZE, ge=1, le=MAX_LIMIT)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        found = self.searcher.search(request_for(query, limit=self.limit))
        passages = get_passages(self.searcher.db, [hit.passage for hit in found.hits])
        heads = document_heads(self.searcher.db, [p.document for p in passages.values()])
        documents = []
        for hit in found.hits:
            passage = passages[hit.passage]
            head = heads[passage.document]
            metadata = {
                "document": head.id,
                "passage": passage.id,
                "title": head.title,
                "locator": passage.locator,
                "start": passage.start,
                "end": passage.end,
                "url": head.url,
                "kind": head.kind,
                "score": hit.score,
            }
            documents.append(Document(page_content=passage.text, metadata=metadata))
        return documents
