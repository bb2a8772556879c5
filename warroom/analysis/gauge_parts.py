"""What the gauge takes in and what it is tuned by: facts of a mention, bins, the situation, the weights."""

from __future__ import annotations

import msgspec

from warroom.domain.level import Level


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """What the gauge counts of one mention."""

    at: int
    """When it was posted, ms UTC: where it stands in time."""
    seen: int
    """When the room first saw it, ms UTC. A post cannot stand later than this."""
    negative: bool | None = None
    """None: its tone was not scored, which is never neutral."""
    rating: int | None = None
    """Stars, 1 to 5. One star counts as negative, in whatever language."""
    reach: int | None = None
    """Followers or readers; None is unknown."""
    engagement: int = 0
    """Shares and replies when it was seen."""
    press: bool = False
    influencer: bool = False
    watched: bool = False
    """A watch phrase was found in it."""
    triggers: tuple[str, ...] = ()
    """Names of hard triggers found in it."""
    platform: str = ""
    author: str = ""
    """Whoever wrote it, any stable key; empty is somebody unknown."""
    group: int = 0
    """Id of the first near-duplicate of its text; 0 is a text of its own."""


class Bin(msgspec.Struct, kw_only=True):
    """Five minutes of mentions: what history is restored from. Counts are of posts."""

    at: int
    """When it begins, ms UTC, a multiple of five minutes."""
    mentions: int = 0
    negative: int = 0
    scored: int = 0
    """How many have a tone at all."""
    one_star: int = 0
    bad: int | None = None
    """Posts that are negative or have one star; None: not counted apart, the larger of the two."""
    reach: int = 0
    """Sum of the reach that is known."""
    engagement: int = 0
    press: int = 0
    influencer: int = 0
    watched: int = 0
    authors: int | None = None
    """Distinct authors, about; None: as many as mentions."""
    texts: int | None = None
    """Distinct texts, about; None: as many as mentions."""
    weight: float | None = None
    """Mentions, repeated authors and texts counting less; None: as many as mentions."""
    bad_weight: float | None = None
    platforms: dict[str, int] = {}
    """Negative posts by platform."""
    triggers: dict[str, int] = {}
    """Posts by the name of the hard trigger found in them."""
    blind: bool = False
    """A source was silent, so this bin may lack posts: it is not learned from."""

    @property
    def all_weight(self) -> float:
        """Mentions as the gauge weighs them."""
        return float(self.mentions) if self.weight is None else self.weight

    @property
    def bad_count(self) -> int:
        """Posts that are negative or have one star."""
        return max(self.negative, self.one_star) if self.bad is None else self.bad

    @property
    def bad_weighed(self) -> float:
        """Bad posts as the gauge weighs them."""
        return float(self.bad_count) if self.bad_weight is None else self.bad_weight


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """What the room knows beside the mentions."""

    open: int = 0
    """Mentions that need an answer and have none."""
    late: int = 0
    """Of those, how many are past their time."""
    late_updates: int = 0
    """Promised updates (public, executive, team) past their time."""
    stale: tuple[str, ...] = ()
    """Names of sources whose silence says nothing."""
    declared: Level = Level.QUIET
    """The level in force, declared by a person."""


class Weights(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much each signal adds to the evidence E; score = 100 (1 − 2^(−E/3)). ``[weights]`` in levels.toml."""

    volume: float = 0.3
    """Per doubling of all mentions beyond the usual."""
    negative: float = 0.68
    """Per doubling of negative posts and one-star reviews beyond the usual."""
    swell: float = 0.65
    """For half a doubling that holds for six hours, of mentions and of negative posts each."""
    share: float = 0.08
    """Per power of ten of rarity of the negative share."""
    lasting: float = 0.7
    """For a burst of negative posts that has gone on for 45 minutes; less of it before."""
    watched: float = 0.3
    """For watch phrases or hard triggers in negative posts."""
    reach: float = 0.08
    """Per doubling of reach beyond the usual."""
    engagement: float = 0.08
    """Per doubling of shares and replies beyond the usual."""
    platform: float = 0.2
    """Per further platform with a burst of negative posts of its own, three at most."""
    press: float = 0.18
    """Per press item in six hours beyond the usual, three at most."""
    influencer: float = 0.06
    """Per influencer's post in six hours beyond the usual, five at most."""
    late: float = 0.15
    """Per doubling of answers and updates past their time; 0.7 in all at most."""
    hum: float = 0.09
    """For each of volume, negative and reach when everything is as usual: two points each."""
    few_volume: float = 10.0
    """Mentions an hour that are few whatever the usual is: added to both sides of a comparison."""
    few_negative: float = 4.0
    """Negative posts an hour that are few whatever the usual is."""
    few_reach: float = 20_000.0
    """Reach an hour that is little whatever the usual is."""
    deadband: int = 3
    """Points below a level's line at which it counts as left."""
    quiet_minutes: int = 60
    """Minutes below a level's line until one level less is suggested."""
    jump: float = 2.0
    """A rise of E within five minutes that is believed at once."""
    trigger_hours: float = 6.0
    """How long a hard trigger sets its floor after its last post."""
    learning_days: float = 3.0
    """Days of own history until a reading is sure."""
    authors: int = 5
    """Authors in the hour below which Watch is the most that is suggested."""
