"""The registry: one reader per source, in the order in which they are asked to recognise a file."""

from __future__ import annotations

from ingest.readers.catalogue import READER as CATALOGUE
from ingest.readers.convention_texts import READER as CONVENTION_TEXTS
from ingest.readers.governing_body import READER as GOVERNING_BODY
from ingest.readers.guidance_notes import READER as GUIDANCE_NOTES
from ingest.readers.guidance_pages import READER as GUIDANCE_PAGES
from ingest.readers.helpdesk_pages import READER as HELPDESK_PAGES
from ingest.readers.helpdesk_qa import READER as HELPDESK_QA
from ingest.readers.ilostat_bulk import READER as ILOSTAT_BULK
from ingest.readers.ilostat_rplumber import READER as ILOSTAT_RPLUMBER
from ingest.readers.mne_outline import READER as MNE_OUTLINE
from ingest.readers.normlex_ratifications import READER as NORMLEX_RATIFICATIONS
from ingest.readers.sdg_0882 import READER as SDG_0882
from ingest.readers.sdmx_csv import READER as SDMX_CSV
from ingest.readers.starter_ratifications import READER as STARTER_RATIFICATIONS
from ingest.readers.starter_statistics import READER as STARTER_STATISTICS
from ingest.readers.supervisory_items import READER as SUPERVISORY_ITEMS
from ingest.readers.unsdg import READER as UNSDG
from ingest.records import InputFile, Reader
from knowledge.errors import UnreadableSource

_ALL: tuple[Reader, ...] = (
    NORMLEX_RATIFICATIONS,
    STARTER_RATIFICATIONS,
    CATALOGUE,
    CONVENTION_TEXTS,
    SUPERVISORY_ITEMS,
    HELPDESK_QA,
    HELPDESK_PAGES,
    GUIDANCE_PAGES,
    GUIDANCE_NOTES,
    MNE_OUTLINE,
    SDG_0882,
    STARTER_STATISTICS,
    ILOSTAT_BULK,
    ILOSTAT_RPLUMBER,
    SDMX_CSV,
    UNSDG,
    GOVERNING_BODY,
)
READERS: dict[str, Reader] = {reader.name: reader for reader in _ALL}


def reader_for(file: InputFile) -> Reader:
    """Return the first reader that recognises a file; raises UnreadableSource where none does."""
    for reader in _ALL:
        if reader.recognises(file):
            return reader
    raise UnreadableSource(
        f"{file.name}: no reader recognises this file (name one with --reader;"
        " `helpdesk ingest --help` lists them)"
    )
