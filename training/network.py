"""The reader's network: one shared encoder, a linear layer a head, a layer that keeps similarity.

Here: modules, losses and the reading of a batch. Not here: the loop (`fit.py`), the data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.encoder import SIZE, Encoder, mean_of

POOLED = 2 * SIZE
HEAD_DROPOUT = 0.1
# Kinds of head: labels that may stand together, labels that exclude each other, numbers, and a
# yes or no for every token.
SEVERAL, ONE, AMOUNT, TOKENS = "several", "one", "amount", "tokens"


class Network(nn.Module):
    """`heads`: {name: (kind, number of labels)}. Pooled is the tokens' mean beside [CLS]."""

    def __init__(self, encoder: Encoder, heads: Mapping[str, tuple[str, int]]) -> None:
        super().__init__()
        self.encoder = encoder
        self.kinds = {name: kind for name, (kind, _) in heads.items()}
        self.heads = nn.ModuleDict(
            {
                name: nn.Linear(SIZE if kind == TOKENS else POOLED, labels)
                for name, (kind, labels) in heads.items()
            }
        )
        self.similar = nn.Linear(SIZE, SIZE)
        with torch.no_grad():
            self.similar.weight.copy_(torch.eye(SIZE))
            self.similar.bias.zero_()
            for head in self.heads.values():
                head.weight.normal_(std=0.02)
                head.bias.zero_()

    def forward(self, ids: Tensor, mask: Tensor, names: Sequence[str]) -> dict[str, Tensor]:
        """Raw scores of the named heads, and "similar": (batch, SIZE) of unit length."""
        vectors = self.encoder(ids, mask)
        mean = mean_of(vectors, mask)
        pooled = torch.cat([mean, vectors[:, 0]], dim=1)
        pooled = functional.dropout(pooled, HEAD_DROPOUT, self.training)
        scores = {
            name: self.heads[name](vectors if self.kinds[name] == TOKENS else pooled)
            for name in names
        }
        scores["similar"] = functional.normalize(self.similar(mean), dim=1)
        return scores


def loss_of(kind: str, scores: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    """Mean loss of a head over a batch; `targets` below 0 are unknown and do not count."""
    known = (targets >= 0).to(scores.dtype)
    targets = targets.clamp(min=0)
    if kind in (SEVERAL, TOKENS):
        cells = functional.binary_cross_entropy_with_logits(scores, targets, reduction="none")
        shape = (-1,) + (1,) * (scores.dim() - 1)
        cells = cells * known * weights.view(shape)
        rows = cells.sum(-1) if kind == SEVERAL else cells
        return rows.mean() if kind == SEVERAL else cells.sum() / known.sum().clamp(min=1)
    if kind == ONE:
        share = targets / targets.sum(1, keepdim=True).clamp(min=1e-6)
        rows = -(share * functional.log_softmax(scores, dim=1)).sum(1)
        return (rows * weights * known[:, 0]).mean()
    return (((scores - targets) ** 2) * known * weights[:, None]).sum(1).mean()
