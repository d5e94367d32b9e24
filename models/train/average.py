#!/usr/bin/env python3
"""The average of several runs' weights, and the temperature that calibrates it.

usage: average.py DATA_FOLDER OUT_FOLDER WEIGHTS...
The weights stand by one vocabulary, that beside the first of them.
"""
import json
import pathlib
import shutil
import sys

from safetensors.torch import load_file, save_file
from tokenizers import BertWordPieceTokenizer

from corpora import Corpora
from measure import best_temperature, logits_of
from network import Classifier


def main():
    data, out, paths = sys.argv[1], pathlib.Path(sys.argv[2]), [pathlib.Path(path) for path in sys.argv[3:]]
    out.mkdir(parents=True, exist_ok=True)
    runs = [load_file(path) for path in paths]
    mean = {name: sum(run[name] for run in runs) / len(runs) for name in runs[0]}
    save_file(mean, out / "model.safetensors")
    shutil.copy(paths[0].parent / "vocab.txt", out / "vocab.txt")
    model = Classifier(len(mean["words.weight"]))
    model.load_state_dict(mean)
    held = Corpora(data).held
    # Texts that no weight has seen.
    rows = held["headlines"] + held["tweets"][:1000]
    tokenizer = BertWordPieceTokenizer(str(out / "vocab.txt"))
    temperature = best_temperature(logits_of(model, tokenizer, [t for t, _ in rows]), [l for _, l in rows])
    (out / "measured.json").write_text(json.dumps({"temperature": temperature}) + "\n")
    print(f"the mean of {len(runs)}; temperature {temperature:.2f}")


if __name__ == "__main__":
    main()
