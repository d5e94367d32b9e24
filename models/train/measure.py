"""Accuracy, macro-F1, calibration (expected error, 15 bins) and temperature of logits."""
import torch

from batches import encode, tensors


@torch.no_grad()
def logits_of(model, tokenizer, texts, size=64):
    model.eval()
    rows = encode(tokenizer, texts, 510)
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    out = torch.zeros(len(rows), 3)
    for begin in range(0, len(order), size):
        part = order[begin : begin + size]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            out[part] = model(*tensors([rows[i] for i in part])).float()
    return out


def quality(logits, labels, temperature=1.0):
    labels = torch.tensor(labels)
    confidence, guess = torch.softmax(logits / temperature, 1).max(1)
    right = (guess == labels).float()
    f1, recall = [], []
    for label in range(3):
        hits = ((guess == label) & (labels == label)).sum().item()
        f1.append(2 * hits / max(1, (guess == label).sum().item() + (labels == label).sum().item()))
        recall.append(hits / max(1, (labels == label).sum().item()))
    ece = 0.0
    for low in range(15):
        inside = (confidence > low / 15) & (confidence <= (low + 1) / 15)
        if inside.any():
            ece += inside.float().mean().item() * abs(right[inside].mean().item() - confidence[inside].mean().item())
    return {"accuracy": round(right.mean().item(), 4), "f1": round(sum(f1) / 3, 4), "ece": round(ece, 4),
            "recall": [round(r, 3) for r in recall]}


def best_temperature(logits, labels):
    labels = torch.tensor(labels)
    tried = [0.5 + 0.02 * i for i in range(100)]
    return min(tried, key=lambda t: torch.nn.functional.cross_entropy(logits / t, labels).item())
