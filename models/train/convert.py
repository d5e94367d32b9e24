#!/usr/bin/env python3
"""Converts a BERT classifier in Hugging Face's layout (ProsusAI/finbert) to the ONNX file that tradewind reads.

usage: convert.py SOURCE_FOLDER MODEL_FOLDER [--int8]
SOURCE_FOLDER holds config.json, vocab.txt and model.safetensors or pytorch_model.bin.
"""
import argparse
import json
import pathlib
import shutil

import numpy
import onnx

from export import Exporter, Shape


def read_weights(folder):
    if (folder / "model.safetensors").exists():
        from safetensors.numpy import load_file
        return load_file(folder / "model.safetensors")
    import torch
    state = torch.load(folder / "pytorch_model.bin", map_location="cpu", weights_only=True)
    return {name: tensor.float().numpy() for name, tensor in state.items()}


def renamed(state, layers):
    """The weights under our names; query, key and value in one matrix, token type 0 added to every position."""
    state = {name.removeprefix("bert."): tensor for name, tensor in state.items()}
    ours = {"words.weight": state["embeddings.word_embeddings.weight"],
            "positions.weight": state["embeddings.position_embeddings.weight"] + state["embeddings.token_type_embeddings.weight"][0]}
    names = {"norm": "embeddings.LayerNorm", "pooler": "pooler.dense", "head": "classifier"}
    for i in range(layers):
        at = f"encoder.layer.{i}"
        names |= {f"layers.{i}.out": f"{at}.attention.output.dense", f"layers.{i}.norm1": f"{at}.attention.output.LayerNorm",
                  f"layers.{i}.inner": f"{at}.intermediate.dense", f"layers.{i}.outer": f"{at}.output.dense",
                  f"layers.{i}.norm2": f"{at}.output.LayerNorm"}
        for kind in ("weight", "bias"):
            parts = [state[f"{at}.attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            ours[f"layers.{i}.qkv.{kind}"] = numpy.concatenate(parts)
    for name, theirs in names.items():
        for kind in ("weight", "bias"):
            ours[f"{name}.{kind}"] = state.get(f"{theirs}.{kind}", state.get(f"{theirs}.{'gamma' if kind == 'weight' else 'beta'}"))
    return ours


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--int8", action="store_true", help="8-bit weights: a quarter of the size, three times as fast")
    options = parser.parse_args()
    config = json.loads((options.source / "config.json").read_text())
    shape = Shape(config["hidden_size"], config["num_attention_heads"], config["num_hidden_layers"])
    weights = renamed(read_weights(options.source), shape.layers)
    model = Exporter(weights, not options.int8, shape).model(1.0)
    onnx.checker.check_model(model)
    options.folder.mkdir(parents=True, exist_ok=True)
    onnx.save(model, options.folder / "model.onnx")
    for name in ("config.json", "vocab.txt", "tokenizer_config.json"):
        if (options.source / name).exists():
            shutil.copy(options.source / name, options.folder / name)
    print(f"wrote {options.folder / 'model.onnx'}; now: tradewind model check {options.folder}")


if __name__ == "__main__":
    main()
