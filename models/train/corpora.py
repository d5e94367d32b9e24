"""The two labelled corpora, their splits, and how a text is told which company is asked about.

Labels: 0 positive, 1 negative, 2 neutral. Splits go by the text's hash, so that a headline that stands twice stays on
one side.
"""
import ast
import csv
import hashlib
import random
import re

TARGET, OTHER = "targetco", "otherco"  # One token each in our vocabulary; src/sentiment/about.cpp writes the same words.
LABELS = {"positive": 0, "negative": 1, "neutral": 2}
TWEET_LABELS = {"0": 1, "1": 0, "2": 2}  # Bearish, bullish, neutral.


def normal(text):
    """What two copies of a text have in common: the same tweet stands with several shortened addresses."""
    return re.sub(r"\W+", " ", re.sub(r"https?://\S+", "", text).lower()).strip()


def bucket(text, parts):
    return int(hashlib.sha256(normal(text).encode()).hexdigest()[:8], 16) % parts


def read_decisions(text):
    try:
        return ast.literal_eval(text)
    except SyntaxError:  # A name with an apostrophe between the apostrophes.
        return dict(re.findall(r"'(.+?)': '(positive|negative|neutral)'", text))


def read_headlines(folder):
    """SEntFiN: (title, {entity: label})."""
    with open(f"{folder}/SEntFiN.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            decisions = {name: LABELS[label] for name, label in read_decisions(row["Decisions"]).items()}
            if decisions:
                yield row["Title"], decisions


def read_tweets(folder, part):
    with open(f"{folder}/twitter-financial-{part}.csv", encoding="utf-8") as file:
        return [(row["text"], TWEET_LABELS[row["label"]]) for row in csv.DictReader(file)]


def mark(title, target, others, hidden=1.0, rng=random):
    """The title with the target's name replaced by TARGET, and each other's by OTHER with probability `hidden`; None
    where the target can't be found."""
    if target.lower() not in title.lower():
        return None
    for name in sorted([target, *others], key=len, reverse=True):
        word = TARGET if name == target else OTHER
        if name == target or rng.random() < hidden:
            pattern = r"(?<!\w)" + re.escape(name) + r"(?!\w)"
            title, count = re.subn(pattern, word, title, flags=re.IGNORECASE)
            if name == target and count == 0:
                title = re.sub(re.escape(name), word + " ", title, flags=re.IGNORECASE)
    return title if TARGET in title else None


class Corpora:
    """train: headlines of one label, opposing headlines, tweets. held: the parts kept back."""

    def __init__(self, folder):
        self.single, self.opposing = [], []
        self.held = {"headlines": [], "tweets": [], "entities": [], "one for all": []}
        for title, decisions in read_headlines(folder):
            labels = set(decisions.values())
            if len(labels) == 1 and bucket(title, 10) == 0:
                self.held["headlines"].append((title, labels.pop()))
            elif len(labels) == 1:
                self.single.append((title, decisions))
            elif bucket(title, 3) == 0:
                for name, label in decisions.items():
                    marked = mark(title, name, [other for other in decisions if other != name])
                    self.held["entities"].append((marked or title, label))
                    self.held["one for all"].append((title, label))
            else:
                self.opposing.append((title, decisions))
        self.held["tweets"] = read_tweets(folder, "valid")
        known = {normal(text) for text, _ in self.held["tweets"]}
        self.tweets = [(text, label) for text, label in read_tweets(folder, "train") if normal(text) not in known]
