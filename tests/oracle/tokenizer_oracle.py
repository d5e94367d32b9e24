"""Compares token ids with Hugging Face's tokenizers: every code point, random Unicode, and all texts at hand."""

import csv
import json
import pathlib
import random
import shutil
import sys
import tempfile

import oracle

tokenizers, onnx, _ = oracle.need("tokenizers", "onnx", "numpy")
sys.path.insert(0, str(oracle.SOURCE / "tests/unit/sentiment/fixtures"))
import make_models  # noqa: E402

vocabulary = oracle.SHARED / "data/text/bert-base-uncased-vocab.txt"
if not vocabulary.exists():
    oracle.skip(f"no BERT vocabulary at {vocabulary}")


def texts():
    yield from make_models.TORTURE
    for first in range(0, 0x110000, 64):
        yield " ".join(f"a{chr(c)}b" for c in range(first, first + 64) if not 0xD800 <= c < 0xE000)
    draw = random.Random(7)
    ranges = [(0x20, 0x7E), (0xA0, 0x17F), (0x300, 0x36F), (0x180, 0xD7FF), (0xE000, 0xFFFF), (0x10000, 0x10FFFF), (0x1E00, 0x1FFF)]
    for _ in range(20000):
        yield "".join(chr(draw.randint(*draw.choice(ranges))) for _ in range(draw.randint(1, 12)))
    for letter in ("a", "\u00e9", "\u4e2d", "\u00ad", "a\u0301", "1"):
        yield from (letter * count for count in (7, 8, 9, 15, 16, 17, 31, 32, 33, 99, 100, 101, 200))
    yield "profit warning " * 600
    yield from vocabulary.read_text(encoding="utf-8").splitlines()
    for name, column in (("SEntFiN.csv", "Title"), ("twitter-financial-train.csv", "text"), ("twitter-financial-valid.csv", "text")):
        path = oracle.SHARED / "data/text" / name
        if path.exists():
            with open(path, encoding="utf-8", newline="") as file:
                yield from (row[column] for row in csv.DictReader(file))


everything = list(texts())
with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    make_models.WORDS = vocabulary.read_text(encoding="utf-8").splitlines()
    onnx.save(make_models.model(["positive", "negative", "neutral"], True, onnx.TensorProto.INT64), folder / "model.onnx")
    labels = {"id2label": {"0": "positive", "1": "negative", "2": "neutral"}}
    (folder / "config.json").write_text(json.dumps(labels))
    shutil.copy(vocabulary, folder / "vocab.txt")
    lines = "".join(json.dumps({"id": i, "text": text}) + "\n" for i, text in enumerate(everything))
    output = oracle.tradewind("sentiment", "score", "--model", folder, "--tokens", "-", text=lines).splitlines()

reference = tokenizers.implementations.BertWordPieceTokenizer(str(vocabulary), lowercase=True)
different = [(text, expected.ids, json.loads(line)["tokens"])
             for text, expected, line in zip(everything, reference.encode_batch(everything), output, strict=True)
             if expected.ids != json.loads(line)["tokens"]]
print(f"{len(everything)} texts, {len(different)} differences")
for text, expected, actual in different[:20]:
    print(repr(text[:80]), expected[:20], actual[:20])
sys.exit(1 if different else 0)
