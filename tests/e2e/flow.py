"""Mentions that go on coming, as a growing file."""

from __future__ import annotations

import json
import random
import threading
from pathlib import Path


class Flow(threading.Thread):
    """So many mentions a second, no two alike."""

    def __init__(self, path: Path, rate: int = 10) -> None:
        super().__init__()
        self.every = 1 / rate
        self.path, self.over, self.made = path, threading.Event(), 0

    def run(self) -> None:
        rng = random.Random(5)
        with self.path.open("a") as file:
            while not self.over.wait(self.every):
                self.made += 1
                text = "quillstack " + " ".join("".join(rng.choices("aeioubdgklmnrst", k=6)) for _ in range(12))
                post = {"id": f"{self.made}", "platform": "X", "author": f"@one{self.made}", "text": text}
                file.write(json.dumps(post) + "\n")
                file.flush()
