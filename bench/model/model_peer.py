"""Texts a second of the shipped model in Python on one thread; see model_bench.cpp. Its argument is the clone."""
import sys
import time

import numpy
import onnxruntime
from tokenizers import BertWordPieceTokenizer

root = sys.argv[1]
texts = [line[2:].rstrip("\n") for line in open(f"{root}/models/train/check_set.tsv", encoding="utf-8") if len(line) > 3]
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
session = onnxruntime.InferenceSession(f"{root}/models/default/model.onnx", options)
tokenizer = BertWordPieceTokenizer(f"{root}/models/default/vocab.txt")
tokenizer.enable_padding()
best = 0.0
for _ in range(5):
    begin = time.perf_counter()
    for at in range(0, len(texts), 32):
        encoded = tokenizer.encode_batch(texts[at : at + 32])
        ids = numpy.array([e.ids for e in encoded], dtype=numpy.int64)
        mask = numpy.array([e.attention_mask for e in encoded], dtype=numpy.int64)
        session.run(["logits"], {"input_ids": ids, "attention_mask": mask})
    best = max(best, len(texts) / (time.perf_counter() - begin))
print(f"{best:.1f}")
