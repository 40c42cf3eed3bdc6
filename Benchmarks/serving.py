"""A JSON server under load: requests a second, plain, with the profiler linked and idle, tracing every allocation, and under heaptrack.

The server (server/Sources, Hummingbird) decodes an order and answers with a receipt; the client (server/load.c) is a process of its own on
the same machine, which keeps 16 connections busy, each with one request at a time. Each round starts every variant anew, warms it up
and sends it the same number of requests. The target: 0.90 of the plain server's requests a second while tracing.
"""

import os
import signal
import subprocess
import sys

import peers
from measuring import HERE, build, cell, install, print_head, print_row, run, spread
from peers import HEAPTRACK_ALONE, PLAIN

PACKAGE = HERE / "server"
SCRATCH = HERE / ".build" / "server"
LOAD = SCRATCH / "load"
CONNECTIONS = 16
REQUESTS = 20_000
# heaptrack's server answers a fraction of the requests in the same time.
OF_HEAPTRACK = 5
MOST_ROUNDS = 7


def prepare():
    peers.prepare()
    install({"gcc": "/usr/bin/gcc"})
    for product in ["server", "server-linked"]:
        build(product, options=["--scratch-path", str(SCRATCH)], package=PACKAGE)
    subprocess.run(["gcc", "-D_GNU_SOURCE", "-O2", PACKAGE / "load.c", "-o", LOAD], check=True)


def measure(extent):
    """{variant: {figure: spread}}"""
    return compared(variants(), extent)


def compared(variants, extent):
    runs = {variant: [] for variant in variants}
    requests = extent.of(REQUESTS, REQUESTS // 20)
    for _ in range(extent.at_most(MOST_ROUNDS)):
        for variant, (command, environment) in variants.items():
            share = OF_HEAPTRACK if variant == HEAPTRACK_ALONE else 1
            runs[variant].append(run_once(command, environment, requests // share))
    if len({taken["answer"] for of_variant in runs.values() for taken in of_variant}) != 1:
        sys.exit("the servers' answers differ")
    return {variant: beside(of_variant, runs[PLAIN]) for variant, of_variant in runs.items()}


def variants():
    return peers.fast_variants("server", "server-linked", SCRATCH / "release")


def run_once(command, environment, requests):
    """{figure: value} of one server's life."""
    server = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True)
    try:
        port = server.stdout.readline().strip()
        load(port, max(requests // 10, CONNECTIONS))
        cpu = cpu_seconds(server.pid)
        seconds, answer = load(port, requests)
        cpu = cpu_seconds(server.pid) - cpu
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()
    if server.returncode:
        sys.exit(f"{command} ended with status {server.returncode}")
    return {"requests a second": requests / seconds, "CPU µs a request": cpu / requests * 1e6, "answer": answer}


def load(port, requests):
    """Seconds, and the length of each answer."""
    seconds, length, answers = run([LOAD, port, str(CONNECTIONS), str(requests)]).printed.split()
    if int(answers) != requests:
        sys.exit(f"the server answered {answers} of {requests} requests")
    return float(seconds), int(length)


def cpu_seconds(process):
    """Of a running process: fields 14 and 15 of its stat, in clock ticks."""
    with open(f"/proc/{process}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def beside(runs, plain):
    names = ["requests a second", "CPU µs a request"]
    absolute = {name: spread([taken[name] for taken in runs]) for name in names}
    ratios = {f"{name}, ratio": spread([taken[name] / before[name] for taken, before in zip(runs, plain)]) for name in names}
    return {**absolute, **ratios}


def print_tables(results):
    print_head("a JSON server", "requests a second", "× plain", "CPU µs a request", "× plain")
    for variant, figures in results.items():
        print_row(
            variant, cell(figures["requests a second"], 0), cell(figures["requests a second, ratio"], 2),
            cell(figures["CPU µs a request"], 0), cell(figures["CPU µs a request, ratio"], 2))
