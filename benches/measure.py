"""What figures are made of: runs of programs, tables of them, and the limits that they are held against."""

import collections
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

missing = []  # what could not be measured, and why
over = []  # figures above their limits


def fail(message):
    print(f"benches/run: {message}", file=sys.stderr)
    sys.exit(2)


class Run:
    """One run of a program: seconds, exit status, output."""

    def __init__(self, args, stdin=None):
        self.args = args
        with tempfile.TemporaryFile() as out, open(stdin or os.devnull, "rb") as source:
            start = time.perf_counter()
            self.status = subprocess.call(args, stdin=source, stdout=out, stderr=subprocess.STDOUT)
            self.seconds = time.perf_counter() - start
            out.seek(0)
            self.output = out.read().decode(errors="replace")

    def expect(self):
        if self.status:
            fail(f"{' '.join(self.args)} ended with {self.status}:\n{self.output}")
        return self


# A program counts what its parent used before the two parted, so it gets a small one.
PARENT = """
import posix, sys
out = [(posix.POSIX_SPAWN_OPEN, 1, b"/dev/null", posix.O_WRONLY, 0)]
pid = posix.posix_spawnp(sys.argv[1], sys.argv[1:], posix.environ, file_actions=out)
_, status, usage = posix.wait4(pid, 0)
print(usage.ru_maxrss)
sys.exit(posix.waitstatus_to_exitcode(status))
"""


def peak(args):
    """Peak resident memory of a program, in MiB."""
    run = Run([sys.executable, "-I", "-S", "-c", PARENT, *args]).expect()
    return int(run.output.split()[-1]) / (1024 * 1024 if sys.platform == "darwin" else 1024)


def program(name):
    return shutil.which(name)


# --- Figures ---------------------------------------------------------------


def spread(values, digits):
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{low:.{digits}f} / {middle:.{digits}f} / {high:.{digits}f}"


def judge(what, value, limit, unit):
    """Holds a figure against its limit."""
    within = value <= limit
    if not within:
        over.append(f"{what}: {value:.3g} {unit}, at most {limit:g} {unit}")
    print(f"  {'ok  ' if within else 'OVER'} {what}: {value:.3g} {unit}, at most {limit:g} {unit}")


def head(title):
    print(f"\n## {title}\n")


# Of what was measured, and of the ratios of each round, by program.
Medians = collections.namedtuple("Medians", ["values", "ratios"])


def table(runs, unit, of):
    """One row a program, daprk first: min / median / max, and the ratio of each round to the peer's."""
    digits = {"ms": 1, "s": 2, "MiB": 1}[unit]
    width = max(map(len, runs))
    print(f"  {'':{width}}  {unit + ' (min / median / max)':32}  daprk : this one")
    values = {name: [of(run) for run in each] for name, each in runs.items()}
    ours = values["daprk"]
    ratios = {name: [a / b for a, b in zip(ours, theirs)] for name, theirs in values.items()}
    for name, theirs in values.items():
        ratio = "" if name == "daprk" else spread(ratios[name], 2)
        print(f"  {name:{width}}  {spread(theirs, digits):32}  {ratio}")
    return Medians(*({name: statistics.median(each) for name, each in of.items()} for of in (values, ratios)))


def milliseconds(run):
    return run.seconds * 1000


def seconds(run):
    return run.seconds


def as_it_is(value):
    return value


def interleaved(rounds, calls):
    """Runs every call once a round."""
    runs = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            runs[name].append(call())
    return runs


def there(calls):
    """Those of the calls whose program is there; the others are named."""
    for name in [name for name, args in calls.items() if not program(args[0])]:
        missing.append(f"{' '.join(calls.pop(name))}: not on the PATH")
    return calls


def run_each(calls):
    return {name: (lambda args=args: Run(args).expect()) for name, args in calls.items()}
