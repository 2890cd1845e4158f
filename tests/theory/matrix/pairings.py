"""Wick's theorem by brute force: every pairing, its index loops counted by joining indices one by one."""

from collections import Counter
from itertools import count


def pairings(items):
    """All ways to pair up ``items``."""
    if not items:
        yield []
        return
    first, *rest = items
    for i, partner in enumerate(rest):
        for others in pairings(rest[:i] + rest[i + 1 :]):
            yield [(first, partner), *others]


def expectation(alphabet, words, covariance, complex_letters=False):
    """``E prod Tr word`` as ``{((space, power of its size), ...): coefficient}``; covariances are numbers.

    Complex letters pair with adjoints only.
    """
    letters, fresh = [], count()
    space = {}
    for word in words:
        ends = [next(fresh) for _ in word]
        for i, code in enumerate(word):
            left, right = ends[i], ends[(i + 1) % len(word)]
            space[left], space[right] = alphabet.rows(code), alphabet.columns(code)
            rows, columns = (right, left) if code & 1 else (left, right)
            letters.append((code, rows, columns))
    total = Counter()
    for pairing in pairings(letters):
        weight, parent = 1, {index: index for index in space}

        def root(index, parent=parent):
            while parent[index] != index:
                index = parent[index]
            return index

        for (g, *indices), (h, *others) in pairing:
            weight *= covariance.get((g // 2, h // 2), 0) * (not complex_letters or g & 1 != h & 1)
            for index, other in zip(indices, others, strict=True):
                parent[root(index)] = root(other)
        loops = Counter(space[index] for index in space if root(index) == index)
        total[tuple(sorted(loops.items()))] += weight
    return {key: weight for key, weight in total.items() if weight}
