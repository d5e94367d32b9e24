"""Texts as padded tensors, those of like length together so that little is padded."""
import torch

MAX_TOKENS = 96  # In training; the longest text of the corpora has about as many.


def encode(tokenizer, texts, max_tokens=MAX_TOKENS):
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    return [[cls, *e.ids[: max_tokens - 2], sep] for e in tokenizer.encode_batch(texts, add_special_tokens=False)]


def tensors(rows):
    length = max(map(len, rows))
    ids = torch.zeros(len(rows), length, dtype=torch.long)
    mask = torch.zeros(len(rows), length, dtype=torch.bool)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
        mask[i, : len(row)] = True
    return ids, mask


def batches(rows, labels, size, rng):
    """Shuffled batches; within each 50 batches' worth sorted by length."""
    order = list(range(len(rows)))
    rng.shuffle(order)
    pool = size * 50
    cut = []
    for begin in range(0, len(order), pool):
        part = sorted(order[begin : begin + pool], key=lambda i: len(rows[i]))
        cut += [part[i : i + size] for i in range(0, len(part), size)]
    rng.shuffle(cut)
    for part in cut:
        yield (*tensors([rows[i] for i in part]), torch.tensor([labels[i] for i in part]))
