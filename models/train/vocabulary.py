"""Keeps of BERT's vocabulary what financial text uses: all single characters, the common words of English, and the
pieces seen most in the texts given. Special tokens and our two marks come first; an id is the line in vocab.txt."""
import collections

from corpora import OTHER, TARGET

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def prune(old, tokenizer, texts, size, common=6000):
    """`old`: the tokens in order of their ids. Returns the new list; BERT's own order keeps common words first."""
    counts = collections.Counter()
    for encoding in tokenizer.encode_batch(texts, add_special_tokens=False):
        counts.update(encoding.ids)
    usual = [i for i, token in enumerate(old) if not token.startswith("[unused") and token not in SPECIAL]
    single = {i for i in usual if len(old[i].removeprefix("##")) == 1}
    words = [i for i in usual if i not in single]
    keep = set(single) | set(words[:common])
    for i in sorted(words, key=lambda i: (-counts[i], i)):
        if len(keep) + len(SPECIAL) + 2 >= size:
            break
        keep.add(i)
    return SPECIAL + [TARGET, OTHER] + [old[i] for i in sorted(keep)]
