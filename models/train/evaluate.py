#!/usr/bin/env python3
"""Measures an exported model on what was held back: each text alone, as the program runs it.

usage: evaluate.py DATA_FOLDER TRAINED_FOLDER MODEL_FOLDER [--float]
Prints accuracy, macro-F1, calibration and recall of positive, negative, neutral for each set. --float: the same of an
export with whole weights, to see what 8 bits cost.
"""
import argparse
import json
import pathlib
import tempfile

import numpy
import onnx
import onnxruntime
import torch
from safetensors.numpy import load_file
from tokenizers import BertWordPieceTokenizer

from batches import encode
from corpora import Corpora
from export import Exporter
from measure import quality


def held_back(corpora):
    check = pathlib.Path(__file__).parent / "check_set.tsv"
    sets = dict(corpora.held)
    if check.exists():
        rows = [line.split("\t") for line in check.read_text(encoding="utf-8").splitlines() if line]
        sets["report prose"] = [(text, "+-0".index(sign)) for sign, text in rows]
    return sets


def session_of(path):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options)


def logits_of(session, tokenizer, texts):
    out = []
    for row in encode(tokenizer, texts, 512):
        ids = numpy.array([row], dtype=numpy.int64)
        out.append(session.run(["logits"], {"input_ids": ids, "attention_mask": numpy.ones_like(ids)})[0][0])
    return torch.tensor(numpy.array(out))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data")
    parser.add_argument("trained", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--float", action="store_true", dest="whole")
    options = parser.parse_args()
    session = session_of(options.folder / "model.onnx")
    if options.whole:
        temperature = json.loads((options.folder / "config.json").read_text())["tradewind"]["temperature"]
        with tempfile.TemporaryDirectory() as folder:
            onnx.save(Exporter(load_file(options.trained / "model.safetensors"), True).model(temperature), f"{folder}/float.onnx")
            session = session_of(f"{folder}/float.onnx")
    tokenizer = BertWordPieceTokenizer(str(options.folder / "vocab.txt"))
    for name, rows in held_back(Corpora(options.data)).items():
        texts, labels = zip(*rows)
        print(f"{name}: {len(rows)} texts, {json.dumps(quality(logits_of(session, tokenizer, texts), labels))}", flush=True)


if __name__ == "__main__":
    main()
