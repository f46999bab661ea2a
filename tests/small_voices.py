"""Voices in miniature: graphs with the inputs, outputs and nodes that engines look for, which sing one note."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

IPA = (
    "_^$ !\"#'(),-.:;?abcdefghijklmnopqrstuvwxyzæçðøħŋœɐɑɒɓɔɕɖɗɘəɚɛɜɞɟɠɡɢɣɤɥɦɧɨɪɫɬɭɮɯɰɱɲɳɴɵɶɸɹɺɻɽɾʀʁʂʃʄʈʉʊʋʌʍʎʏʐʑʒʔʕʘ"
    "ʙʛʝʟʡʢʦʰʲˈˌːˑ˞ˤβεθχᵻ\u0303\u0329\u032a\u032f"
)
FRAMES = 3  # of a symbol


def piper_config(letters: str = IPA, **more: Any) -> dict[str, Any]:
    """The configuration beside a model."""
    ids = {c: [n] for n, c in enumerate(dict.fromkeys(letters))}
    return {"audio": {"sample_rate": 22050}, "espeak": {"voice": "de"}, "phoneme_id_map": ids, **more}


def piper_model() -> bytes:
    """A model like Piper's: two noises, one Ceil; 6 frames of 256 samples for each symbol."""
    nodes = [
        helper.make_node("Cast", ["input"], ["symbols"], to=TensorProto.FLOAT),
        helper.make_node("RandomNormalLike", ["symbols"], ["noise"]),
        helper.make_node("RandomNormalLike", ["symbols"], ["noise2"]),
        helper.make_node("Add", ["noise", "noise2"], ["noises"]),
        helper.make_node("Mul", ["noises", "zero"], ["nothing"]),
        helper.make_node("Add", ["nothing", "six"], ["even"]),
        helper.make_node("Gather", ["scales", "one"], ["length"]),
        helper.make_node("Mul", ["even", "length"], ["long"]),
        helper.make_node("Ceil", ["long"], ["frames"]),
        *_note("frames", "output"),
    ]
    inputs = [_value("input", TensorProto.INT64, [1, None]), _value("input_lengths", TensorProto.INT64, [1])]
    constants = {"six": 6.0, "one": np.array(1, dtype=np.int64)}
    return _model(nodes, [*inputs, _value("scales", TensorProto.FLOAT, [3])], "output", constants)


def kokoro_model(*, rounds: str = "Round") -> bytes:
    """A model like an export of a fine-tune of Kokoro: other names than ours, and no durations among its outputs."""
    nodes = [
        helper.make_node("Cast", ["input_ids"], ["symbols"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["style"], ["mood"], keepdims=0),
        helper.make_node("Mul", ["symbols", "zero"], ["flat"]),
        helper.make_node("Mul", ["mood", "zero"], ["calm"]),
        helper.make_node("Add", ["flat", "three"], ["same"]),
        helper.make_node("Add", ["same", "calm"], ["slow"]),
        helper.make_node("Div", ["slow", "speed"], ["quotient"]),
        helper.make_node(rounds, ["quotient"], ["rounded"]),
        helper.make_node("Clip", ["rounded", "least"], ["durations"]),
        *_note("durations", "waveform"),
    ]
    inputs = [
        _value("input_ids", TensorProto.INT64, [1, None]),
        _value("style", TensorProto.FLOAT, [1, 256]),
        _value("speed", TensorProto.FLOAT, [1]),
    ]
    return _model(nodes, inputs, "waveform", {"three": float(FRAMES), "least": 1.0})


def kokoro_style() -> bytes:
    """A file in the format of torch.save."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("emil/data.pkl", b"\x80\x02ctorch\nFloatStorage\n.")
        archive.writestr("emil/byteorder", b"little")
        archive.writestr("emil/data/0", np.linspace(-1, 1, 510 * 256, dtype="<f4").tobytes())
    return out.getvalue()


def put_piper(folder: Path, key: str, card: str, **config: Any) -> None:
    """A voice of Piper in a copy of its home, without the list of checksums."""
    family, _, rest = key.partition("_")
    region, name, quality = rest.split("-")
    place = folder / family / f"{family}_{region}" / name / quality
    place.mkdir(parents=True)
    (place / f"{key}.onnx").write_bytes(piper_model())
    (place / f"{key}.onnx.json").write_text(json.dumps(piper_config(**config)))
    (place / "MODEL_CARD").write_text(card)


def _note(frames: str, out: str) -> list[Any]:
    """Nodes that make a tone as long as all *frames*."""
    return [
        helper.make_node("ReduceSum", [frames], ["all"], keepdims=0),
        helper.make_node("Mul", ["all", "hop"], ["samples"]),
        helper.make_node("Range", ["zero", "samples", "unit"], ["places"]),
        helper.make_node("Mul", ["places", "pitch"], ["angles"]),
        helper.make_node("Sin", ["angles"], ["loud"]),
        helper.make_node("Mul", ["loud", "quiet"], [out]),
    ]


def _value(name: str, kind: int, shape: list[int | None] | None) -> Any:
    return helper.make_tensor_value_info(name, kind, shape)


def _model(nodes: list[Any], inputs: list[Any], out: str, constants: dict[str, Any]) -> bytes:
    hop = 256 if out == "output" else 600
    values = {"zero": 0.0, "unit": 1.0, "pitch": 0.06, "quiet": 0.3, "hop": float(hop), **constants}
    tensors = [
        numpy_helper.from_array(value if isinstance(value, np.ndarray) else np.array(value, dtype=np.float32), name)
        for name, value in values.items()
    ]
    graph = helper.make_graph(nodes, "voice", inputs, [_value(out, TensorProto.FLOAT, None)], tensors)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return bytes(made.SerializeToString())
