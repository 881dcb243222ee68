"""The parameters of a picture: where each may lie, a random one, and a small step from one to the next.

A family is a function of such parameters, so that a table is made from seeds and a search can move through the same.
"""

import numpy as np


class Real:
    def __init__(self, low, high):
        self.low, self.high = low, high

    def sample(self, rng):
        return round(float(rng.uniform(self.low, self.high)), 3)

    def step(self, value, rng, size):
        moved = value + rng.normal() * size * (self.high - self.low)
        return round(float(min(self.high, max(self.low, moved))), 3)


class Int:
    def __init__(self, low, high):
        self.low, self.high = low, high

    def sample(self, rng):
        return int(rng.integers(self.low, self.high + 1))

    def step(self, value, rng, size):
        width = max(1.0, size * (self.high - self.low))
        moved = value + round(rng.normal() * width) or value + int(rng.choice([-1, 1]))
        return int(min(self.high, max(self.low, moved)))


class Choice:
    def __init__(self, *values):
        self.values = values

    def sample(self, rng):
        return self.values[int(rng.integers(len(self.values)))]

    def step(self, value, rng, size):
        return self.sample(rng) if rng.random() < 0.5 else value


class Seed:
    """Where chance starts; it does not move in steps."""

    def sample(self, rng):
        return int(rng.integers(2**31))

    def step(self, value, rng, size):
        return self.sample(rng) if rng.random() < 0.2 else value


class Params(dict):
    """The parameters by name."""

    __getattr__ = dict.__getitem__

    @property
    def rng(self):
        """Chance, the same whenever the picture is made."""
        return np.random.default_rng(self["seed"])


def sample(space, rng):
    return Params({name: gene.sample(rng) for name, gene in space.items()})


def moved(params, space, rng, size=0.15, share=0.3):
    """Some of the parameters a step away; at least one."""
    names = [name for name in space if rng.random() < share] or [list(space)[int(rng.integers(len(space)))]]
    return Params({**params, **{name: space[name].step(params[name], rng, size) for name in names}})
