#!/usr/bin/env python3
"""Writes the trained classifier as ONNX: weights in 8 bits, one scale a column; what flows through in 8 bits, one scale
a token, so that a text's score depends on nothing but the text.

usage: export.py TRAINED_FOLDER MODEL_FOLDER [--float]
"""
import argparse
import dataclasses
import json
import pathlib
import shutil

import numpy
import onnx
from safetensors.numpy import load_file

from graph import Graph
from network import HEADS, LAYERS, POSITIONS, WIDTH

FAR = -1e9  # What a padded place gets before the softmax.


def quantised(matrix, axis):
    """8-bit values and scales: the largest of each row (axis 1) or column (axis 0) becomes 127."""
    scale = numpy.maximum(numpy.abs(matrix).max(axis=axis, keepdims=True), 1e-8) / 127
    return numpy.round(matrix / scale).astype(numpy.int8), scale.astype(numpy.float32)


@dataclasses.dataclass
class Shape:
    width: int = WIDTH
    heads: int = HEADS
    layers: int = LAYERS


class Exporter:
    """`weights` by the names of network.py; `whole`: as they are, not in 8 bits. With a pooler (BERT's own classifiers)
    the first token is judged, else the mean of all."""

    def __init__(self, weights, whole, shape=Shape()):
        self.w, self.whole, self.shape, self.g = weights, whole, shape, Graph()
        for i in range(shape.layers):  # The attention's scale goes into the weights of the query.
            for kind in ("weight", "bias"):
                self.w[f"layers.{i}.qkv.{kind}"][: shape.width] *= (shape.width // shape.heads) ** -0.5

    def table(self, name, ids):
        """Rows of an embedding."""
        g = self.g
        if self.whole:
            return g.add("Gather", g.constant(self.w[name]), ids)
        values, scales = quantised(self.w[name], 1)
        rows = g.add("Cast", g.add("Gather", g.constant(values), ids), to=onnx.TensorProto.FLOAT)
        return g.add("Mul", rows, g.add("Gather", g.constant(scales), ids))

    def to_bytes(self, x):
        """x as unsigned bytes around 128, and the scale of each token."""
        g = self.g
        largest = g.add("Max", g.add("ReduceMax", g.add("Abs", x), axes=[-1], keepdims=1), 1e-6)
        near = g.add("Add", g.add("Mul", x, g.add("Div", 127.0, largest)), 128.5)
        return g.add("Cast", near, to=onnx.TensorProto.UINT8), largest

    def linear(self, name, x, quant=None):
        g = self.g
        weight, bias = self.w[f"{name}.weight"].T, g.constant(self.w[f"{name}.bias"])
        if self.whole:
            return g.add("Add", g.add("MatMul", x, g.constant(weight)), bias)
        values, scales = quantised(weight, 0)
        data, largest = self.to_bytes(x)
        sums = g.add("MatMulInteger", data, g.constant(values), g.constant(128, numpy.uint8))
        sums = g.add("Mul", g.add("Cast", sums, to=onnx.TensorProto.FLOAT), largest)
        return g.add("Add", g.add("Mul", sums, g.constant(scales[0] / 127)), bias)

    def norm(self, name, x):
        g = self.g
        return g.add("LayerNormalization", x, g.constant(self.w[f"{name}.weight"]), g.constant(self.w[f"{name}.bias"]), axis=-1, epsilon=1e-12)

    def attention(self, name, x, far):
        g, width, heads = self.g, self.shape.width, self.shape.heads
        shape = g.constant([0, 0, heads, width // heads], numpy.int64)
        parts = g.add("Split", self.linear(f"{name}.qkv", x), g.constant([width] * 3, numpy.int64), outputs=3, axis=2)
        query, key, value = (g.add("Reshape", part, shape) for part in parts)
        query = g.add("Transpose", query, perm=[0, 2, 1, 3])
        scores = g.add("MatMul", query, g.add("Transpose", key, perm=[0, 2, 3, 1]))
        weights = g.add("Softmax", g.add("Add", scores, far), axis=-1)
        mixed = g.add("MatMul", weights, g.add("Transpose", value, perm=[0, 2, 1, 3]))
        mixed = g.add("Reshape", g.add("Transpose", mixed, perm=[0, 2, 1, 3]), g.constant([0, 0, width], numpy.int64))
        return self.linear(f"{name}.out", mixed)

    def gelu(self, x):
        g = self.g
        half = g.add("Add", g.add("Erf", g.add("Div", x, float(2**0.5))), 1.0)
        return g.add("Mul", g.add("Mul", x, half), 0.5)

    def layer(self, i, x, far):
        g, name = self.g, f"layers.{i}"
        x = self.norm(f"{name}.norm1", g.add("Add", x, self.attention(name, x, far)))
        inner = self.gelu(self.linear(f"{name}.inner", x))
        return self.norm(f"{name}.norm2", g.add("Add", x, self.linear(f"{name}.outer", inner)))

    def model(self, temperature):
        g = self.g
        length = g.add("Gather", g.add("Shape", "input_ids"), g.constant(1, numpy.int64))
        places = g.add("Range", g.constant(0, numpy.int64), length, g.constant(1, numpy.int64))
        x = self.norm("norm", g.add("Add", self.table("words.weight", "input_ids"), self.table("positions.weight", places)))
        mask = g.add("Cast", "attention_mask", to=onnx.TensorProto.FLOAT)
        far = g.add("Mul", g.add("Sub", 1.0, g.add("Unsqueeze", mask, g.constant([1, 2], numpy.int64))), FAR)
        for i in range(self.shape.layers):
            x = self.layer(i, x, far)
        if "pooler.weight" in self.w:
            return self.first_token(x, temperature)
        mask = g.add("Unsqueeze", mask, g.constant([2], numpy.int64))
        # The head is linear, so that the mean's logits are the mean of the tokens': what each token adds comes for free.
        each = g.add("Mul", g.add("MatMul", x, g.constant(self.w["head.weight"].T / temperature)), mask)
        total = g.add("ReduceSum", each, g.constant([1], numpy.int64), keepdims=0)
        mean = g.add("Div", total, g.add("ReduceSum", mask, g.constant([1], numpy.int64), keepdims=0))
        return g.model({"logits": g.add("Add", mean, g.constant(self.w["head.bias"] / temperature)), "token_logits": each})

    def first_token(self, x, temperature):
        g = self.g
        first = g.add("Gather", x, g.constant(0, numpy.int64), axis=1)
        pooled = g.add("Gemm", first, g.constant(self.w["pooler.weight"].T), g.constant(self.w["pooler.bias"]))
        head, bias = (g.constant(self.w[f"head.{kind}"].T / temperature) for kind in ("weight", "bias"))
        return g.model({"logits": g.add("Gemm", g.add("Tanh", pooled), head, bias)})


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("trained", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--float", action="store_true", dest="whole", help="weights as trained, to compare")
    options = parser.parse_args()
    measured = json.loads((options.trained / "measured.json").read_text())
    options.folder.mkdir(parents=True, exist_ok=True)
    model = Exporter(load_file(options.trained / "model.safetensors"), options.whole).model(measured["temperature"])
    onnx.checker.check_model(model)
    onnx.save(model, options.folder / "model.onnx")
    shutil.copy(options.trained / "vocab.txt", options.folder / "vocab.txt")
    config = {"model_type": "bert", "architectures": ["BertForSequenceClassification"],
              "id2label": {"0": "positive", "1": "negative", "2": "neutral"},
              "label2id": {"positive": 0, "negative": 1, "neutral": 2},
              "hidden_size": WIDTH, "num_hidden_layers": LAYERS, "num_attention_heads": HEADS,
              "max_position_embeddings": POSITIONS, "vocab_size": len((options.folder / "vocab.txt").read_text(encoding="utf-8").splitlines()),
              "tradewind": {"target_word": "targetco", "other_word": "otherco",
                            "temperature": measured["temperature"], "temperature_applied": True}}
    (options.folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    (options.folder / "tokenizer_config.json").write_text('{"do_lower_case": true}\n')
    print(f"{options.folder / 'model.onnx'}: {(options.folder / 'model.onnx').stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
