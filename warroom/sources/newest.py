"""Keeping the newest of too many."""

from __future__ import annotations

from collections.abc import Sequence

from warroom.domain.mention import Post


def newest(posts: Sequence[Post], most: int) -> tuple[Post, ...]:
    """The newest ``most`` in their old order; those without a date count as newer than any, first ones first."""
    ranked = sorted(range(len(posts)), key=lambda n: (posts[n].published is not None, -(posts[n].published or 0), n))
    return tuple(posts[n] for n in sorted(ranked[:most]))


def oldest_first(posts: Sequence[Post]) -> tuple[Post, ...]:
    """In the order in which they were written, as far as the dates tell.

    Networks answer newest first, so without dates the order is turned round; a post without a date stays beside
    its neighbour.
    """
    keys: list[int] = []
    known = 0
    turned = posts[::-1]
    for post in turned:
        known = post.published if post.published is not None else known
        keys.append(known)
    return tuple(turned[n] for n in sorted(range(len(turned)), key=keys.__getitem__))
