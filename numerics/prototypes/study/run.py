"""The study: blocks of runs, trained and stored one after the other, resumable at every block."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from numerics.prototypes.study.batches import Run, train
from numerics.prototypes.study.problems import problem
from numerics.prototypes.study.settings import Plan
from numerics.prototypes.study.storage import RESULT, block_data, block_path, combine, open_folder, read, write

if TYPE_CHECKING:
    from xarray import Dataset

RESPONSES = 200_000  # entries of a block's activations: fewer pay for calls, more for memory


@dataclass(frozen=True)
class Block:
    """All masks of one size for some seeds: one batch of stacked tensors, one file."""

    size: int
    seeds: tuple[int, ...]


def blocks(plan: Plan) -> list[Block]:
    """The plan in blocks; the same plan always gives the same blocks, whatever has been done already."""
    found = []
    for size in plan.sizes:
        width = plan.settings.width or size
        count = max(1, RESPONSES // (len(plan.masks) * size * width))
        found += [Block(size, plan.seeds[k : k + count]) for k in range(0, len(plan.seeds), count)]
    return found


def run_block(plan: Plan, block: Block, progress: Callable[[int], None] | None = None) -> "Dataset":
    """Train and measure one block."""
    problems = [problem(block.size, seed, plan.settings) for seed in block.seeds]
    runs = [Run(p, mask) for mask in plan.masks for p in problems]
    weights = train(runs, plan.settings, progress=progress)[-1]
    shaped = weights.reshape(len(plan.masks), len(problems), *weights.shape[1:])
    return block_data(plan, block.size, block.seeds, problems, shaped)


def run_study(plan: Plan, folder: Path | None = None, progress: Callable[[float], None] | None = None) -> "Dataset":
    """The whole study as one data set; with a folder, finished blocks are read from it and new ones stored.

    ``progress`` takes the number of runs done, fractions of a block included.
    """
    if folder is not None:
        open_folder(folder, plan)
    done, found = 0, []
    for block in blocks(plan):
        count = len(plan.masks) * len(block.seeds)
        found.append(_stored_block(plan, block, folder, _scaled(progress, done, count / plan.settings.steps)))
        done += count
        if progress is not None:
            progress(done)
    result = combine(plan, found)
    if folder is not None:
        write(result, folder / RESULT)
    return result


def _scaled(progress: Callable[[float], None] | None, done: int, share: float) -> Callable[[int], None] | None:
    """Progress inside a block, told every 50 steps."""
    if progress is None:
        return None
    return lambda step: progress(done + share * step) if step % 50 == 0 else None


def _stored_block(plan: Plan, block: Block, folder: Path | None, progress: Callable[[int], None] | None) -> "Dataset":
    if folder is None:
        return run_block(plan, block, progress)
    path = block_path(folder, block.size, block.seeds)
    if not path.exists():
        write(run_block(plan, block, progress), path)
    return read(path)
