"""Texts a second of a core that Python scores by the shipped model on one thread; see model_bench.cpp. Arguments:
the clone, a file with a text a line, and how many characters to leave out at each line's beginning."""
import sys
import time

import numpy
import onnxruntime
from tokenizers import BertWordPieceTokenizer

root, file, skipped = sys.argv[1], sys.argv[2], int(sys.argv[3])
texts = [line.rstrip("\n")[skipped:] for line in open(file, encoding="utf-8") if len(line) > skipped + 1]
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
session = onnxruntime.InferenceSession(f"{root}/models/default/model.onnx", options)
tokenizer = BertWordPieceTokenizer(f"{root}/models/default/vocab.txt")
tokenizer.enable_padding()
best = 0.0
for _ in range(5):
    begin = time.process_time()
    for at in range(0, len(texts), 32):
        encoded = tokenizer.encode_batch(texts[at : at + 32])
        ids = numpy.array([e.ids for e in encoded], dtype=numpy.int64)
        mask = numpy.array([e.attention_mask for e in encoded], dtype=numpy.int64)
        session.run(["logits"], {"input_ids": ids, "attention_mask": mask})
    best = max(best, len(texts) / (time.process_time() - begin))
print(f"{best:.1f}")
