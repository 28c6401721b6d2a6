# SPDX-License-Identifier: MIT
"""run.py [NAME ...]: the torture scripts, a table of their figures, and
$FOC_BUILD/torture.json.  Exit status 1 if any failed.

A script is an executable file in this folder; the first comment (or the
docstring) says what it does and its goal.  It runs in a fresh directory with

	SEED	the seed of all it does at random; repeat with SEED=n
	SHORT	1: the short form, which make check runs
	FOC_TOP, FOC_BUILD, PATH

and ends with one line, `name: what was done: figure, goal, ok`, or FAILED for
ok; or `name: why, skipped`.  It fails where it exits with another status than
0 or prints no such line.  JOBS=n runs n at once."""
import concurrent.futures
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
FIGURE = re.compile(r"(\S+): (.*), (ok|FAILED|skipped)$")


def scripts(names):
    found = []
    for file in sorted(os.listdir(HERE)):
        path = os.path.join(HERE, file)
        name, ext = os.path.splitext(file)
        if ext in (".sh", ".py") and os.access(path, os.X_OK):
            found.append((name, path))
    unknown = set(names) - {name for name, _ in found}
    if unknown:
        sys.exit(f"no such script: {' '.join(sorted(unknown))}")
    return [s for s in found if not names or s[0] in names]


def kill_group(p):
    try:
        os.killpg(p.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def run(name, path, env, limit):
    where = tempfile.mkdtemp(prefix=f"torture-{name}.")
    start = time.monotonic()
    with subprocess.Popen([path], cwd=where, env=env, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, errors="replace",
                          start_new_session=True) as p:
        try:
            out, _ = p.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            kill_group(p)
            out = p.communicate()[0] + f"took longer than {limit} s\n"
        kill_group(p)                   # what it may have left behind
    shutil.rmtree(where, ignore_errors=True)
    said = [FIGURE.match(line) for line in out.splitlines()]
    said = [m for m in said if m]
    result = said[-1][3] if said else "FAILED"
    if p.returncode != 0:
        result = "FAILED"
    return {"name": name, "figure": said[-1][2] if said else "no figure",
            "result": result, "seconds": round(time.monotonic() - start, 1),
            "seed": env["SEED"], "output": out}


def say(r):
    if r["result"] == "FAILED":
        sys.stdout.write(r["output"])
        print(f"to repeat: make torture TORTURE={r['name']} SEED={r['seed']}")
    print(f"{r['name']:18} {r['result']:7} {r['seconds']:6.1f} s  "
          f"{r['figure']}", flush=True)


def main():
    short = os.environ.get("SHORT", "") not in ("", "0")
    seed = os.environ.get("SEED") or (
        "1" if short else str(random.SystemRandom().randrange(1, 10**6)))
    env = dict(os.environ, SEED=seed, SHORT="1" if short else "",
               LC_ALL="C", TZ="UTC", PYTHONDONTWRITEBYTECODE="1")
    for key in ("FOC_DB", "FOC_ACTOR", "FOC_NOW", "COLUMNS"):
        env.pop(key, None)
    limit = 300 if short else 1200
    todo = scripts(sys.argv[1:])
    print(f"seed {seed}, {'short' if short else 'long'} form", flush=True)
    with concurrent.futures.ThreadPoolExecutor(
            int(os.environ.get("JOBS") or 1)) as pool:
        runs = [pool.submit(run, n, p, env, limit) for n, p in todo]
        results = []
        for r in concurrent.futures.as_completed(runs):
            say(r.result())
            results.append(r.result())
    results.sort(key=lambda r: r["name"])
    failed = [r["name"] for r in results if r["result"] == "FAILED"]
    for r in results:
        del r["output"]
    if os.environ.get("FOC_BUILD"):
        with open(os.path.join(os.environ["FOC_BUILD"], "torture.json"), "w",
                  encoding="ascii") as f:
            json.dump({"seed": seed, "short": short, "scripts": results}, f,
                      indent=1)
            f.write("\n")
    done = sum(r["result"] == "ok" for r in results)
    print(f"{done} ok, {len(failed)} failed, "
          f"{len(results) - done - len(failed)} skipped")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
