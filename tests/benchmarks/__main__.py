"""`make bench`: the product against the plain peers, each figure in a process of its own, all in one run."""

import argparse
import json
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

from service.settings import read_settings
from tests.benchmarks import contenders
from tests.benchmarks.encoder_alone import folder_of
from tests.benchmarks.figures import FULL, QUICK, Effort, measure, p50
from tests.benchmarks.places import CASE
from tests.benchmarks.processes import BenchmarkError, run_cold, run_helper
from tests.benchmarks.sizes import plain_bytes, product_bytes
from tests.benchmarks.table import (
    Beside,
    Steps,
    command_line,
    goals_table,
    ratios_table,
    reference_lines,
    services_table,
    steps_table,
)

NO_TXTAI = "txtai is not installed (make bench says why), so its row is left out."
LEFT_OUT = """\
Not measured here: scale (docs/scale.md).
Peers' indexes are built before the clock starts. p95 of fewer than twenty values is the largest. MB is a million bytes.
"Cold": process start to the end of the first answer, with the files in the system's cache."""


def main() -> int:
    """Measure, and print one table. 1 where a figure could not be taken; a goal that is missed is only printed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="three repetitions: one to two minutes, rougher")
    effort = QUICK if parser.parse_args().quick else FULL
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that every subprocess is ended
    try:
        with tempfile.TemporaryDirectory(prefix="lfr-bench-") as folder:
            print(_run(Path(folder), effort))
    except BenchmarkError as error:
        _say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _say(line: str) -> None:
    print(f"  {line}", file=sys.stderr, flush=True)


def _run(folder: Path, effort: Effort) -> str:
    began = time.monotonic()
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    busy = " Other work was running: take these figures as rough." if load > cores / 2 else ""
    case = CASE.read_text(encoding="utf-8")
    words = len(case.split())
    _say("writing the peers' indexes")
    txtai = contenders.with_txtai()
    run_helper("plain_index", str(folder), *(("--txtai",) if txtai else ()))
    read = json.loads((folder / "words_read.json").read_text(encoding="utf-8"))
    chosen = (
        contenders.product(),
        contenders.plain(contenders.WHOLE, "whole-256", folder, f"{read['256']} of {words} words"),
        contenders.plain(contenders.SENTENCES, "sentences", folder, "all, in sentences"),
        contenders.plain(contenders.WHOLE_512, "whole-512", folder, f"{read['512']} of {words} words"),
        *([contenders.plain(contenders.TXTAI, "txtai", folder, f"{read['512']} of {words} words")] if txtai else []),
        contenders.plain(contenders.BM25, "bm25", folder, "all, as words"),
    )
    found = measure(chosen, case, effort, _say)
    _say("command line and steps")
    command = (str(Path(sys.executable).with_name("learning-from-reviews")), "match", str(CASE))
    runs = [run_cold(command) for _ in range(effort.cold_starts)]
    cli_seconds, cli_peak_bytes = [seconds for seconds, _ in runs], max(peak for _, peak in runs)
    steps = Steps(**json.loads(run_helper("steps", str(effort.step_rounds))))
    alone = Beside(
        cli_seconds=cli_seconds,
        cli_peak_bytes=cli_peak_bytes,
        encoder=json.loads(run_helper("encoder_alone", str(effort.step_rounds))),
        own_bytes=product_bytes(folder_of(read_settings().bundles)),
        plain_bytes=plain_bytes(),
    )
    _say("int8 against the fp32 reference")
    ranking = json.loads(run_helper("reference"))
    return "\n".join(
        (
            f"A case of {words} words ({steps.segments} segments, {steps.themes} themes found). {cores} cores, "
            f"Python {sys.version.split()[0]}, load before the run {load:.1f}.{busy}",
            f"{effort.cold_starts} cold starts; {effort.warm_processes} x {effort.warm_answers} warm answers; "
            f"{effort.throughput_seconds:.0f} s of eight clients. {time.monotonic() - began:.0f} s in all.",
            "",
            services_table(found, chosen),
            command_line(cli_seconds, cli_peak_bytes),
            "",
            ratios_table(found),
            "",
            goals_table(found, alone),
            "",
            reference_lines(ranking),
            "",
            steps_table(steps, p50(found[contenders.PRODUCT].warm_seconds)),
            "",
            *(() if txtai else (NO_TXTAI,)),
            LEFT_OUT,
        )
    )


if __name__ == "__main__":
    sys.exit(main())
