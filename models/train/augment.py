"""One epoch's examples, drawn anew from the corpora: names masked, numbers changed, headlines joined, prose written."""
import re

from corpora import OTHER, TARGET, mark
from report_prose import write_sentences

JOINTS = ["; ", ", ", ", while ", " as ", "; ", " but ", ", ", " and ", " | ", ". "]


def change_number(text, rng):
    """Another number for the only one of a text; where two are compared their order must stay."""
    numbers = re.findall(r"\d+(?:\.\d+)?", text)
    if len(numbers) != 1:
        return text
    digits = "".join(rng.choice("123456789") if c.isdigit() else c for c in numbers[0])
    return text.replace(numbers[0], digits)


def headlines(corpora, rng):
    for title, decisions in corpora.single:
        label = next(iter(decisions.values()))
        if rng.random() < 0.3:
            title = change_number(title, rng)
        target = rng.choice(list(decisions))
        marked = mark(title, target, [n for n in decisions if n != target], 0.6, rng) if rng.random() < 0.3 else None
        yield marked or title, label


def opposing(corpora, rng):
    for title, decisions in corpora.opposing:
        for name, label in decisions.items():
            marked = mark(title, name, [n for n in decisions if n != name], 0.75, rng)
            if marked:
                yield marked, label


def joined(corpora, rng, count):
    """Two headlines of different labels in one line, one company asked about."""
    single = [(title, *decisions.items()) for title, decisions in corpora.single if len(decisions) == 1]
    while count:
        (one, (name, label)), (two, (second, other)) = rng.sample(single, 2)
        if label == other or len(one) + len(two) > 130:
            continue
        one, two = mark(one, name, []), mark(two, second, [])
        if not one or not two:
            continue
        two = two.replace(TARGET, OTHER if rng.random() < 0.8 else second)
        parts = [one, two] if rng.random() < 0.5 else [two, one]
        yield rng.choice(JOINTS).join(parts), label
        count -= 1


def tweets(corpora, rng):
    for text, label in corpora.tweets:
        if rng.random() < 0.8:
            text = re.sub(r"\s*https?://\S+", "", text)
        tags = re.findall(r"\$[A-Z]{1,5}\b", text)
        if len(set(tags)) == 1 and rng.random() < 0.25:
            text = text.replace(tags[0], TARGET)
        yield text, label


def examples(corpora, rng, prose=3600, joins=700):
    made = [*headlines(corpora, rng), *opposing(corpora, rng), *joined(corpora, rng, joins), *tweets(corpora, rng),
            *write_sentences(prose, rng.random(), TARGET)]
    rng.shuffle(made)
    return made
