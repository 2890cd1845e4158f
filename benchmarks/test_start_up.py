"""What the command line costs before it computes: processor time against a bare Python, in pairs.

``python -m pytest benchmarks/test_start_up.py -m "" -s``; the ratio is the median over pairs run one after the other.
"""

import resource
import statistics
import subprocess
import sys

import pytest

PAIRS = 7
MAIN = "import sys; from figures.cli.main import run; sys.exit(run({arguments!r}))"


def processor_time(code):
    """Seconds of processor of a fresh Python that runs the code, loading included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.parametrize(
    ("arguments", "most"),
    [(["--help"], 0.5), (["predict", "--help"], 0.5), (["predict"], 0.5), (["prototypes", "study", "--help"], 0.5)],
)
def test_help_and_errors(arguments, most, record_ratio):
    pairs = [(processor_time("pass"), processor_time(MAIN.format(arguments=arguments))) for _ in range(PAIRS)]
    took, ratio = min(theirs for _, theirs in pairs), statistics.median(theirs / bare for bare, theirs in pairs)
    print(f"\nprism {' '.join(arguments)}: {took:.2f} s of processor, {ratio:.0f} times a bare Python")
    record_ratio("bare Python", f"prism {' '.join(arguments)}", ratio)
    assert took < most
