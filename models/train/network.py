"""MiniLM as a classifier: BERT's encoder, the mean over tokens, one linear layer. Written out so that what is exported
is what is trained."""
import torch
from torch import nn
from torch.nn import functional

WIDTH, HEADS, LAYERS, INNER, POSITIONS = 384, 12, 6, 1536, 512


class Layer(nn.Module):
    def __init__(self, dropout):
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.inner = nn.Linear(WIDTH, INNER)
        self.outer = nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, allowed):
        batch, length, _ = x.shape
        query, key, value = self.qkv(x).view(batch, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=allowed)
        mixed = mixed.transpose(1, 2).reshape(batch, length, WIDTH)
        x = self.norm1(x + self.dropout(self.out(mixed)))
        return self.norm2(x + self.dropout(self.outer(functional.gelu(self.inner(x)))))


class Classifier(nn.Module):
    def __init__(self, vocabulary, dropout=0.1):
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.head = nn.Linear(WIDTH, 3)

    def forward(self, ids, mask):
        """Logits of positive, negative, neutral; `mask` is True at tokens, False at padding."""
        x = self.words(ids) + self.positions.weight[: ids.shape[1]]
        x = self.dropout(self.norm(x))
        allowed = mask[:, None, None, :]
        for layer in self.layers:
            x = layer(x, allowed)
        weight = mask[:, :, None].to(x.dtype)
        return self.head(self.dropout((x * weight).sum(1) / weight.sum(1)))


def load_minilm(weights, old, new, seed_words):
    """A classifier with MiniLM's weights and the rows of the new vocabulary. `seed_words`: what a token of ours starts
    from. Token types are always 0: their row is added to every position."""
    place = {token: i for i, token in enumerate(old)}
    model = Classifier(len(new))
    state = {name.removeprefix("bert."): tensor for name, tensor in weights.items()}
    with torch.no_grad():
        words = state["embeddings.word_embeddings.weight"]
        model.words.weight.copy_(words[torch.tensor([place.get(t, place[seed_words.get(t, "[UNK]")]) for t in new])])
        model.positions.weight.copy_(state["embeddings.position_embeddings.weight"]
                                     + state["embeddings.token_type_embeddings.weight"][0])
        copy(model.norm, state, "embeddings.LayerNorm")
        for i, layer in enumerate(model.layers):
            at = f"encoder.layer.{i}"
            for kind in ("weight", "bias"):
                parts = [state[f"{at}.attention.self.{name}.{kind}"] for name in ("query", "key", "value")]
                getattr(layer.qkv, kind).copy_(torch.cat(parts))
            copy(layer.out, state, f"{at}.attention.output.dense")
            copy(layer.norm1, state, f"{at}.attention.output.LayerNorm")
            copy(layer.inner, state, f"{at}.intermediate.dense")
            copy(layer.outer, state, f"{at}.output.dense")
            copy(layer.norm2, state, f"{at}.output.LayerNorm")
        model.head.weight.normal_(0, 0.02)
        model.head.bias.zero_()
    return model


def copy(module, state, name):
    module.weight.copy_(state[f"{name}.weight"])
    module.bias.copy_(state[f"{name}.bias"])
