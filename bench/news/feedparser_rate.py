"""Processor seconds that Python's feedparser takes to parse the files of a folder once, or why it can't."""
import pathlib
import sys
import time

try:
    import feedparser
except ImportError:
    print("absent")
    sys.exit(0)

documents = [path.read_bytes() for path in sorted(pathlib.Path(sys.argv[1]).iterdir()) if path.is_file()]
best = float("inf")
for _ in range(2):
    began = time.process_time()
    for document in documents:
        feedparser.parse(document)
    best = min(best, time.process_time() - began)
print(best)
