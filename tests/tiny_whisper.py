"""A model for faster-whisper that is made in a second and understands the same sentence in whatever it is played.

Everything is real but the weights: position i of the decoder always predicts word i, and looks at the i-th stretch of
the sound, so that the times of the words are known too.
"""

import re
from pathlib import Path
from typing import Any

import numpy as np

WORD_S = 0.5  # seconds that a token lasts
SPECIAL = ("endoftext", "startoftranscript", "translate", "transcribe", "startoflm", "startofprev", "nospeech")
LAST = "<|notimestamps|>"  # after it come the timestamps, in steps of 20 ms
WIDTH = 64  # of the model; more than the tokens of a sentence
FRAMES, POSITIONS, MEL = 1500, 448, 80  # Whisper's own
STEP_S = 0.02


def write(folder: Path, sentence: str) -> Path:
    """Write the model that understands *sentence*, as words with a space before each: it knows English only."""
    from ctranslate2.specs import WhisperSpec

    said = re.findall(r"\s?\w+|[^\w\s]", f" {sentence}")
    words = ["<unk>", *dict.fromkeys(said)]
    tokens = [*words, *(f"<|{name}|>" for name in SPECIAL), LAST]
    tokens += [f"<|{n * STEP_S:.2f}|>" for n in range(FRAMES + 1)]
    end = f"<|{(len(said) + 1) * WORD_S:.2f}|>"
    answer = ["<|0.00|>", *said, end, "<|endoftext|>"]
    assert len(answer) < WIDTH

    spec = WhisperSpec(1, 1, 1, 1)
    spec.decoder.projection.weight = np.zeros((len(tokens), WIDTH), np.float32)
    for position, token in enumerate(answer):
        spec.decoder.projection.weight[tokens.index(token), position] = 10
    spec.decoder.embeddings.weight = np.zeros((len(tokens), WIDTH), np.float32)
    spec.decoder.position_encodings.encodings = _steps(POSITIONS, 1)
    spec.encoder.position_encodings.encodings = _steps(FRAMES, round(WORD_S / STEP_S))
    _still(spec)
    spec.config.alignment_heads = [(0, 0)]
    spec.config.suppress_ids = spec.config.suppress_ids_begin = spec.config.lang_ids = []
    spec.register_vocabulary(tokens)
    spec.validate()
    spec.optimize(quantization="float32")
    folder.mkdir(parents=True)
    spec.save(str(folder))
    _tokenizer(tokens, len(words)).save(str(folder / "tokenizer.json"))
    return folder


def _steps(rows: int, each: int) -> Any:
    """Row by row the next column is 1, each column for *each* rows."""
    out = np.zeros((rows, WIDTH), np.float32)
    for row in range(rows):
        out[row, min(row // each, WIDTH - 1)] = 1
    return out


def _still(spec: Any) -> None:
    """Layers that add nothing; only the attention to the sound compares positions."""
    one, nothing = np.eye(WIDTH, dtype=np.float32), np.zeros((WIDTH, WIDTH), np.float32)
    for conv, width in ((spec.encoder.conv1, MEL), (spec.encoder.conv2, WIDTH)):
        conv.weight, conv.bias = np.zeros((WIDTH, width, 3), np.float32), np.zeros(WIDTH, np.float32)
    norms = [spec.encoder.layer_norm, spec.decoder.layer_norm]
    for layer in (*spec.encoder.layer, *spec.decoder.layer):
        qkv, out = layer.self_attention.linear
        qkv.weight, out.weight = np.vstack([nothing] * 3), nothing
        layer.ffn.linear_0.weight, layer.ffn.linear_1.weight = np.vstack([nothing] * 4), np.hstack([nothing] * 4)
        norms += [layer.self_attention.layer_norm, layer.ffn.layer_norm]
    hearing = spec.decoder.layer[0].attention
    norms.append(hearing.layer_norm)
    hearing.linear[0].weight = one
    hearing.linear[1].weight = np.vstack([one, nothing])
    hearing.linear[2].weight = nothing
    for norm in norms:
        norm.gamma, norm.beta = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)
    for linear in (*_linears(spec), spec.decoder.projection):
        linear.bias = np.zeros(linear.weight.shape[0], np.float32)


def _linears(spec: Any) -> list[Any]:
    found = [*spec.decoder.layer[0].attention.linear]
    for layer in (*spec.encoder.layer, *spec.decoder.layer):
        found += [*layer.self_attention.linear, layer.ffn.linear_0, layer.ffn.linear_1]
    return found


def _tokenizer(tokens: list[str], words: int) -> Any:
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers

    made = Tokenizer(models.WordLevel({token: n for n, token in enumerate(tokens)}, unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.Split(Regex(r"\s?\w+|[^\w\s]"), "isolated")
    made.decoder = decoders.Fuse()
    made.add_special_tokens([AddedToken(token, special=True) for token in tokens[words:]])
    return made
