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
import onnx.numpy_helper
from safetensors.numpy import load_file

from graph import Graph
from network import HEADS, LAYERS, POSITIONS, WIDTH

FUSED = "com.microsoft"  # ONNX Runtime's own operators: one where the standard has many.


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
        largest = g.add("ReduceMax", g.add("Abs", x), axes=[1], keepdims=0)
        scale = g.add("Max", g.add("Mul", largest, 1 / 127), 1e-8)
        return g.add("QuantizeLinear", x, scale, self.middles, axis=0), g.add("Unsqueeze", scale, self.one)

    def product(self, name, x):
        """x times a layer's weights; its bias is added by the operator that comes next."""
        g = self.g
        weight = self.w[f"{name}.weight"].T
        if self.whole:
            return g.add("MatMul", x, g.constant(weight))
        values, scales = quantised(weight, 0)
        data, scale = self.to_bytes(x)
        unit, middle = g.constant(1, numpy.float32), g.constant(128, numpy.uint8)
        sums = g.add("MatMulIntegerToFloat", data, g.constant(values), unit, g.constant(scales[0]), middle, domain=FUSED)
        return g.add("Mul", sums, scale)

    def weight_and_bias(self, name):
        return (self.g.constant(self.w[f"{name}.{kind}"]) for kind in ("weight", "bias"))

    def norm(self, name, x):
        return self.g.add("LayerNormalization", x, *self.weight_and_bias(name), axis=-1, epsilon=1e-12)

    def skip_norm(self, norm, linear, x, added):
        """The norm of x, what was added by a layer, and that layer's bias."""
        g = self.g
        bias = g.constant(self.w[f"{linear}.bias"])
        return g.add("SkipLayerNormalization", x, added, *self.weight_and_bias(norm), bias, domain=FUSED, epsilon=1e-12)

    def attention(self, name, x):
        g, width, heads = self.g, self.shape.width, self.shape.heads
        joined = g.add("Reshape", self.product(f"{name}.qkv", x), self.rows_of(3 * width))
        parts = g.add("Split", joined, g.constant([width] * 3, numpy.int64), outputs=3, axis=2)
        bias = g.constant(self.w[f"{name}.qkv.bias"])
        scale = (width // heads) ** -0.5
        mixed = g.add("MultiHeadAttention", *parts, bias, self.read, domain=FUSED, num_heads=heads, scale=scale)
        return g.add("Reshape", mixed, g.constant([-1, width], numpy.int64))

    def layer(self, i, x):
        g, name = self.g, f"layers.{i}"
        mixed = self.product(f"{name}.out", self.attention(name, x))
        x = self.skip_norm(f"{name}.norm1", f"{name}.out", x, mixed)
        bias = g.constant(self.w[f"{name}.inner.bias"])
        inner = g.add("BiasGelu", self.product(f"{name}.inner", x), bias, domain=FUSED)
        return self.skip_norm(f"{name}.norm2", f"{name}.outer", x, self.product(f"{name}.outer", inner))

    def rows_of(self, width):
        """The shape of something that has `width` numbers for each token of each text."""
        return self.g.add("Concat", self.text_shape, self.g.constant([width], numpy.int64), axis=0)

    def model(self, temperature):
        """Within, all tokens of all texts are the rows of one matrix; only the attention knows texts."""
        g = self.g
        self.one = g.constant([1], numpy.int64)
        self.text_shape = g.add("Shape", "input_ids")
        self.read = g.add("Cast", "attention_mask", to=onnx.TensorProto.INT32)
        middle = onnx.numpy_helper.from_array(numpy.array([128], dtype=numpy.uint8))
        self.middles = g.add("ConstantOfShape", g.add("ReduceProd", self.text_shape, keepdims=1), value=middle)
        length = g.add("Gather", self.text_shape, g.constant(1, numpy.int64))
        places = g.add("Range", g.constant(0, numpy.int64), length, g.constant(1, numpy.int64))
        x = self.norm("norm", g.add("Add", self.table("words.weight", "input_ids"), self.table("positions.weight", places)))
        x = g.add("Reshape", x, g.constant([-1, self.shape.width], numpy.int64))
        for i in range(self.shape.layers):
            x = self.layer(i, x)
        return self.first_token(x, temperature) if "pooler.weight" in self.w else self.mean_of_tokens(x, temperature)

    def mean_of_tokens(self, x, temperature):
        """The head is linear, so that the mean's logits are the mean of the tokens': what each token adds comes for free.
        The mean is a product of matrices of one text each; a sum by ReduceSum would depend on the batch in its last bit."""
        g = self.g
        each = g.add("MatMul", x, g.constant(self.w["head.weight"].T / temperature))
        each = g.add("Reshape", each, self.rows_of(3))
        mask = g.add("Unsqueeze", g.add("Cast", "attention_mask", to=onnx.TensorProto.FLOAT), self.one)
        count = g.add("ReduceSum", mask, g.constant([2], numpy.int64), keepdims=1)
        mean = g.add("Squeeze", g.add("Div", g.add("MatMul", mask, each), count), self.one)
        logits = g.add("Add", mean, g.constant(self.w["head.bias"] / temperature))
        return g.model({"logits": logits, "token_logits": each})

    def first_token(self, x, temperature):
        g = self.g
        first = g.add("Gather", g.add("Reshape", x, self.rows_of(self.shape.width)), g.constant(0, numpy.int64), axis=1)
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
                            "temperature": measured["temperature"], "temperature_applied": True,
                            "equal_lengths_together": True}}
    (options.folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    (options.folder / "tokenizer_config.json").write_text('{"do_lower_case": true}\n')
    print(f"{options.folder / 'model.onnx'}: {(options.folder / 'model.onnx').stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
