"""The network: Qwen2's architecture (the real model's family) in a few small layers.

Shapes: B texts, T tokens, D width, H heads of ``HEAD`` each, K of them for keys and values.
Source of the architecture: Qwen2 Technical Report, arXiv:2407.10671, section 2.2; names of the
modules are those of llama.cpp's tensors, so that the conversion is a renaming.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

RMS_EPSILON = 1e-6
ROPE_BASE = 10_000.0


@dataclass(frozen=True)
class Shape:
    """Sizes of the network."""

    vocabulary: int
    layers: int = 5
    width: int = 192
    head: int = 64
    heads: int = 3
    kv_heads: int = 3
    feed_forward: int = 576


class Layer(nn.Module):
    """Attention and feed-forward, each with its norm before and its residual around."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width, kv_width = shape.width, shape.kv_heads * shape.head
        self.shape = shape
        self.attn_norm = nn.RMSNorm(width, eps=RMS_EPSILON)
        self.attn_q = nn.Linear(width, shape.heads * shape.head)
        self.attn_k = nn.Linear(width, kv_width)
        self.attn_v = nn.Linear(width, kv_width)
        self.attn_output = nn.Linear(shape.heads * shape.head, width, bias=False)
        self.ffn_norm = nn.RMSNorm(width, eps=RMS_EPSILON)
        self.ffn_gate = nn.Linear(width, shape.feed_forward, bias=False)
        self.ffn_up = nn.Linear(width, shape.feed_forward, bias=False)
        self.ffn_down = nn.Linear(shape.feed_forward, width, bias=False)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        """``x`` and the result: [B, T, D]."""
        x = x + self.attn_output(self._attend(self.attn_norm(x), cos, sin))
        hidden = self.ffn_norm(x)
        return x + self.ffn_down(functional.silu(self.ffn_gate(hidden)) * self.ffn_up(hidden))

    def _attend(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        batch, length, _ = x.shape
        head = self.shape.head
        query = self.attn_q(x).view(batch, length, -1, head).transpose(1, 2)
        key = self.attn_k(x).view(batch, length, -1, head).transpose(1, 2)
        value = self.attn_v(x).view(batch, length, -1, head).transpose(1, 2)
        query, key = _rotate(query, cos, sin), _rotate(key, cos, sin)
        mixed = functional.scaled_dot_product_attention(
            query, key, value.to(query.dtype), is_causal=True, enable_gqa=True
        )
        return mixed.transpose(1, 2).reshape(batch, length, -1)


class Network(nn.Module):
    """Tokens to logits; the embedding is also the output matrix."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.token_embd = nn.Embedding(shape.vocabulary, shape.width)
        self.blk = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.output_norm = nn.RMSNorm(shape.width, eps=RMS_EPSILON)
        self.apply(self._start)

    def _start(self, module: nn.Module) -> None:
        if isinstance(module, nn.Linear | nn.Embedding):
            nn.init.normal_(module.weight, std=0.02)
        if isinstance(module, nn.Linear) and module.bias is not None:
            nn.init.zeros_(module.bias)

    def forward(self, tokens: Tensor) -> Tensor:
        """The last hidden states, normed: [B, T] tokens to [B, T, D]."""
        cos, sin = _angles(tokens.shape[1], self.shape.head)
        x = self.token_embd(tokens)
        for layer in self.blk:
            x = layer(x, cos, sin)
        return self.output_norm(x)

    def loss(self, tokens: Tensor, weights: Tensor) -> Tensor:
        """Mean cross-entropy of the tokens, weighted by ``weights`` [B, T] (0: left out)."""
        hidden = self(tokens[:, :-1])
        mask = weights[:, 1:] > 0
        logits = functional.linear(hidden[mask], self.token_embd.weight)
        each = functional.cross_entropy(logits.float(), tokens[:, 1:][mask], reduction="none")
        return (each * weights[:, 1:][mask]).sum() / weights[:, 1:].sum()


def _angles(length: int, head: int) -> tuple[Tensor, Tensor]:
    """Cosines and sines of the rotary embedding (RoFormer, arXiv:2104.09864): [T, head]."""
    frequencies = ROPE_BASE ** (-torch.arange(0, head, 2, dtype=torch.float32) / head)
    angles = torch.outer(torch.arange(length, dtype=torch.float32), frequencies)
    doubled = torch.cat((angles, angles), dim=-1)
    return doubled.cos(), doubled.sin()


def _rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotate the halves of each head, as llama.cpp does for this family."""
    first, second = x.chunk(2, dim=-1)
    return (x * cos + torch.cat((-second, first), dim=-1) * sin).to(x.dtype)
